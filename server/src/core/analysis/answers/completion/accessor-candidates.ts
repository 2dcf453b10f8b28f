import type { AccessorFact, FileFacts } from '../../../vnet/file-facts.ts';
import type { Session } from '../../session/session.ts';
import type { Located, TreeIndex } from '../../workspace/tree-index.ts';

/** A name behind `V_` that may be meant, and how likely. */
export interface Candidate {
  readonly name: string;
  /** The accessor; undefined for other macros called V_... */
  readonly accessor: Located<AccessorFact> | undefined;
  /** The file's #include lines lead to it, or it stands in the file. */
  readonly isInScope: boolean;
  readonly score: number;
}

/** How much each sign of a name's being meant weighs; found by measuring (test/perf/completion.bench.ts). */
export interface Weights {
  readonly inScope: number;
  readonly inFile: number;
  readonly perUse: number;
  readonly near: number;
  readonly inFunction: number;
  readonly inFolder: number;
  readonly inTree: number;
  readonly ownFile: number;
}

const WEIGHTS: Weights = {
  inScope: 4,
  inFile: 2,
  perUse: 1,
  near: 3,
  inFunction: 1.5,
  inFolder: 0.8,
  inTree: 0.5,
  ownFile: 0.5,
};

/** Characters after which a use counts as far. */
const NEAR = 1500;

/**
 * Accessors (and other macros called V_...) whose names have what was typed in them, the likeliest first: those that
 * the file sees, uses, uses near the place, and that its neighbours use.
 * @param reads the headers that the file reads
 */
export function accessorCandidates(
  session: Session,
  path: string,
  offset: number,
  prefix: string,
  reads: ReadonlySet<string>,
  weights: Weights = WEIGHTS,
): readonly Candidate[] {
  const index = session.indexBefore(path);
  const facts = index.files.get(path);
  const text = session.files.read(path) ?? '';
  const functionStart = text.lastIndexOf('\n{', offset);
  const neighbours = usesInFolder(index, path);
  const found: Candidate[] = [];
  const judge = (name: string, accessor: Located<AccessorFact> | undefined, home: readonly string[]): void => {
    const match = matchQuality(name, prefix);
    if (match === undefined) return;
    const seen = home.filter((file) => file === path || !file.endsWith('.c'));
    if (seen.length === 0) return;
    const isInScope = seen.some((file) => reads.has(file));
    const own = usesOf(facts, name, offset);
    const score =
      match * 100 +
      (isInScope ? weights.inScope : 0) +
      (own.count > 0 ? weights.inFile : 0) +
      weights.perUse * Math.log2(1 + own.count) +
      weights.near * Math.exp(-own.distance / NEAR) +
      (own.last > functionStart ? weights.inFunction : 0) +
      weights.inFolder * Math.log2(1 + (neighbours.get(name) ?? 0)) +
      weights.inTree * Math.log2(1 + (index.useCounts.get(name) ?? 0)) +
      (seen.includes(path) ? weights.ownFile : 0);
    found.push({ name, accessor, isInScope, score });
  };
  for (const [name, known] of index.accessors)
    judge(
      name,
      known.find((one) => one.path === path) ?? known.find((one) => reads.has(one.path)) ?? known[0],
      known.map((one) => one.path),
    );
  for (const [name, known] of index.macros)
    if (!index.accessors.has(name))
      judge(
        name,
        undefined,
        known.map((one) => one.path),
      );
  return found.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

/**
 * How well a name fits what was typed: 3 the name itself, 2 its beginning (`V_` may be left out), 1 a part of it that
 * begins behind `_`; undefined when it does not.
 */
export function matchQuality(name: string, typed: string): number | undefined {
  const lower = name.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower === wanted) return 3;
  if (lower.startsWith(wanted) || (wanted.length > 2 && lower.startsWith(`v_${wanted}`))) return 2;
  const behind = wanted.startsWith('v_') ? wanted.slice(2) : wanted;
  return behind.length > 2 && lower.includes(`_${behind}`) ? 1 : undefined;
}

interface OwnUses {
  readonly count: number;
  /** Characters to the nearest one. */
  readonly distance: number;
  /** The last one before the place; -1 for none. */
  readonly last: number;
}

function usesOf(facts: FileFacts | undefined, name: string, offset: number): OwnUses {
  let [distance, last] = [Infinity, -1];
  const starts = facts?.uses.get(name) ?? [];
  for (const start of starts) {
    distance = Math.min(distance, Math.abs(start - offset));
    if (start < offset && start > last) last = start;
  }
  return { count: starts.length, distance, last };
}

/** How often the files of the same folder use each name. */
function usesInFolder(index: TreeIndex, path: string): ReadonlyMap<string, number> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const counts = new Map<string, number>();
  for (const [file, { uses }] of index.files) {
    if (file === path || !file.startsWith(folder)) continue;
    for (const [name, starts] of uses) counts.set(name, (counts.get(name) ?? 0) + starts.length);
  }
  return counts;
}
