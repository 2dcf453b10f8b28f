import type { TokenFile } from '../../lexer/token-file.ts';
import type { Mark } from '../../text/file-source.ts';
import type { IgnoreComment } from '../../rules/rule.ts';
import type { Spot } from '../../text/spot.ts';
import { lowerBound } from '../../collections/lower-bound.ts';

const MARK = 'vnetscope-ignore';
/** What a file with such comments holds. */
export const IGNORE_MARKS: readonly Mark[] = [{ word: MARK }];
/** Names with commas between them, then a colon and the reason. */
const SHAPE = /^[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)?[ \t]*(?::([\s\S]*))?$/;

/** A comment while findings are held to it. */
export interface OpenIgnore extends IgnoreComment {
  readonly used: Set<string>;
}

/** Every comment of a file that suppresses findings, in order. */
export function ignoreComments(file: TokenFile): readonly OpenIgnore[] {
  const found: OpenIgnore[] = [];
  for (let at = file.text.indexOf(MARK); at >= 0; at = file.text.indexOf(MARK, at + MARK.length)) {
    const comment = commentAround(file, at);
    if (comment !== undefined) found.push(readComment(file, comment, at + MARK.length));
  }
  return found;
}

/** The comment that suppresses a finding of `rule` at `offset`. */
export function ignoreFor(
  ignores: readonly OpenIgnore[],
  file: () => TokenFile,
  rule: string,
  offset: number,
): OpenIgnore | undefined {
  if (ignores.length === 0) return undefined;
  const line = file().lines.lineOf(offset) + 1;
  return ignores.find(
    (ignore) => ignore.line === line && ignore.reason !== '' && ignore.rules.some(({ id }) => id === rule),
  );
}

/** Comments are between tokens (C17 5.1.1.2, phase 3): the comment that contains `at`. */
function commentAround(file: TokenFile, at: number): Spot | undefined {
  const { text } = file;
  const token = lowerBound(file.start, at + 1);
  let start = token === 0 ? 0 : (file.end[token - 1] as number);
  if (start > at) return undefined;
  for (;;) {
    while (start < at && text[start] !== '/') start++;
    if (start >= at) return undefined;
    const end = text[start + 1] === '/' ? lineCommentEnd(text, start) : blockCommentEnd(text, start);
    if (end > at) return { start, end };
    start = end;
  }
}

function blockCommentEnd(text: string, start: number): number {
  const close = text.indexOf('*/', start + 2);
  return close < 0 ? text.length : close + 2;
}

function lineCommentEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function readComment(file: TokenFile, { start, end }: Spot, from: number): OpenIgnore {
  const { text, lines } = file;
  const isClosed = text[start + 1] === '*' && text.slice(end - 2, end) === '*/';
  const inside = text.slice(from, isClosed ? end - 2 : end);
  const match = SHAPE.exec(inside);
  const rules: { id: string; start: number; end: number }[] = [];
  const names = match?.[1] ?? '';
  const namesFrom = from + inside.indexOf(names);
  for (const name of names.matchAll(/[\w-]+/g))
    rules.push({ id: name[0], start: namesFrom + name.index, end: namesFrom + name.index + name[0].length });
  const own = lines.lineOf(start);
  const next = file.start[lowerBound(file.start, end)] as number;
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  // A comment on its own line applies to the next line with code.
  const isAlone = text.slice(lineStart, start).trim() === '' && lines.lineOf(next) > own;
  const words = { start: from - MARK.length, end: from + inside.trimEnd().length };
  return {
    start,
    end,
    words,
    rules,
    reason: (match?.[2] ?? '').replace(/\s+/g, ' ').trim(),
    used: new Set(),
    line: lines.lineOf(isAlone ? next : start) + 1,
  };
}
