import type { TextEdit } from '../text/text-edit.ts';

/**
 * Removes [start, end). If nothing else is on its lines, the lines are removed, with one of two blank lines that would
 * meet. A comment after it on its line is removed too, because it is about the removed text.
 */
export function removalOf(text: string, start: number, end: number): TextEdit {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:\/\*(?:(?!\*\/)[^\n])*\*\/|\/\/[^\n]*)?[ \t]*\r?(?:\n|$)/.exec(text.slice(end))?.[0];
  if (text.slice(lineStart, start).trim() !== '' || rest === undefined) return { start, end, text: '' };
  let to = end + rest.length;
  const isBlankBefore =
    lineStart === 0 ||
    /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart)) ||
    /\{[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  const blankAfter = /^[ \t]*\r?\n/.exec(text.slice(to))?.[0];
  if (isBlankBefore && blankAfter !== undefined) to += blankAfter.length;
  return { start: lineStart, end: to, text: '' };
}
