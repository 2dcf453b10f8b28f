import { isSingleToken } from '../lexer/single-token.ts';
import type { Interner } from '../lexer/interner.ts';
import { F_DIGRAPH, F_NOEXPAND, F_SPACE, T_PLACEMARKER } from '../lexer/token-kinds.ts';
import type { TokenBuffer } from './token-buffer.ts';

/**
 * Pastes token `i` of `right` onto the last token of `left` (C17 6.10.3.3). False if the result is not a single token:
 * then both stay, as in clang.
 */
export function pasteOntoLast(left: TokenBuffer, right: TokenBuffer, i: number, interner: Interner): boolean {
  const last = left.count - 1;
  if (right.kind[i] === T_PLACEMARKER) return true;
  if (left.kind[last] === T_PLACEMARKER) {
    const flags = left.flags[last] as number;
    left.count = last;
    left.copy(right, i);
    left.flags[last] = ((left.flags[last] as number) & ~F_SPACE) | (flags & F_SPACE);
    return true;
  }
  const token = isSingleToken(left.spelling(last, interner) + right.spelling(i, interner), interner);
  if (token === undefined) return false;
  left.kind[last] = token.kind;
  left.value[last] = token.value;
  left.flags[last] = ((left.flags[last] as number) & ~(F_DIGRAPH | F_NOEXPAND)) | token.flags;
  return true;
}
