/** One reference to a variable as it is spelled: $x, ${name:modifiers} or $(name:modifiers). */
export interface VariableReference {
  /** As spelled; may hold references itself. */
  readonly name: string;
  /** Each without its ':'. */
  readonly modifiers: readonly string[];
  /** Offset behind the reference. */
  readonly end: number;
}

/** The offset behind the bracket that closes the one before `at`; -1 when there is none. */
function closing(text: string, at: number, open: string, close: string): number {
  let depth = 1;
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === open && text[at - 1] === '$') depth++;
    else if (character === close && --depth === 0) return at + 1;
  }
  return -1;
}

/** The end of a modifier that begins at `at`: the next ':' outside of brackets and delimited parts. */
function modifierEnd(body: string, at: number): number {
  const kind = body[at];
  if ((kind === 'S' || kind === 'C') && at + 1 < body.length) {
    const delimiter = body[at + 1];
    let seen = 0;
    for (at += 2; at < body.length && seen < 2; at++) {
      if (body[at] === '\\') at++;
      else if (body[at] === delimiter) seen++;
    }
  } else if (kind === '@' || kind === '!') {
    const wanted = kind === '@' ? 2 : 1;
    let seen = 0;
    for (at += 1; at < body.length && seen < wanted; at++) if (body[at] === kind) seen++;
  } else if (kind === '?') {
    return body.length;
  }
  for (; at < body.length; at++) {
    const character = body[at];
    if (character === '\\') at++;
    else if (character === '$' && (body[at + 1] === '{' || body[at + 1] === '(')) {
      const end = closing(body, at + 2, body[at + 1] ?? '', body[at + 1] === '{' ? '}' : ')');
      if (end < 0) return body.length;
      at = end - 1;
    } else if (character === ':') return at;
  }
  return body.length;
}

/** Where the name ends: at the first ':' outside of inner references. */
function nameEnd(body: string): number {
  for (let at = 0; at < body.length; at++) {
    const character = body[at];
    if (character === '$' && (body[at + 1] === '{' || body[at + 1] === '(')) {
      const end = closing(body, at + 2, body[at + 1] ?? '', body[at + 1] === '{' ? '}' : ')');
      if (end < 0) return body.length;
      at = end - 1;
    } else if (character === ':') return at;
  }
  return body.length;
}

/** Reads the reference whose '$' stands at `at`; undefined when none follows (a lone '$'). */
export function readReference(text: string, at: number): VariableReference | undefined {
  const open = text[at + 1];
  if (open === undefined) return undefined;
  if (open !== '{' && open !== '(') return { name: open, modifiers: [], end: at + 2 };
  const end = closing(text, at + 2, open, open === '{' ? '}' : ')');
  if (end < 0) return undefined;
  const body = text.slice(at + 2, end - 1);
  const nameStop = nameEnd(body);
  const modifiers: string[] = [];
  for (let start = nameStop; start < body.length;) {
    const stop = modifierEnd(body, start + 1);
    modifiers.push(body.slice(start + 1, stop));
    start = stop;
  }
  return { name: body.slice(0, nameStop), modifiers, end };
}
