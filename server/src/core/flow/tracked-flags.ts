import { parseIntegerConstant } from '../lexer/constants.ts';
import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_NUMBER } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';
import type { EdgeTests, FlagTest } from './flow-graph.ts';
import { LiveReader } from './live-reader.ts';

/** Flags that one function is followed with; each doubles what there is to follow. */
const MOST_FLAGS = 3;

/** A local's value along a path: a constant, or 'set' for one that is only known not to be 0. */
export type FlagValue = number | 'set';

/**
 * The plain names that a body is followed with, interned: those that an `if` around a CURVNET_SET or CURVNET_RESTORE
 * tests, then those that an `if` around a jump tests and that are assigned constants. None whose address is
 * taken. True for
 * those that are assigned at all.
 */
export function trackedFlags(
  file: TokenFile,
  live: Int32Array,
  keywords: Keywords,
  isScope: (token: number) => boolean,
): ReadonlyMap<number, boolean> {
  return new FlagReader(file, live, keywords).find(isScope);
}

interface ConditionTests {
  readonly names: readonly FlagTest[];
  /** For the branch that is taken where the condition holds, and for the other. */
  readonly yes: EdgeTests;
  readonly no: EdgeTests;
}

/** Reads what conditions ask of plain names, and what assignments give them. */
export class FlagReader extends LiveReader {
  find(isScope: (token: number) => boolean): ReadonlyMap<number, boolean> {
    const guards = new Set<number>();
    const jumps = new Set<number>();
    let hasScope = false;
    for (let n = 0; n < this.live.length; n++) {
      if (this.keyword(n) === K.K_IF && this.isPunct(n + 1, P.P_LPAREN)) {
        const close = this.matching(n + 1);
        const found = this.bodyKind(close + 1, isScope);
        if (found !== 'none')
          for (const { name } of this.tests(n + 2, close).names) (found === 'scope' ? guards : jumps).add(name);
      } else if (!hasScope && this.isName(n)) hasScope = isScope(this.token(n));
    }
    if (!hasScope || guards.size + jumps.size === 0) return new Map();
    const { assigned, constant, taken } = this.assignments();
    return new Map(
      [
        ...[...guards].filter((name) => !taken.has(name)),
        ...[...jumps].filter((name) => constant.has(name) && !taken.has(name)),
      ]
        .slice(0, MOST_FLAGS)
        .map((name) => [name, assigned.has(name)]),
    );
  }

  /** What the statement at `at` holds: a scope's word, else a jump, else neither. */
  private bodyKind(at: number, isScope: (token: number) => boolean): 'scope' | 'jump' | 'none' {
    let end = at;
    if (this.isPunct(at, P.P_LBRACE)) end = this.matching(at);
    else while (end < this.live.length && !this.isPunct(end, P.P_SEMI)) end++;
    let found: 'jump' | 'none' = 'none';
    for (let n = at; n < end; n++) {
      const keyword = this.keyword(n);
      if (keyword === K.K_GOTO || keyword === K.K_RETURN) found = 'jump';
      else if (this.isName(n) && isScope(this.token(n))) return 'scope';
    }
    return found;
  }

  /** Names that are assigned, those of them that are given a constant, and those whose address somebody takes. */
  private assignments(): Readonly<Record<'assigned' | 'constant' | 'taken', ReadonlySet<number>>> {
    const assigned = new Set<number>();
    const constant = new Set<number>();
    const taken = new Set<number>();
    for (let n = 0; n < this.live.length; n++) {
      if (!this.isName(n)) continue;
      const name = this.file.value[this.token(n)] as number;
      if (this.isPunct(n - 1, P.P_AMP) && !this.isOperand(n - 2)) taken.add(name);
      const value = this.isMember(n) ? undefined : this.assignment(n);
      if (value !== undefined) assigned.add(name);
      if (value !== undefined && value !== 'unknown') constant.add(name);
    }
    return { assigned, constant, taken };
  }

  private isOperand(n: number): boolean {
    return n >= 0 && (this.isName(n) || this.isPunct(n, P.P_RPAREN) || this.isPunct(n, P.P_RBRACKET));
  }

  isMember(n: number): boolean {
    return this.isPunct(n - 1, P.P_DOT) || this.isPunct(n - 1, P.P_ARROW);
  }

  /** What the name at `n` becomes there; undefined where it is not assigned. */
  assignment(n: number): FlagValue | 'unknown' | undefined {
    if (this.isPunct(n + 1, P.P_ASSIGN)) {
      const value = this.constant(n + 2);
      if (value !== undefined && this.endsOperand(n + 3)) return value;
      // `a = b = 1`
      return this.isName(n + 2) && this.isPunct(n + 3, P.P_ASSIGN) ? (this.assignment(n + 2) ?? 'unknown') : 'unknown';
    }
    const isChanged =
      ASSIGNS.some((code) => this.isPunct(n + 1, code)) ||
      this.isPunct(n + 1, P.P_INC) ||
      this.isPunct(n + 1, P.P_DEC) ||
      this.isPunct(n - 1, P.P_INC) ||
      this.isPunct(n - 1, P.P_DEC);
    return isChanged ? 'unknown' : undefined;
  }

  private endsOperand(n: number): boolean {
    return [P.P_SEMI, P.P_COMMA, P.P_RPAREN, P.P_RBRACE].some((code) => this.isPunct(n, code));
  }

  /** A number, true, false, NULL, or an errno: those are positive (sys/errno.h), which one does not matter. */
  private constant(n: number): FlagValue | undefined {
    const token = this.token(n);
    if (n >= this.live.length) return undefined;
    const spelling = this.file.spelling(token);
    if (this.file.kind[token] === T_NUMBER) {
      const parsed = parseIntegerConstant(spelling);
      return parsed === undefined ? undefined : Number(parsed.value);
    }
    if (this.file.kind[token] !== T_IDENT) return undefined;
    if (/^(false|FALSE|NULL)$/.test(spelling)) return 0;
    if (/^(true|TRUE)$/.test(spelling)) return 1;
    return /^E[A-Z0-9]{3,}$/.test(spelling) ? 'set' : undefined;
  }

  /** What a condition [from, to) asks of plain names. */
  tests(from: number, to: number): ConditionTests {
    const ands = this.parts(from, to, P.P_ANDAND);
    const ors = this.parts(from, to, P.P_OROR);
    const parts = ors.length > 1 ? ors : ands;
    const tests = parts.flatMap(([start, end]) => this.test(start, end) ?? []);
    const whole = tests.length === parts.length ? tests : [];
    const isOne = parts.length === 1;
    return ors.length > 1
      ? { names: tests, yes: { all: [], unless: whole.map(inverse) }, no: { all: tests.map(inverse), unless: [] } }
      : { names: tests, yes: { all: tests, unless: [] }, no: { all: isOne ? tests.map(inverse) : [], unless: whole } };
  }

  /** The tests of a condition as far as they are of flags that are followed; undefined where none is. */
  protected testsOf(flags: ReadonlyMap<number, boolean>, from: number, close: number): ConditionTests | undefined {
    if (flags.size === 0) return undefined;
    const { names, yes, no } = this.tests(from, close);
    if (!names.some(({ name }) => flags.has(name))) return undefined;
    const followed = ({ all, unless }: EdgeTests): EdgeTests => ({
      all: all.filter(({ name }) => flags.has(name)),
      unless,
    });
    return { names, yes: followed(yes), no: followed(no) };
  }

  /** What the name at `n` becomes there when it is a flag that is followed; undefined where it is not assigned. */
  protected assigned(
    flags: ReadonlyMap<number, boolean>,
    n: number,
  ): { readonly name: number; readonly value: FlagValue | undefined } | undefined {
    const name = this.file.value[this.token(n)] as number;
    const becomes = flags.has(name) && !this.isMember(n) ? this.assignment(n) : undefined;
    return becomes === undefined ? undefined : { name, value: becomes === 'unknown' ? undefined : becomes };
  }

  protected holds(from: number, to: number, isWanted: (token: number) => boolean): boolean {
    for (let n = from; n < to; n++) if (this.isName(n) && isWanted(this.token(n))) return true;
    return false;
  }

  private parts(from: number, to: number, code: number): readonly (readonly [number, number])[] {
    const found: [number, number][] = [];
    let start = from;
    for (let n = from; n < to; n++) {
      if (this.isOpening(n)) n = this.matching(n);
      else if (this.isPunct(n, code)) {
        found.push([start, n]);
        start = n + 1;
      }
    }
    return [...found, [start, to]];
  }

  private test(from: number, to: number): FlagTest | undefined {
    if (this.isPunct(from, P.P_LPAREN) && this.matching(from) === to - 1) return this.test(from + 1, to - 1);
    if (this.isPunct(from, P.P_NOT)) {
      const inner = this.test(from + 1, to);
      return inner === undefined ? undefined : inverse(inner);
    }
    if (!this.isName(from)) return undefined;
    const name = this.file.value[this.token(from)] as number;
    if (to === from + 1) return { name, value: 0, isEqual: false };
    if (to !== from + 3) return undefined;
    const value = this.constant(from + 2);
    if (typeof value !== 'number') return undefined;
    if (this.isPunct(from + 1, P.P_EQ)) return { name, value, isEqual: true };
    return this.isPunct(from + 1, P.P_NE) ? { name, value, isEqual: false } : undefined;
  }
}

const ASSIGNS: readonly number[] = [
  P.P_ADD_ASSIGN,
  P.P_SUB_ASSIGN,
  P.P_OR_ASSIGN,
  P.P_AND_ASSIGN,
  P.P_XOR_ASSIGN,
  P.P_MUL_ASSIGN,
  P.P_SHL_ASSIGN,
  P.P_SHR_ASSIGN,
  P.P_DIV_ASSIGN,
  P.P_MOD_ASSIGN,
];

function inverse(test: FlagTest): FlagTest {
  return { ...test, isEqual: !test.isEqual };
}

/** Whether a value passes a test; undefined where it may or may not. */
export function passes(value: FlagValue | undefined, { value: wanted, isEqual }: FlagTest): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'set') return wanted === 0 ? !isEqual : undefined;
  return (value === wanted) === isEqual;
}
