/** One reference to a variable as written: $x, ${name:modifiers} or $(name:modifiers). */
export interface VariableReference {
  /** As spelled; may hold references itself. */
  readonly name: string;
  /** Each without its ':'. */
  readonly modifiers: readonly string[];
  /** Offset after the reference. */
  readonly end: number;
}

/** The offset after the reference whose '$' is at `at`; after the '$' if no reference follows. */
function skipReference(text: string, at: number): number {
  return readReference(text, at)?.end ?? at + 1;
}

/** The first of `ends` from `at` on that is neither escaped nor inside a reference; -1 when there is none. */
function findEnd(text: string, at: number, ends: string): number {
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\\') at += 2;
    else if (character === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) at = skipReference(text, at);
    else if (ends.includes(character)) return at;
    else at++;
  }
  return -1;
}

/** The end of a pattern of :M or :N, in which brackets pair up (ParseModifier_Match). */
function patternEnd(text: string, at: number, close: string): number {
  let depth = 0;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\') at++;
    else if (character === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) at = skipReference(text, at) - 1;
    else if (character === '{' || character === '(') depth++;
    else if (depth > 0 && (character === '}' || character === ')')) depth--;
    else if (depth === 0 && (character === ':' || character === close)) return at;
  }
  return -1;
}

/** The offset after this many delimited parts; nothing in them ends the reference (ParseModifierPart). */
function behindParts(text: string, at: number, delimiter: string, count: number): number {
  for (let seen = 0; seen < count; seen++) {
    const end = findEnd(text, at, delimiter);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}

/**
 * The end of a modifier that begins at `at`: the ':' of the next one, or the closing bracket; -1 when there is none.
 */
function modifierEnd(text: string, at: number, close: string): number {
  const kind = text[at] ?? '';
  const delimiter = text[at + 1] ?? '';
  let from = at;
  if ((kind === 'S' || kind === 'C') && delimiter !== '' && delimiter !== ':' && delimiter !== close)
    from = behindParts(text, at + 2, delimiter, 2);
  else if (kind === '@') from = behindParts(text, at + 1, kind, 2);
  else if (kind === '!') from = behindParts(text, at + 1, kind, 1);
  else if (kind === '?') return findEnd(text, at, close);
  else if (kind === 'M' || kind === 'N') return patternEnd(text, at + 1, close);
  // If a delimiter is missing, the modifier is the text up to the bracket, and is reported as wrong.
  return findEnd(text, from < 0 ? at : from, `:${close}`);
}

/** Reads the reference whose '$' is at `at`; undefined for a lone '$'. */
export function readReference(text: string, at: number): VariableReference | undefined {
  const open = text[at + 1];
  if (open === undefined) return undefined;
  if (open !== '{' && open !== '(') return { name: open, modifiers: [], end: at + 2 };
  const close = open === '{' ? '}' : ')';
  let end = findEnd(text, at + 2, `:${close}`);
  const name = text.slice(at + 2, end);
  const modifiers: string[] = [];
  while (end >= 0 && text[end] === ':') {
    const stop = modifierEnd(text, end + 1, close);
    if (stop >= 0) modifiers.push(text.slice(end + 1, stop));
    end = stop;
  }
  return end < 0 ? undefined : { name, modifiers, end: end + 1 };
}
