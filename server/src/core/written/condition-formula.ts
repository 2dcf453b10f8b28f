import { parseIntegerConstant } from '../lexer/constants.ts';
import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_NUMBER, T_PUNCT } from '../lexer/token-kinds.ts';
import * as D from '../preprocessor/directive-table.ts';

/**
 * The condition of an #if as written. An atom is a name that may or may not be defined, or an expression identified by
 * its text (`isText`). Equal text is the same atom, so equal conditions have equal values.
 */
export type Formula =
  | { readonly kind: 'constant'; readonly isTrue: boolean }
  | { readonly kind: 'atom'; readonly name: string; readonly isText: boolean }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly left: Formula; readonly right: Formula };

/** The values of atoms; undefined for "either". `isText`: an expression, as #if X asks more than #ifdef X. */
export type Assignment = (atom: string, isText: boolean) => boolean | undefined;

/** Nothing is known: every name is either. */
export const EITHER: Assignment = () => undefined;

/** Names that are defined, or undefined, in every configuration. */
export type KnownNames = ReadonlyMap<string, boolean>;

export const NO_KNOWN_NAMES: ReadonlyMap<string, boolean> = new Map();

const TRUE: Formula = { kind: 'constant', isTrue: true };
export const FALSE: Formula = { kind: 'constant', isTrue: false };

/** Holds for every kernel configuration: code for userland and other systems is never compiled. */
export const KERNEL_NAMES: KnownNames = new Map<string, boolean>([
  ['_KERNEL', true],
  ['__FreeBSD__', true],
  ['__FreeBSD_version', true],
  ['__GNUC__', true],
  ['__STDC__', true],
  ['NULL', true],
  ...'__NetBSD__ __OpenBSD__ __DragonFly__ __linux__ __linux linux sun __sun __sun__ __SVR4 __svr4__ __hpux __osf__ _AIX __APPLE__ __sgi __bsdi__ _WIN32 __Windows__ __Userspace__ __Panda__ __cplusplus __lint __lint__ notyet notdef notnow nope notused'
    .split(' ')
    .map((name): [string, boolean] => [name, false]),
]);

/** A kernel with options VIMAGE: questions about vnets assume it. */
export const VNET_KERNEL_NAMES: KnownNames = new Map([...KERNEL_NAMES, ['VIMAGE', true]]);

/** Value under an assignment; undefined if it depends on an atom without a value. */
export function evaluate(formula: Formula, assignment: Assignment): boolean | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.isTrue;
    case 'atom':
      return assignment(formula.name, formula.isText);
    case 'not': {
      const value = evaluate(formula.of, assignment);
      return value === undefined ? undefined : !value;
    }
    default: {
      const deciding = formula.kind === 'or';
      const left = evaluate(formula.left, assignment);
      if (left === deciding) return deciding;
      const right = evaluate(formula.right, assignment);
      if (right === deciding) return deciding;
      return left === undefined || right === undefined ? undefined : !deciding;
    }
  }
}

export function atomsOf(formula: Formula, into: Set<string>): void {
  switch (formula.kind) {
    case 'constant':
      return;
    case 'atom':
      into.add(formula.name);
      return;
    case 'not':
      return atomsOf(formula.of, into);
    default:
      atomsOf(formula.left, into);
      atomsOf(formula.right, into);
  }
}

/**
 * The condition of directive `d`, one of #if, #ifdef, #ifndef, #elif and their kin (C17 6.10.1); #else is TRUE.
 * `osreldate` is __FreeBSD_version; 0 if unknown.
 */
export function readFormula(
  file: TokenFile,
  d: number,
  osreldate: number,
  known: KnownNames = VNET_KERNEL_NAMES,
): Formula {
  const table = D.directiveTable(file);
  const from = (file.directives[d] as number) + 2;
  const to = table.lineEnd[d] as number;
  switch (table.code[d]) {
    case D.D_ELSE:
      return TRUE;
    case D.D_IFDEF:
    case D.D_ELIFDEF:
      return defined(file.spelling(from), known);
    case D.D_IFNDEF:
    case D.D_ELIFNDEF:
      return not(defined(file.spelling(from), known));
    default:
      return new FormulaReader(file, from, to, osreldate, known).read();
  }
}

function defined(name: string, known: KnownNames): Formula {
  const isDefined = known.get(name);
  return isDefined === undefined ? { kind: 'atom', name, isText: false } : isDefined ? TRUE : FALSE;
}

/** `name >= least`, or not: all four comparisons of a name with a number are asked in that one way. */
function ordered(name: string, operator: number, value: number): Formula | undefined {
  const atLeast = (least: number): Formula => ({ kind: 'atom', name: `${name} >= ${least}`, isText: true });
  switch (operator) {
    case P.P_GE:
      return atLeast(value);
    case P.P_GT:
      return atLeast(value + 1);
    case P.P_LT:
      return not(atLeast(value));
    case P.P_LE:
      return not(atLeast(value + 1));
    default:
      return undefined;
  }
}

function not(of: Formula): Formula {
  if (of.kind === 'constant') return of.isTrue ? FALSE : TRUE;
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

/**
 * A condition with more parentheses, negations or operators than this is one atom, because formulas are read
 * recursively.
 */
const MOST_PARTS = 500;

class FormulaReader {
  private readonly file: TokenFile;
  private readonly from: number;
  private readonly to: number;
  private readonly osreldate: number;
  private readonly known: KnownNames;
  private at: number;
  private isStrange = false;
  private parts = 0;

  constructor(file: TokenFile, from: number, to: number, osreldate: number, known: KnownNames) {
    this.file = file;
    this.from = from;
    this.at = from;
    this.to = to;
    this.osreldate = osreldate;
    this.known = known;
  }

  read(): Formula {
    const formula = this.either();
    return this.isStrange || this.at < this.to ? this.text(this.from, this.to) : formula;
  }

  private either(): Formula {
    let left = this.both();
    while (this.eat(P.P_OROR)) left = { kind: 'or', left, right: this.both() };
    return left;
  }

  private both(): Formula {
    let left = this.comparison();
    while (this.eat(P.P_ANDAND)) left = { kind: 'and', left, right: this.comparison() };
    return left;
  }

  private comparison(): Formula {
    const from = this.at;
    if (++this.parts > MOST_PARTS) {
      this.isStrange = true;
      this.at = this.to;
      return TRUE;
    }
    if (this.eat(P.P_NOT)) return not(this.comparison());
    if (this.isPunct(P.P_LPAREN)) {
      this.at++;
      const inner = this.either();
      if (!this.eat(P.P_RPAREN)) this.isStrange = true;
      return this.endsOperand() ? inner : this.rest(from);
    }
    if (this.file.isIdentifier(this.at, 'defined')) {
      this.at++;
      const hasParentheses = this.eat(P.P_LPAREN);
      const name = this.file.spelling(this.at++);
      if (hasParentheses && !this.eat(P.P_RPAREN)) this.isStrange = true;
      return defined(name, this.known);
    }
    const left = this.number();
    if (this.endsOperand()) return left === undefined ? this.text(from, this.at) : left !== 0 ? TRUE : FALSE;
    const operator = this.file.kind[this.at] === T_PUNCT ? (this.file.value[this.at] as number) : 0;
    this.at++;
    const right = this.number();
    if (left === undefined && right !== undefined && this.endsOperand() && this.file.kind[from] === T_IDENT)
      return ordered(this.file.spelling(from), operator, right) ?? this.rest(from);
    if (left === undefined || right === undefined || !this.endsOperand()) return this.rest(from);
    switch (operator) {
      case P.P_LT:
        return left < right ? TRUE : FALSE;
      case P.P_GT:
        return left > right ? TRUE : FALSE;
      case P.P_LE:
        return left <= right ? TRUE : FALSE;
      case P.P_GE:
        return left >= right ? TRUE : FALSE;
      case P.P_EQ:
        return left === right ? TRUE : FALSE;
      case P.P_NE:
        return left !== right ? TRUE : FALSE;
      default:
        return this.rest(from);
    }
  }

  /** The value of a constant, or of a name with a known value. */
  private number(): number | undefined {
    const { file, at } = this;
    this.at++;
    if (at >= this.to) {
      this.isStrange = true;
      return undefined;
    }
    if (file.kind[at] === T_NUMBER) {
      const constant = parseIntegerConstant(file.spelling(at));
      return constant === undefined ? undefined : Number(constant.value);
    }
    if (file.kind[at] !== T_IDENT || this.osreldate === 0) return undefined;
    const name = file.spelling(at);
    return name === '__FreeBSD_version'
      ? this.osreldate
      : name === '__FreeBSD__'
        ? Math.floor(this.osreldate / 100_000)
        : undefined;
  }

  /** An expression that cannot be evaluated, up to the next operand of && or ||. */
  private rest(from: number): Formula {
    let depth = 0;
    while (this.at < this.to && (depth > 0 || !this.endsOperand())) {
      if (this.isPunct(P.P_LPAREN)) depth++;
      else if (this.isPunct(P.P_RPAREN)) depth--;
      this.at++;
    }
    return this.text(from, this.at);
  }

  private text(from: number, to: number): Formula {
    let name = '';
    for (let i = from; i < to; i++) name += `${i > from ? ' ' : ''}${this.file.spelling(i)}`;
    const isTrue = to === from + 1 ? this.known.get(name) : undefined;
    return isTrue === undefined ? { kind: 'atom', name, isText: true } : isTrue ? TRUE : FALSE;
  }

  private endsOperand(): boolean {
    return this.at >= this.to || this.isPunct(P.P_ANDAND) || this.isPunct(P.P_OROR) || this.isPunct(P.P_RPAREN);
  }

  private isPunct(code: number): boolean {
    return this.at < this.to && this.file.isPunct(this.at, code);
  }

  private eat(code: number): boolean {
    if (!this.isPunct(code)) return false;
    this.at++;
    return true;
  }
}
