import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL } from '../lexer/token-kinds.ts';
import { applyEdits, type TextEdit } from '../text/text-edit.ts';
import type { Invocation } from '../written/invocations.ts';

/** style(9): lines are at most 80 columns wide, a tab stop is every 8. */
const WIDEST = 80;
const TAB = 8;
const CONTINUATION = '    ';

/** Columns that a line takes. */
function width(line: string): number {
  let column = 0;
  for (const character of line) column = character === '\t' ? column + TAB - (column % TAB) : column + 1;
  return column;
}

/**
 * An edit that breaks the line of an invocation before the first of `tokens` that does not already start a line.
 * Undefined unless `edits` make the line wider than it was and than style(9) allows.
 */
export function lineBreak(
  file: TokenFile,
  invocation: Invocation,
  tokens: readonly number[],
  edits: readonly TextEdit[],
): TextEdit | undefined {
  const { text } = file;
  const [first] = tokens;
  if (first === undefined) return undefined;
  const at = file.start[first] as number;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const found = text.indexOf('\n', at);
  const lineEnd = found < 0 ? text.length : found;
  const before = text.slice(lineStart, lineEnd);
  const inLine = edits
    .filter(({ start, end }) => start >= lineStart && end <= lineEnd)
    .map(({ start, end, text: put }) => ({ start: start - lineStart, end: end - lineStart, text: put }));
  if (width(applyEdits(before, inLine)) <= Math.max(WIDEST, width(before))) return undefined;
  const chosen = tokens.find((token) => ((file.flags[token] as number) & F_BOL) === 0);
  if (chosen === undefined || (file.start[chosen] as number) > lineEnd) return undefined;
  const end = file.start[chosen] as number;
  const blanks = /[ \t]*$/.exec(text.slice(file.end[chosen - 1], end))?.[0].length ?? 0;
  return { start: end - blanks, end, text: `${text.includes('\r\n') ? '\r\n' : '\n'}${indentation(file, invocation)}` };
}

/**
 * The indentation of the invocation's first argument that starts a line; else style(9)'s four columns more than the
 * invocation's own.
 */
function indentation(file: TokenFile, { name, close }: Invocation): string {
  for (let i = name + 1; i < close; i++) if (((file.flags[i] as number) & F_BOL) !== 0) return blanksBefore(file, i);
  return `${blanksBefore(file, name)}${CONTINUATION}`;
}

function blanksBefore(file: TokenFile, token: number): string {
  const at = file.start[token] as number;
  return /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}
