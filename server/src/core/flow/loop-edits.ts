import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { curvnetWords } from './curvnet-words.ts';
import type { VnetLoop } from './file-flow.ts';
import { beforeBrace, indentAt, indentUnit, isWholeBody, startsLine, tokenStartingAt } from './restore-edits.ts';

/**
 * Takes `lock` before a loop and `unlock` after it; undefined if the body jumps out of it, or the loop depends on an if
 * without braces.
 */
export function lockAround(
  file: TokenFile,
  loop: VnetLoop,
  lock: string,
  unlock: string,
): readonly TextEdit[] | undefined {
  const name = tokenStartingAt(file, loop.start);
  if (
    name < 0 ||
    !startsLine(file, name) ||
    isWholeBody(file, name) ||
    holdsWord(file, name, loop.bodyEnd, /^(return|goto)$/)
  )
    return undefined;
  const indent = indentAt(file.text, loop.start);
  return [
    { start: loop.start, end: loop.start, text: `${lock}\n${indent}` },
    { start: loop.bodyEnd, end: loop.bodyEnd, text: `\n${indent}${unlock}` },
  ];
}

/** Sets curvnet to the loop's vnet in its body; undefined if the body has no braces, jumps, or sets one already. */
export function curvnetInLoop(file: TokenFile, loop: VnetLoop): readonly TextEdit[] | undefined {
  const name = tokenStartingAt(file, loop.start);
  if (name < 0 || !loop.isBraced || holdsWord(file, name, loop.bodyEnd, /^(return|goto|break|continue|CURVNET_\w+)$/))
    return undefined;
  const words = curvnetWords(file);
  for (let i = name; (file.start[i] as number) < loop.bodyEnd; i++)
    if (file.kind[i] === T_IDENT && words.own.has(file.spelling(i))) return undefined;
  const open = file.text.indexOf('{', loop.end) + 1;
  return [
    {
      start: open,
      end: open,
      text: `\n${indentAt(file.text, loop.start)}${indentUnit(file.text)}${words.set(loop.iterator)}`,
    },
    ...beforeBrace(file, loop.bodyEnd - 1, words.restore),
  ];
}

function holdsWord(file: TokenFile, from: number, endOffset: number, word: RegExp): boolean {
  for (let i = from; (file.start[i] as number) < endOffset; i++)
    if (file.kind[i] === T_IDENT && word.test(file.spelling(i))) return true;
  return false;
}
