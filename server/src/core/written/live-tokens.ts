import type { TokenFile } from '../lexer/token-file.ts';
import * as D from '../preprocessor/directive-table.ts';
import { alternatives, isPossible } from './possible-readings.ts';
import { directiveFrom } from './token-at.ts';
import { atomsOf, EITHER, evaluate, FALSE, readFormula, type Assignment, type Formula } from './condition-formula.ts';

/** The most readings of one body. */
const MOST_VARIANTS = 8;

/**
 * How many earlier branches of a chain are negated in a later one's formulas; it only affects which readings are
 * chosen.
 */
const MOST_EARLIER = 64;

/** The #if lines of a file with their conditions as formulas, computed once. */
export class SourceConditions {
  readonly file: TokenFile;
  private readonly osreldate: number;
  private readonly table: D.DirectiveTable;
  private readonly formulas: (Formula | undefined)[] = [];
  /** 1 for each branch after one that is always taken. */
  private behindTrue: Uint8Array | undefined;

  constructor(file: TokenFile, osreldate: number) {
    this.file = file;
    this.osreldate = osreldate;
    this.table = D.directiveTable(file);
  }

  formula(d: number): Formula {
    return (this.formulas[d] ??= readFormula(this.file, d, this.osreldate));
  }

  /** True if a branch in [from, to) may or may not be compiled. */
  hasChoices(from: number, to: number): boolean {
    const { code } = this.table;
    for (let d = directiveFrom(this.file, from); d < code.length && (this.file.directives[d] as number) < to; d++) {
      if (D.isOpening(code[d] as number) && evaluate(this.formula(d), EITHER) === undefined) return true;
    }
    return false;
  }

  /** For each directive whether some configuration reads it. */
  liveDirectives(): Uint8Array {
    const live = new Uint8Array(this.table.code.length);
    for (let d = 0; d < live.length; d++) {
      d = this.afterDirective(d);
      live[d] = 1;
    }
    return live;
  }

  /** True if a condition around token `at` requires `option`. */
  isInside(at: number, option: string): boolean {
    const { code, endif } = this.table;
    for (let d = directiveFrom(this.file, at) - 1; d >= 0; d--) {
      if (
        !D.isOpening(code[d] as number) ||
        ((endif[d] as number) >= 0 && (this.file.directives[endif[d] as number] as number) < at)
      )
        continue;
      const word = (this.file.directives[d] as number) + 2;
      for (let i = word; i < (this.table.lineEnd[d] as number); i++) if (this.file.isIdentifier(i, option)) return true;
    }
    return false;
  }

  /** Tokens of [from, to) that some configuration compiles, directive lines left out. */
  every(from: number, to: number): Int32Array {
    return this.select(from, to, undefined);
  }

  /**
   * Readings of [from, to). If few names decide, all that differ; else enough that each branch that can be compiled is
   * in one of them. Equal conditions have equal values.
   */
  variants(from: number, to: number): readonly Int32Array[] {
    if (!this.hasChoices(from, to)) return [this.every(from, to)];
    const branches = this.branches(from, to);
    const atoms = new Set<string>();
    for (const wanted of branches) for (const formula of wanted) atomsOf(formula, atoms);
    const names = [...atoms];
    const rules = { atoms, exclusive: this.exclusive(from, to) };
    const fits = (assignment: Assignment): boolean => isPossible(assignment, rules);
    const everything: Assignment = () => true;
    // Where alternatives are among them not all hold: the first alone.
    const most: Assignment = fits(everything) ? everything : (atom) => atom === names[0];
    const assignments: Assignment[] = [most, () => false];
    if (2 ** names.length <= MOST_VARIANTS) {
      for (let chosen = 1; chosen < 2 ** names.length - 1; chosen++) {
        const values = new Map(names.map((name, k) => [name, ((chosen >> k) & 1) === 1]));
        assignments.push((atom) => values.get(atom));
      }
    } else
      for (const wanted of branches) {
        if (assignments.length >= MOST_VARIANTS) break;
        if (assignments.some((assignment) => wanted.every((formula) => evaluate(formula, assignment) === true)))
          continue;
        const found = satisfying(wanted, fits);
        if (found !== undefined) assignments.push((atom) => found.get(atom) ?? false);
      }
    const readings: Int32Array[] = [];
    for (const assignment of assignments.filter(fits)) {
      const reading = this.select(from, to, assignment);
      if (!readings.some((known) => sameTokens(known, reading))) readings.push(reading);
    }
    return readings;
  }

  /** Alternatives among the names that the chains of [from, to) ask for. */
  private exclusive(from: number, to: number): readonly (readonly string[])[] {
    const { code, next } = this.table;
    const found: (readonly string[])[] = [];
    for (let d = directiveFrom(this.file, from); d < code.length && (this.file.directives[d] as number) < to; d++) {
      if (!D.isOpening(code[d] as number)) continue;
      const chain: Formula[] = [];
      for (let at = d; at >= 0 && code[at] !== D.D_ENDIF && code[at] !== D.D_ELSE; at = next[at] as number)
        if (chain.length < MOST_EARLIER) chain.push(this.formula(at));
      const names = chain.length > 1 ? alternatives(chain) : undefined;
      if (names !== undefined) found.push(names);
    }
    return found;
  }

  /**
   * For each branch the formulas that must hold: its own, the negation of those before it in its chain, and those
   * around it.
   */
  private branches(from: number, to: number): Formula[][] {
    const { code, next } = this.table;
    const found: Formula[][] = [];
    const around: Formula[][] = [];
    const before = new Map<number, Formula[]>();
    for (let d = directiveFrom(this.file, from); d < code.length && (this.file.directives[d] as number) < to; d++) {
      const kind = code[d] as number;
      if (kind === D.D_ENDIF) {
        around.pop();
        continue;
      }
      const isOpen = D.isOpening(kind);
      const earlier = isOpen ? [] : before.get(d);
      if (earlier === undefined || (!isOpen && !D.isAlternative(kind))) continue;
      if (!isOpen) around.pop();
      const formula = this.formula(d);
      const path = [...(around[around.length - 1] ?? []), ...earlier, formula];
      around.push(path);
      found.push(path);
      const following = next[d] as number;
      if (following >= 0)
        before.set(following, earlier.length < MOST_EARLIER ? [...earlier, { kind: 'not', of: formula }] : earlier);
    }
    return found;
  }

  /** With `assignment`, takes one branch of each #if; without, every branch that may be compiled. */
  private select(from: number, to: number, assignment: Assignment | undefined): Int32Array {
    const { file, table } = this;
    const { directives } = file;
    const selected = new Int32Array(to - from);
    let count = 0;
    let d = directiveFrom(this.file, from);
    let nextDirective = d < directives.length ? (directives[d] as number) : to;
    for (let i = from; i < to; i++) {
      if (i < nextDirective) {
        selected[count++] = i;
        continue;
      }
      d = assignment === undefined ? this.afterDirective(d) : this.taken(d, assignment);
      i = (table.lineEnd[d] as number) - 1;
      d++;
      nextDirective = d < directives.length ? (directives[d] as number) : to;
    }
    return selected.subarray(0, count);
  }

  /** The directive after which reading continues when directive `d` is met: `d` itself, or one after a dead group. */
  private afterDirective(d: number): number {
    const { code, next, endif } = this.table;
    for (;;) {
      const kind = code[d] as number;
      if (!D.isOpening(kind) && !D.isAlternative(kind)) return d;
      if (D.isAlternative(kind) && this.followsTrue(d)) return (endif[d] as number) >= 0 ? (endif[d] as number) : d;
      if (evaluate(this.formula(d), EITHER) !== false || (next[d] as number) < 0) return d;
      d = next[d] as number;
    }
  }

  /** True if a branch before `d` in its chain is always taken. */
  private followsTrue(d: number): boolean {
    return (this.behindTrue ??= this.branchesBehindTrue())[d] === 1;
  }

  private branchesBehindTrue(): Uint8Array {
    const { code, next } = this.table;
    const behind = new Uint8Array(code.length);
    for (let d = 0; d < code.length; d++) {
      const following = next[d] as number;
      if (following < 0) continue;
      const isBehind = !D.isOpening(code[d] as number) && behind[d] === 1;
      behind[following] = isBehind || evaluate(this.formula(d), EITHER) === true ? 1 : 0;
    }
    return behind;
  }

  private taken(d: number, assignment: Assignment): number {
    const { code, next, endif } = this.table;
    const kind = code[d] as number;
    // An #else that is reached ends the branch before it.
    if (D.isAlternative(kind)) return (endif[d] as number) >= 0 ? (endif[d] as number) : d;
    if (!D.isOpening(kind)) return d;
    for (let branch = d; ; branch = next[branch] as number) {
      if (
        code[branch] === D.D_ENDIF ||
        evaluate(this.formula(branch), assignment) !== false ||
        (next[branch] as number) < 0
      )
        return branch;
    }
  }
}

/** Values of the atoms under which all formulas hold, looked for by flipping one or two from all false. */
function satisfying(
  formulas: readonly Formula[],
  fits: (assignment: Assignment) => boolean,
): ReadonlyMap<string, boolean> | undefined {
  if (formulas.some((formula) => formula === FALSE)) return undefined;
  const atoms = new Set<string>();
  for (const formula of formulas) atomsOf(formula, atoms);
  const names = [...atoms].slice(0, 8);
  for (let bits = 0; bits < 1 << names.length; bits++) {
    const values = new Map(names.map((name, k) => [name, ((bits >> k) & 1) === 1]));
    const assignment: Assignment = (atom) => values.get(atom) ?? false;
    if (formulas.every((formula) => evaluate(formula, assignment) === true) && fits(assignment)) return values;
  }
  return undefined;
}

function sameTokens(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
