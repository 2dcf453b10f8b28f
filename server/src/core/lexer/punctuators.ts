/** Punctuators, C17 6.4.6. A one-character punctuator's code is its character code; longer ones start at 128. */
export const P_LPAREN = 40;
export const P_RPAREN = 41;
export const P_STAR = 42;
export const P_PLUS = 43;
export const P_COMMA = 44;
export const P_MINUS = 45;
export const P_DOT = 46;
export const P_SLASH = 47;
export const P_COLON = 58;
export const P_SEMI = 59;
export const P_LT = 60;
export const P_ASSIGN = 61;
export const P_GT = 62;
export const P_QUESTION = 63;
export const P_LBRACKET = 91;
export const P_RBRACKET = 93;
export const P_CARET = 94;
export const P_LBRACE = 123;
export const P_PIPE = 124;
export const P_RBRACE = 125;
export const P_TILDE = 126;
export const P_NOT = 33;
export const P_HASH = 35;
export const P_PERCENT = 37;
export const P_AMP = 38;

export const P_ARROW = 128;
export const P_INC = 129;
export const P_DEC = 130;
export const P_SHL = 131;
export const P_SHR = 132;
export const P_LE = 133;
export const P_GE = 134;
export const P_EQ = 135;
export const P_NE = 136;
export const P_ANDAND = 137;
export const P_OROR = 138;
export const P_MUL_ASSIGN = 139;
export const P_DIV_ASSIGN = 140;
export const P_MOD_ASSIGN = 141;
export const P_ADD_ASSIGN = 142;
export const P_SUB_ASSIGN = 143;
export const P_SHL_ASSIGN = 144;
export const P_SHR_ASSIGN = 145;
export const P_AND_ASSIGN = 146;
export const P_XOR_ASSIGN = 147;
export const P_OR_ASSIGN = 148;
export const P_ELLIPSIS = 149;
export const P_HASHHASH = 150;

const LONG = [
  '->',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '*=',
  '/=',
  '%=',
  '+=',
  '-=',
  '<<=',
  '>>=',
  '&=',
  '^=',
  '|=',
  '...',
  '##',
];
const DIGRAPHS = new Map([
  [P_LBRACKET, '<:'],
  [P_RBRACKET, ':>'],
  [P_LBRACE, '<%'],
  [P_RBRACE, '%>'],
  [P_HASH, '%:'],
  [P_HASHHASH, '%:%:'],
]);

/** Spelling of a punctuator code; `digraph` asks for the alternative spelling it was written with. */
export function punctuatorSpelling(code: number, digraph = false): string {
  if (digraph) return DIGRAPHS.get(code) ?? '';
  return code < 128 ? String.fromCharCode(code) : (LONG[code - 128] ?? '');
}

/** How a punctuator changes the depth of brackets of all kinds: 1 opens one, -1 closes one, 0 is no bracket. */
export function bracketStep(code: number): number {
  switch (code) {
    case P_LPAREN:
    case P_LBRACKET:
    case P_LBRACE:
      return 1;
    case P_RPAREN:
    case P_RBRACKET:
    case P_RBRACE:
      return -1;
    default:
      return 0;
  }
}
