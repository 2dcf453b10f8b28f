import type { Assignment, Formula } from './condition-formula.ts';

const NAME = /^[A-Za-z_]\w*$/;
const AT_LEAST = /^([A-Za-z_]\w*) >= (\d+)$/;

/**
 * Options of one kernel that a chain may ask for one after the other and that are on together all the same: what is
 * left out of them is done once for both.
 */
const TOGETHER: ReadonlySet<string> = new Set(['INET', 'INET6']);

/** What the atoms of a body's conditions say of one another. */
export interface AtomRules {
  /** Names of which an #if and its #elif make alternatives: one platform, one release. */
  readonly exclusive: readonly (readonly string[])[];
  readonly atoms: ReadonlySet<string>;
}

/** The names of a chain of branches when each asks for one name alone; undefined else. */
export function alternatives(chain: readonly Formula[]): readonly string[] | undefined {
  const names = chain.flatMap((formula) => (formula.kind === 'atom' && NAME.test(formula.name) ? [formula.name] : []));
  const isChoice = names.length === chain.length && new Set(names).size > 1;
  return isChoice && !names.every((name) => TOGETHER.has(name)) ? names : undefined;
}

/**
 * Whether a compilation may have these values: of alternatives one at most, `X >= 2` only with `X >= 1`, and with X
 * itself.
 */
export function isPossible(assignment: Assignment, { exclusive, atoms }: AtomRules): boolean {
  const isTrue = (name: string): boolean => assignment(name, !NAME.test(name)) === true;
  if (exclusive.some((names) => names.filter(isTrue).length > 1)) return false;
  const least = new Map<string, number>();
  for (const atom of atoms) {
    const match = AT_LEAST.exec(atom);
    if (match !== null && isTrue(atom))
      least.set(match[1] ?? '', Math.max(least.get(match[1] ?? '') ?? 0, Number(match[2])));
  }
  if (least.size === 0) return true;
  for (const atom of atoms) {
    const match = AT_LEAST.exec(atom);
    const reached = least.get(match?.[1] ?? atom);
    if (reached !== undefined && !isTrue(atom) && (match === null || Number(match[2]) <= reached)) return false;
  }
  return true;
}
