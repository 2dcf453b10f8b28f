import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import { D_ELIF, D_ELSE, D_ENDIF, D_IF, D_IFDEF, D_IFNDEF, directiveTable } from '../preprocessor/directive-table.ts';
import type { TextEdit } from '../text/text-edit.ts';

/** An #if with its branches; offsets of whole lines. */
interface Group {
  /** The condition of its first line, if it is a single name: `ifdef VIMAGE_GLOBALS`. */
  readonly asks: string;
  /** The range of each directive's line; the last is the #endif's. */
  readonly lines: { readonly from: number; readonly to: number }[];
}

/**
 * Adds to `edits` the removal of #if lines for VIMAGE_GLOBALS. A branch for VIMAGE_GLOBALS is removed, unless an edit
 * puts something into it: then only its #if lines are. An #if whose contents are all removed is removed too. So is an
 * #ifndef VIMAGE around nothing but one of the `instances`: its replacement exists in every kernel.
 * @returns all edits except those inside a removal.
 */
export function withoutGuards(
  file: TokenFile,
  edits: readonly TextEdit[],
  keeps: (from: number, to: number) => boolean,
  instances: readonly TextEdit[] = [],
): readonly TextEdit[] {
  const groups = readGroups(file);
  const removed: TextEdit[] = edits.filter(({ text }) => text === '');
  const extra: TextEdit[] = [];
  const remove = (start: number, end: number): void => {
    extra.push({ start, end, text: '' });
  };
  for (const { asks, lines } of groups) {
    if (asks !== 'ifdef VIMAGE_GLOBALS' && asks !== 'ifndef VIMAGE_GLOBALS') continue;
    if (lines.length > 3) continue;
    // The branches. The one for VIMAGE_GLOBALS is the first of an #ifdef, the second of an #ifndef.
    const old = asks.startsWith('ifdef') ? 0 : 1;
    lines.slice(0, -1).forEach(({ to }, k) => {
      const end = lines[k + 1]?.from ?? to;
      if (k === old && !keeps(to, end)) remove(to, end);
    });
    for (const { from, to } of lines) remove(from, to);
  }
  for (const {
    asks,
    lines: [first, last, ...more],
  } of groups) {
    if (asks !== 'ifndef VIMAGE' || first === undefined || last === undefined || more.length > 0) continue;
    const inside = tokensIn(file, first.to, last.from).filter(
      (token) => !groups.some(({ lines }) => lines.some((line) => isIn(file, token, line))),
    );
    if (
      inside.length === 0 ||
      !inside.every((token) => instances.some(({ start, end }) => isIn(file, token, { from: start, to: end })))
    )
      continue;
    remove(first.from, first.to);
    remove(last.from, last.to);
  }
  const isGone = (offset: number): boolean =>
    [...removed, ...extra].some(({ start, end }) => offset >= start && offset < end);
  for (const { lines } of groups.toReversed()) {
    const [first] = lines;
    const last = lines[lines.length - 1];
    if (first === undefined || last === undefined || isGone(first.from)) continue;
    const inside = tokensIn(file, first.to, last.from).filter(
      (token) => !lines.some((line) => isIn(file, token, line)),
    );
    if (inside.length > 0 && inside.every((token) => isGone(file.start[token] as number))) remove(first.from, last.to);
  }
  return joined([...edits, ...extra]).map((edit) => withBlankLine(file.text, edit));
}

function isIn(
  { start }: TokenFile,
  token: number,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  return (start[token] as number) >= from && (start[token] as number) < to;
}

function tokensIn(file: TokenFile, from: number, to: number): number[] {
  const found: number[] = [];
  for (let i = 0; file.kind[i] !== T_EOF; i++)
    if ((file.start[i] as number) >= from && (file.start[i] as number) < to) found.push(i);
  return found;
}

function readGroups(file: TokenFile): readonly Group[] {
  const table = directiveTable(file);
  const groups: Group[] = [];
  const open: Group[] = [];
  file.directives.forEach((hash, d) => {
    const code = table.code[d];
    const line = lineOf(file, hash, table.lineEnd[d] as number);
    if (code === D_IF || code === D_IFDEF || code === D_IFNDEF) {
      const word = hash + 1;
      const isName = code !== D_IF && file.kind[word + 1] === T_IDENT;
      const group: Group = { asks: isName ? `${file.spelling(word)} ${file.spelling(word + 1)}` : '', lines: [line] };
      groups.push(group);
      open.push(group);
    } else if (code === D_ELSE || code === D_ELIF) open[open.length - 1]?.lines.push(line);
    else if (code === D_ENDIF) open.pop()?.lines.push(line);
  });
  // A header's own guard is no choice.
  return groups.filter(({ lines }) => lines.length > 1);
}

function lineOf(
  { text, start, end }: TokenFile,
  hash: number,
  lineEnd: number,
): { readonly from: number; readonly to: number } {
  const from = text.lastIndexOf('\n', start[hash]) + 1;
  const newline = text.indexOf('\n', end[lineEnd - 1]);
  return { from, to: newline < 0 ? text.length : newline + 1 };
}

/** Drops edits inside a removal, and joins removals that touch. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const ordered = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: TextEdit[] = [];
  for (const edit of ordered) {
    const last = result[result.length - 1];
    if (last?.text === '' && edit.start < last.end) {
      // Inside what goes, or overlapping it.
      if (edit.end > last.end && edit.text === '') result[result.length - 1] = { ...last, end: edit.end };
      continue;
    }
    if (last?.text === '' && edit.text === '' && edit.start === last.end)
      result[result.length - 1] = { ...last, end: edit.end };
    else result.push(edit);
  }
  return result;
}

/** A removal between two blank lines removes the second one too. */
function withBlankLine(text: string, edit: TextEdit): TextEdit {
  return edit.text === '' &&
    /\n[ \t]*\r?\n$/.test(text.slice(0, edit.start)) &&
    /^[ \t]*\r?\n/.test(text.slice(edit.end))
    ? { ...edit, end: text.indexOf('\n', edit.end) + 1 }
    : edit;
}
