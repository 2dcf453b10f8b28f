import type { TokenFile } from '../lexer/token-file.ts';
import { F_SPACE, T_EOF, T_PUNCT } from '../lexer/token-kinds.ts';
import { bracketStep, P_COMMA, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';

/** One argument of an invocation as written: tokens [from, to). */
export interface ArgumentTokens {
  readonly from: number;
  readonly to: number;
}

export interface Invocation {
  /** Token of the macro's name. */
  readonly name: number;
  readonly arguments: readonly ArgumentTokens[];
  /** Token of the closing parenthesis. */
  readonly close: number;
}

/** The invocation whose name is token `name`, read without expanding anything; undefined if no `( ... )` follows. */
export function invocationAt(file: TokenFile, name: number, limit = file.count): Invocation | undefined {
  const { kind, value } = file;
  if (kind[name + 1] !== T_PUNCT || value[name + 1] !== P_LPAREN) return undefined;
  const args: ArgumentTokens[] = [];
  let depth = 0;
  let from = name + 2;
  for (let i = name + 1; i < limit && kind[i] !== T_EOF; i++) {
    if (kind[i] !== T_PUNCT) continue;
    depth += bracketStep(value[i] as number);
    if (depth === 1 && value[i] === P_COMMA) {
      args.push({ from, to: i });
      from = i + 1;
    } else if (depth === 0 && value[i] === P_RPAREN) {
      if (i > from || args.length > 0) args.push({ from, to: i });
      return { name, arguments: args, close: i };
    }
  }
  return undefined;
}

/** Tokens [from, to) as text; white space in the source becomes one space. */
export function tokensText(file: TokenFile, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) {
    if (i > from && ((file.flags[i] as number) & F_SPACE) !== 0) text += ' ';
    else if (i > from && file.lineOf(i) !== file.lineOf(i - 1)) text += ' ';
    text += file.spelling(i);
  }
  return text;
}
