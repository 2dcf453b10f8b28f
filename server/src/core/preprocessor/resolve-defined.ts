import { P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import { F_NOEXPAND, T_IDENT, T_NUMBER } from '../lexer/token-kinds.ts';
import type { Expander } from './expander.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** `defined X` and `defined ( X )` become 1 or 0 (C17 6.10.1p1), in place. */
export function resolveDefined(tokens: TokenBuffer, { interner, environment }: Expander): void {
  const definedId = interner.intern('defined');
  let to = 0;
  for (let i = 0; i < tokens.count; i++) {
    const isDefined = tokens.isIdent(i, definedId);
    const paren = isDefined && i + 1 < tokens.count && tokens.isPunct(i + 1, P_LPAREN);
    const name = i + (paren ? 2 : 1);
    if (isDefined && name < tokens.count && tokens.kind[name] === T_IDENT) {
      const isMacro = environment.lookup(tokens.value[name] as number) !== 0;
      i = paren && name + 1 < tokens.count && tokens.isPunct(name + 1, P_RPAREN) ? name + 1 : name;
      tokens.kind[to] = T_NUMBER;
      tokens.value[to] = interner.intern(isMacro ? '1' : '0');
    } else {
      tokens.kind[to] = tokens.kind[i] as number;
      tokens.value[to] = tokens.value[i] as number;
      tokens.flags[to] = (tokens.flags[i] as number) & ~F_NOEXPAND;
    }
    to++;
  }
  tokens.count = to;
}
