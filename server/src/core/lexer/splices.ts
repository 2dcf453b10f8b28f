/** Line splices (C17 5.1.1.2p2) that stand inside a token; rare, so such a file is mended as a whole before it is lexed. */

const SPLICE = /\\[ \t]*\r?\n/g;

/** 1 for characters of identifiers and numbers, 2 for those that longer punctuators and comments are made of. */
function glue(c: number): number {
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c >= 128) return 1;
  return '+-*/%=<>&|!^#:.'.includes(String.fromCharCode(c)) ? 2 : 0;
}

/** True when some backslash-newline stands between two characters that could be one token without it. */
export function splicesInsideTokens(text: string): boolean {
  for (let at = text.indexOf('\\\n'); at >= 0; at = text.indexOf('\\\n', at + 2)) {
    const before = text.charCodeAt(at - 1);
    if (before <= 32) continue;
    const side = glue(before);
    if (side !== 0 && side === glue(text.charCodeAt(at + 2))) return true;
  }
  return false;
}

export interface MendedText {
  readonly text: string;
  /** Offset in the text as written of an offset in the mended text. */
  original(offset: number): number;
}

export function mendSplices(text: string): MendedText {
  const cuts: number[] = [];
  const removed: number[] = [];
  let total = 0;
  let mended = '';
  let from = 0;
  for (const match of text.matchAll(SPLICE)) {
    mended += text.slice(from, match.index);
    cuts.push(mended.length);
    total += match[0].length;
    removed.push(total);
    from = match.index + match[0].length;
  }
  mended += text.slice(from);
  const original = (offset: number): number => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (low === 0 ? 0 : (removed[low - 1] as number));
  };
  return { text: mended, original };
}
