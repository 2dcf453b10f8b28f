import * as P from '../lexer/punctuators.ts';

/** The operator of a compound assignment, `*` of `*=` (C17 6.5.16.2); `=` has none. */
export const COMPOUND_OPERATOR: ReadonlyMap<number, number> = new Map([
  [P.P_MUL_ASSIGN, P.P_STAR],
  [P.P_DIV_ASSIGN, P.P_SLASH],
  [P.P_MOD_ASSIGN, P.P_PERCENT],
  [P.P_ADD_ASSIGN, P.P_PLUS],
  [P.P_SUB_ASSIGN, P.P_MINUS],
  [P.P_SHL_ASSIGN, P.P_SHL],
  [P.P_SHR_ASSIGN, P.P_SHR],
  [P.P_AND_ASSIGN, P.P_AMP],
  [P.P_XOR_ASSIGN, P.P_CARET],
  [P.P_OR_ASSIGN, P.P_PIPE],
]);
