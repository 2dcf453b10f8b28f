import { lowerBound } from '../collections/lower-bound.ts';

/**
 * Line splices (C17 5.1.1.2p2) that stand inside a token; rare, so they are removed from the whole file before it is
 * lexed.
 */

/** Backslash, new line; white space between them is allowed, as in clang and gcc. */
export const SPLICE = /\\[ \t\v\f\r]*\n/g;

const NEWLINE = 10;

/** Length of the splice whose backslash is at `at`; 0 when there is none. */
export function spliceLength(text: string, at: number): number {
  for (let to = at + 1; to < text.length; to++) {
    const c = text.charCodeAt(to);
    if (c === NEWLINE) return to + 1 - at;
    if (c !== 32 && (c < 9 || c > 13)) return 0;
  }
  return 0;
}

/** True if a splice separates two characters that could form one token without it. */
export function splicesInsideTokens(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 1)) {
    if (!(text.charCodeAt(at - 1) > 32)) continue;
    const length = spliceLength(text, at);
    if (length > 0 && text.charCodeAt(at + length) > 32) return true;
  }
  return false;
}

export interface MendedText {
  readonly text: string;
  /** Maps an offset in the text without splices to the text as written. */
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
    return offset + (removed[lowerBound(cuts, offset + 1) - 1] ?? 0);
  };
  return { text: mended, original };
}
