import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { lowerBound } from '../collections/lower-bound.ts';

/** Index of the token that starts at `offset`; -1 when none does. */
export function tokenStartingAt(file: TokenFile, offset: number): number {
  const token = lowerBound(file.start, offset);
  return file.start[token] === offset ? token : -1;
}

/** White space before the first character of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0] ?? '';
}

/**
 * Puts `statement` before the jump statement (return, goto, break, continue) that starts at `offset`, with braces
 * around both where the jump is all that an if or a loop has. undefined if the jump's own value may depend on what the
 * statement undoes: it calls something or reaches a virtualized global.
 */
export function beforeJump(file: TokenFile, offset: number, statement: string): readonly TextEdit[] | undefined {
  const jump = tokenStartingAt(file, offset);
  if (jump <= 0) return undefined;
  const end = statementEnd(file, jump);
  if (end < 0 || dependsOnCurvnet(file, jump, end)) return undefined;
  const start = file.start[jump] as number;
  const indent = indentAt(file.text, start);
  if (!isWholeBody(file, jump))
    return [{ start, end: start, text: startsLine(file, jump) ? `${statement}\n${indent}` : `${statement} ` }];
  const before = file.end[jump - 1] as number;
  const after = file.end[end] as number;
  const isOwnLine = startsLine(file, jump);
  // The brace ends what the head began: it stands where the head does, whatever the file's indentation is.
  const head = file.start[headOf(file, jump)] as number;
  const outer = isOwnLine ? indentAt(file.text, head) : indent;
  const inner = isOwnLine ? indent : `${indent}${indentUnit(file.text)}`;
  return [
    { start: before, end: before, text: isOwnLine ? ' {' : ` {\n${inner}` },
    ...(isOwnLine ? [] : [{ start: before, end: start, text: '' }]).filter((edit) => edit.end > edit.start),
    { start, end: start, text: `${statement}\n${inner}` },
    { start: after, end: after, text: `\n${outer}}` },
  ].reduce(joined, []);
}

/** Edits that touch are one: an insertion and a removal at the same place have no order of their own. */
function joined(edits: readonly TextEdit[], edit: TextEdit): readonly TextEdit[] {
  const last = edits[edits.length - 1];
  if (
    last === undefined ||
    last.end !== edit.start ||
    (last.start === last.end && edit.start === edit.end && last.start !== edit.start)
  )
    return [...edits, edit];
  return [...edits.slice(0, -1), { start: last.start, end: edit.end, text: last.text + edit.text }];
}

/** What one level of a file is indented by: a tab in KNF, else as many spaces as most of its blocks have. */
export function indentUnit(text: string): string {
  const counts = new Map<string, number>();
  for (const [, outer = '', inner = ''] of text.matchAll(
    /^([ \t]*)[^\s].*\{[ \t]*\n([ \t]+)\S|^([ \t]*)\{[ \t]*\n([ \t]+)\S/gm,
  ))
    if (inner.startsWith(outer) && inner.length > outer.length) count(counts, inner.slice(outer.length));
  for (const [, inner = ''] of text.matchAll(/^\{[ \t]*\n([ \t]+)\S/gm)) count(counts, inner);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? '\t';
}

function count(counts: Map<string, number>, unit: string): void {
  counts.set(unit, (counts.get(unit) ?? 0) + 1);
}

/** Puts `statement` on a line of its own before the `}` at `offset`. */
export function beforeBrace(file: TokenFile, offset: number, statement: string): readonly TextEdit[] {
  const line = file.text.lastIndexOf('\n', offset - 1) + 1;
  const indent = indentAt(file.text, offset);
  const isOwnLine = file.text.slice(line, offset).trim() === '';
  return isOwnLine
    ? [{ start: line, end: line, text: `${indent}${indentUnit(file.text)}${statement}\n` }]
    : [{ start: offset, end: offset, text: `${statement} ` }];
}

/** True if only white space stands before a token on its line. */
export function startsLine(file: TokenFile, token: number): boolean {
  const start = file.start[token] as number;
  return file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
}

function statementEnd(file: TokenFile, from: number): number {
  for (let i = from; file.kind[i] !== T_EOF; i++) {
    if (file.isPunct(i, P.P_SEMI)) return i;
    if (file.isPunct(i, P.P_LBRACE) || file.isPunct(i, P.P_RBRACE) || file.isPunct(i, P.P_HASH)) return -1;
  }
  return -1;
}

function dependsOnCurvnet(file: TokenFile, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    const spelling = file.spelling(i);
    if (file.isPunct(i + 1, P.P_LPAREN) || spelling.startsWith('V_') || spelling === 'curvnet') return true;
  }
  return false;
}

/** `if (x) return;`, `else return;`, LIST_FOREACH(...) return; */
export function isWholeBody(file: TokenFile, jump: number): boolean {
  const head = headOf(file, jump);
  return head !== jump && /^(if|else|do|while|for|switch)$|FOREACH/.test(file.spelling(head));
}

/** The `if`, `else` or loop that stands right before a statement; the statement where none does. */
function headOf(file: TokenFile, statement: number): number {
  const before = statement - 1;
  if (file.kind[before] === T_IDENT) return /^(else|do)$/.test(file.spelling(before)) ? before : statement;
  if (!file.isPunct(before, P.P_RPAREN)) return statement;
  let depth = 0;
  for (let i = before; i > 0; i--) {
    if (file.isPunct(i, P.P_RPAREN)) depth++;
    else if (file.isPunct(i, P.P_LPAREN) && --depth === 0) return file.kind[i - 1] === T_IDENT ? i - 1 : statement;
  }
  return statement;
}
