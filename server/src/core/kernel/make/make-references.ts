/** Deeper ones are not read: the text would be gone through again for each. */
const DEEPEST = 60;

/** What is known while a reference is read. */
interface Nesting {
  depth: number;
  /** By the offset of its '$'; undefined: it has no end. A part is gone through once more if a delimiter is missing. */
  readonly known: Map<number, VariableReference | undefined>;
}

/** One reference to a variable as written: $x, ${name:modifiers} or $(name:modifiers). */
export interface VariableReference {
  /** As spelled; may hold references itself. */
  readonly name: string;
  /** Each without its ':'. */
  readonly modifiers: readonly string[];
  /** Offset after the reference. */
  readonly end: number;
}

/**
 * The first of `ends` from `at` on that is neither escaped nor inside a reference; -1 when there is none. What stands
 * around a reference without an end has none either.
 */
function findEnd(text: string, at: number, ends: string, nesting: Nesting): number {
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\\') at += 2;
    else if (character === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
      const inner = readInner(text, at, nesting);
      if (inner === undefined) return -1;
      at = inner.end;
    } else if (ends.includes(character)) return at;
    else at++;
  }
  return -1;
}

/** The end of a pattern of :M or :N, in which brackets pair up (ParseModifier_Match). */
function patternEnd(text: string, at: number, close: string, nesting: Nesting): number {
  let open = 0;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\') at++;
    else if (character === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
      const inner = readInner(text, at, nesting);
      if (inner === undefined) return -1;
      at = inner.end - 1;
    } else if (character === '{' || character === '(') open++;
    else if (open > 0 && (character === '}' || character === ')')) open--;
    else if (open === 0 && (character === ':' || character === close)) return at;
  }
  return -1;
}

/** The offset after this many delimited parts; nothing in them ends the reference (ParseModifierPart). */
function behindParts(text: string, at: number, delimiter: string, count: number, nesting: Nesting): number {
  for (let seen = 0; seen < count; seen++) {
    const end = findEnd(text, at, delimiter, nesting);
    if (end < 0) return -1;
    at = end + 1;
  }
  return at;
}

/**
 * The end of a modifier that begins at `at`: the ':' of the next one, or the closing bracket; -1 when there is none.
 */
function modifierEnd(text: string, at: number, close: string, nesting: Nesting): number {
  const kind = text[at] ?? '';
  const delimiter = text[at + 1] ?? '';
  let from = at;
  if ((kind === 'S' || kind === 'C') && delimiter !== '' && delimiter !== ':' && delimiter !== close)
    from = behindParts(text, at + 2, delimiter, 2, nesting);
  else if (kind === '@') from = behindParts(text, at + 1, kind, 2, nesting);
  else if (kind === '!') from = behindParts(text, at + 1, kind, 1, nesting);
  else if (kind === '?') return findEnd(text, at, close, nesting);
  else if (kind === 'M' || kind === 'N') return patternEnd(text, at + 1, close, nesting);
  // If a delimiter is missing, the modifier is the text up to the bracket, and is reported as wrong.
  return findEnd(text, from < 0 ? at : from, `:${close}`, nesting);
}

/** Reads the reference whose '$' is at `at`; undefined for a lone '$', and for a reference without an end. */
export function readReference(text: string, at: number): VariableReference | undefined {
  return readInner(text, at, { depth: 0, known: new Map() });
}

function readInner(text: string, at: number, nesting: Nesting): VariableReference | undefined {
  if (nesting.known.has(at)) return nesting.known.get(at);
  if (nesting.depth > DEEPEST) return undefined;
  nesting.depth++;
  const reference = readBracketed(text, at, nesting);
  nesting.depth--;
  nesting.known.set(at, reference);
  return reference;
}

function readBracketed(text: string, at: number, nesting: Nesting): VariableReference | undefined {
  const open = text[at + 1];
  if (open === undefined) return undefined;
  if (open !== '{' && open !== '(') return { name: open, modifiers: [], end: at + 2 };
  const close = open === '{' ? '}' : ')';
  let end = findEnd(text, at + 2, `:${close}`, nesting);
  const name = text.slice(at + 2, end);
  const modifiers: string[] = [];
  while (end >= 0 && text[end] === ':') {
    const stop = modifierEnd(text, end + 1, close, nesting);
    if (stop >= 0) modifiers.push(text.slice(end + 1, stop));
    end = stop;
  }
  return end < 0 ? undefined : { name, modifiers, end: end + 1 };
}
