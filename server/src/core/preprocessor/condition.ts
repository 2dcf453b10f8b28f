import type { Interner } from '../lexer/interner.ts';
import { parseCharConstant, parseIntegerConstant } from '../lexer/constants.ts';
import { T_CHAR, T_IDENT, T_NUMBER, T_PUNCT } from '../lexer/token-kinds.ts';
import * as P from '../lexer/punctuators.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** A value of #if arithmetic: intmax_t or uintmax_t (C17 6.10.1p4). */
interface Value {
  readonly value: bigint;
  readonly isUnsigned: boolean;
}

const ZERO: Value = { value: 0n, isUnsigned: false };
const ONE: Value = { value: 1n, isUnsigned: false };
/** Levels that a condition is read to; a pair of parentheses is two. */
const MAX_NESTING = 1_000;

/** Precedence of binary operators, C17 6.5.5 to 6.5.14; higher binds tighter. */
const PRECEDENCE = new Map<number, number>([
  [P.P_OROR, 1],
  [P.P_ANDAND, 2],
  [P.P_PIPE, 3],
  [P.P_CARET, 4],
  [P.P_AMP, 5],
  [P.P_EQ, 6],
  [P.P_NE, 6],
  [P.P_LT, 7],
  [P.P_GT, 7],
  [P.P_LE, 7],
  [P.P_GE, 7],
  [P.P_SHL, 8],
  [P.P_SHR, 8],
  [P.P_PLUS, 9],
  [P.P_MINUS, 9],
  [P.P_STAR, 10],
  [P.P_SLASH, 10],
  [P.P_PERCENT, 10],
]);

/** True or false, or the error in the condition. The tokens are already expanded, `defined` too. */
export function evaluateCondition(tokens: TokenBuffer, interner: Interner): boolean | string {
  const reader = new ConditionReader(tokens, interner);
  const value = reader.expression(false);
  if (reader.problem === undefined && !reader.isAtEnd)
    reader.problem = `unexpected '${tokens.spelling(reader.at, interner)}' in the condition`;
  return reader.problem ?? value.value !== 0n;
}

class ConditionReader {
  at = 0;
  problem: string | undefined;
  private readonly tokens: TokenBuffer;
  private readonly interner: Interner;
  private nesting = 0;

  constructor(tokens: TokenBuffer, interner: Interner) {
    this.tokens = tokens;
    this.interner = interner;
  }

  get isAtEnd(): boolean {
    return this.at >= this.tokens.count;
  }

  /** `a, b`: clang takes it in a condition, whatever C17 6.6p3 says. */
  expression(isDead: boolean): Value {
    let value = this.conditional(isDead);
    while (this.eat(P.P_COMMA)) value = this.conditional(isDead);
    return value;
  }

  /** `a ? b : c`; no error is reported in a branch that is not taken (`isDead`). */
  private conditional(isDead: boolean): Value {
    if (++this.nesting > MAX_NESTING) return this.fail('the condition is nested too deeply');
    const value = this.choice(isDead);
    this.nesting--;
    return value;
  }

  private choice(isDead: boolean): Value {
    const condition = this.binary(1, isDead);
    if (!this.eat(P.P_QUESTION)) return condition;
    const isTrue = condition.value !== 0n;
    const yes = this.expression(isDead || !isTrue);
    if (!this.eat(P.P_COLON)) return this.fail("expected ':' in the condition");
    const no = this.conditional(isDead || isTrue);
    return convert(isTrue ? yes : no, yes.isUnsigned || no.isUnsigned);
  }

  private binary(lowest: number, isDead: boolean): Value {
    let left = this.unary(isDead);
    for (;;) {
      if (this.problem !== undefined || this.isAtEnd || this.tokens.kind[this.at] !== T_PUNCT) return left;
      const operator = this.tokens.value[this.at] as number;
      const precedence = PRECEDENCE.get(operator);
      if (precedence === undefined || precedence < lowest) return left;
      this.at++;
      const skipsRight = (operator === P.P_ANDAND && left.value === 0n) || (operator === P.P_OROR && left.value !== 0n);
      const right = this.binary(precedence + 1, isDead || skipsRight);
      left = this.apply(operator, left, right, isDead);
    }
  }

  private unary(isDead: boolean): Value {
    if (++this.nesting > MAX_NESTING) return this.fail('the condition is nested too deeply');
    try {
      return this.primary(isDead);
    } finally {
      this.nesting--;
    }
  }

  private primary(isDead: boolean): Value {
    if (this.isAtEnd) return this.fail('the condition ends too early');
    const i = this.at++;
    const kind = this.tokens.kind[i];
    if (kind === T_IDENT) return ZERO;
    if (kind === T_NUMBER) {
      const parsed = parseIntegerConstant(this.tokens.spelling(i, this.interner));
      if (parsed === undefined)
        return this.fail(`'${this.tokens.spelling(i, this.interner)}' is not an integer constant`);
      return {
        value: BigInt.asIntN(64, parsed.value),
        isUnsigned: parsed.isUnsigned || parsed.value > 0x7fffffffffffffffn,
      };
    }
    if (kind === T_CHAR)
      return { value: parseCharConstant(this.tokens.spelling(i, this.interner)) ?? 0n, isUnsigned: false };
    if (kind === T_PUNCT) {
      switch (this.tokens.value[i]) {
        case P.P_LPAREN: {
          const value = this.expression(isDead);
          if (!this.eat(P.P_RPAREN)) return this.fail("expected ')' in the condition");
          return value;
        }
        case P.P_NOT:
          return this.unary(isDead).value === 0n ? ONE : ZERO;
        case P.P_PLUS:
          return this.unary(isDead);
        case P.P_MINUS: {
          const v = this.unary(isDead);
          return convert({ value: -v.value, isUnsigned: v.isUnsigned }, v.isUnsigned);
        }
        case P.P_TILDE: {
          const v = this.unary(isDead);
          return convert({ value: ~v.value, isUnsigned: v.isUnsigned }, v.isUnsigned);
        }
        default:
      }
    }
    return this.fail(`unexpected '${this.tokens.spelling(i, this.interner)}' in the condition`);
  }

  private apply(operator: number, a: Value, b: Value, isDead: boolean): Value {
    const isUnsigned = a.isUnsigned || b.isUnsigned;
    const x = isUnsigned ? BigInt.asUintN(64, a.value) : a.value;
    const y = isUnsigned ? BigInt.asUintN(64, b.value) : b.value;
    const of = (value: bigint): Value => convert({ value, isUnsigned }, isUnsigned);
    const truth = (isTrue: boolean): Value => (isTrue ? ONE : ZERO);
    switch (operator) {
      case P.P_OROR:
        return truth(a.value !== 0n || b.value !== 0n);
      case P.P_ANDAND:
        return truth(a.value !== 0n && b.value !== 0n);
      case P.P_PIPE:
        return of(x | y);
      case P.P_CARET:
        return of(x ^ y);
      case P.P_AMP:
        return of(x & y);
      case P.P_EQ:
        return truth(x === y);
      case P.P_NE:
        return truth(x !== y);
      case P.P_LT:
        return truth(x < y);
      case P.P_GT:
        return truth(x > y);
      case P.P_LE:
        return truth(x <= y);
      case P.P_GE:
        return truth(x >= y);
      case P.P_PLUS:
        return of(x + y);
      case P.P_MINUS:
        return of(x - y);
      case P.P_STAR:
        return of(x * y);
      case P.P_SLASH:
      case P.P_PERCENT:
        if (y === 0n) return isDead ? ZERO : this.fail('division by zero in the condition');
        return of(operator === P.P_SLASH ? x / y : x % y);
      default: {
        const left = a.isUnsigned ? BigInt.asUintN(64, a.value) : a.value;
        const count = BigInt.asUintN(64, b.value);
        // Shifts by the width and more, undefined in C, give what they give in clang.
        const shifted = operator === P.P_SHR ? left >> (count > 63n ? 63n : count) : count > 63n ? 0n : left << count;
        return convert({ value: shifted, isUnsigned: a.isUnsigned }, a.isUnsigned);
      }
    }
  }

  private eat(code: number): boolean {
    if (this.isAtEnd || !this.tokens.isPunct(this.at, code)) return false;
    this.at++;
    return true;
  }

  private fail(message: string): Value {
    this.problem ??= message;
    this.at = this.tokens.count;
    return ZERO;
  }
}

function convert(v: Value, isUnsigned: boolean): Value {
  return { value: isUnsigned ? BigInt.asUintN(64, v.value) : BigInt.asIntN(64, v.value), isUnsigned };
}
