/** More of a value than this is not put into the document: a struct of arrays is a book. */
const MOST_LETTERS = 4000;

/** "unknown (why (it is so))" without the reason, which is the same for every member of a record. */
export function withoutReasons(value: string): string {
  let text = '';
  for (let at = 0; at < value.length;) {
    const found = value.indexOf('unknown (', at);
    if (found < 0) return text + value.slice(at);
    text += value.slice(at, found) + 'unknown';
    at = behindBracket(value, found + 'unknown '.length);
  }
  return text;
}

/** Every reason in a value, once, in order. */
export function reasonsIn(value: string): readonly string[] {
  const reasons = new Set<string>();
  for (let found = value.indexOf('unknown ('); found >= 0; found = value.indexOf('unknown (', found + 1)) {
    const open = found + 'unknown '.length;
    reasons.add(value.slice(open + 1, behindBracket(value, open) - 1));
  }
  return [...reasons];
}

/** The place behind the bracket that closes the one at `open`; the end, if none does. */
function behindBracket(value: string, open: number): number {
  let depth = 0;
  for (let at = open; at < value.length; at++) {
    if (value[at] === '(') depth++;
    else if (value[at] === ')' && --depth === 0) return at + 1;
  }
  return value.length;
}

/** A value for people: reasons left out, and cut where it is endless. */
export function shortValue(value: string): string {
  const text = withoutReasons(value);
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS)}…`;
}
