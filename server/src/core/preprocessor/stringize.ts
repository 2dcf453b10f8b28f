import { F_SPACE, T_CHAR, T_STRING } from '../lexer/token-kinds.ts';
import type { Interner } from '../lexer/interner.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** The string literal that `#` makes of tokens [from, to) (C17 6.10.3.2). */
export function stringize(tokens: TokenBuffer, from: number, to: number, interner: Interner): string {
  let text = '';
  for (let i = from; i < to; i++) {
    if (i > from && ((tokens.flags[i] as number) & F_SPACE) !== 0) text += ' ';
    const spelling = tokens.spelling(i, interner);
    text += tokens.kind[i] === T_STRING || tokens.kind[i] === T_CHAR ? spelling.replace(/["\\]/g, '\\$&') : spelling;
  }
  // A lone backslash at the end would escape the closing quote; clang drops it.
  let trailing = 0;
  while (text.charAt(text.length - 1 - trailing) === '\\') trailing++;
  return `"${trailing % 2 === 1 ? text.slice(0, -1) : text}"`;
}
