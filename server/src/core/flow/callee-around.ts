import * as P from '../lexer/punctuators.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import * as K from '../parser/keywords.ts';
import type { FunctionContext } from './function-paths.ts';

/** Tokens from a use back to the call whose argument it is. */
const FARTHEST_CALLEE = 2000;

/**
 * Token of the name before the innermost parenthesis that is open at token `from`, not before `first`; undefined
 * without one.
 */
export function calleeAround(
  { conditions, keywords }: FunctionContext,
  from: number,
  first: number,
): number | undefined {
  const { file } = conditions;
  let depth = 0;
  for (let at = from; at > Math.max(first, from - FARTHEST_CALLEE) && !file.isPunct(at, P.P_SEMI); at--) {
    if (file.isPunct(at, P.P_RPAREN)) depth++;
    else if (file.isPunct(at, P.P_LPAREN) && depth-- === 0)
      return file.kind[at - 1] === T_IDENT && keywords.code(file.value[at - 1] as number) === K.K_NONE
        ? at - 1
        : undefined;
  }
  return undefined;
}
