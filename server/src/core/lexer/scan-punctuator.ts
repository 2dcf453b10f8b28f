import * as P from './punctuators.ts';

/** Result of the last scan: one object that is reused, so that the lexer's loop allocates nothing. */
export const punctuatorScan = { code: 0, length: 1, digraph: false };

function found(code: number, length: number, digraph = false): void {
  punctuatorScan.code = code;
  punctuatorScan.length = length;
  punctuatorScan.digraph = digraph;
}

const ASSIGN = 61;

/** Longest punctuator at `at`, whose first character is `c` (C17 6.4p4); code 0 when there is none. */
export function scanPunctuator(text: string, at: number, c: number): void {
  const d = text.charCodeAt(at + 1);
  switch (c) {
    case P.P_LPAREN:
    case P.P_RPAREN:
    case P.P_COMMA:
    case P.P_SEMI:
    case P.P_LBRACKET:
    case P.P_RBRACKET:
    case P.P_LBRACE:
    case P.P_RBRACE:
    case P.P_TILDE:
    case P.P_QUESTION:
      return found(c, 1);
    case P.P_MINUS:
      if (d === P.P_GT) return found(P.P_ARROW, 2);
      if (d === P.P_MINUS) return found(P.P_DEC, 2);
      return d === ASSIGN ? found(P.P_SUB_ASSIGN, 2) : found(c, 1);
    case P.P_PLUS:
      if (d === P.P_PLUS) return found(P.P_INC, 2);
      return d === ASSIGN ? found(P.P_ADD_ASSIGN, 2) : found(c, 1);
    case P.P_AMP:
      if (d === P.P_AMP) return found(P.P_ANDAND, 2);
      return d === ASSIGN ? found(P.P_AND_ASSIGN, 2) : found(c, 1);
    case P.P_PIPE:
      if (d === P.P_PIPE) return found(P.P_OROR, 2);
      return d === ASSIGN ? found(P.P_OR_ASSIGN, 2) : found(c, 1);
    case P.P_STAR:
      return d === ASSIGN ? found(P.P_MUL_ASSIGN, 2) : found(c, 1);
    case P.P_SLASH:
      return d === ASSIGN ? found(P.P_DIV_ASSIGN, 2) : found(c, 1);
    case P.P_CARET:
      return d === ASSIGN ? found(P.P_XOR_ASSIGN, 2) : found(c, 1);
    case P.P_ASSIGN:
      return d === ASSIGN ? found(P.P_EQ, 2) : found(c, 1);
    case P.P_NOT:
      return d === ASSIGN ? found(P.P_NE, 2) : found(c, 1);
    case P.P_DOT:
      return d === P.P_DOT && text.charCodeAt(at + 2) === P.P_DOT ? found(P.P_ELLIPSIS, 3) : found(c, 1);
    case P.P_HASH:
      return d === P.P_HASH ? found(P.P_HASHHASH, 2) : found(c, 1);
    case P.P_COLON:
      return d === P.P_GT ? found(P.P_RBRACKET, 2, true) : found(c, 1);
    case P.P_LT:
      return less(text, at, d);
    case P.P_GT:
      if (d === P.P_GT) return text.charCodeAt(at + 2) === ASSIGN ? found(P.P_SHR_ASSIGN, 3) : found(P.P_SHR, 2);
      return d === ASSIGN ? found(P.P_GE, 2) : found(c, 1);
    case P.P_PERCENT:
      return percent(text, at, d);
    default:
      return found(0, 1);
  }
}

function less(text: string, at: number, d: number): void {
  if (d === P.P_LT) return text.charCodeAt(at + 2) === ASSIGN ? found(P.P_SHL_ASSIGN, 3) : found(P.P_SHL, 2);
  if (d === ASSIGN) return found(P.P_LE, 2);
  if (d === P.P_COLON) return found(P.P_LBRACKET, 2, true);
  return d === P.P_PERCENT ? found(P.P_LBRACE, 2, true) : found(P.P_LT, 1);
}

function percent(text: string, at: number, d: number): void {
  if (d === ASSIGN) return found(P.P_MOD_ASSIGN, 2);
  if (d === P.P_GT) return found(P.P_RBRACE, 2, true);
  if (d !== P.P_COLON) return found(P.P_PERCENT, 1);
  const isDouble = text.charCodeAt(at + 2) === P.P_PERCENT && text.charCodeAt(at + 3) === P.P_COLON;
  return isDouble ? found(P.P_HASHHASH, 4, true) : found(P.P_HASH, 2, true);
}
