import { addTo } from '../../collections/multimap.ts';
import type { Exact } from '../../abi/exact.ts';
import type { BuiltImage, BuiltVariable } from '../../elf/built-image.ts';
import { alignUp } from '../region/set-image.ts';
import type { LayoutReport, LayoutVariable } from '../image/layout-report.ts';

/** What is predicted of one kernel or module. */
export type PredictedSet = Pick<LayoutReport, 'section' | 'objects' | 'variables'>;

type RowDifferenceKind =
  /** Predicted, not in the build. */
  | 'missing'
  /** In the build, not predicted. */
  | 'extra'
  | 'size'
  /** Its place follows from the rows before it, which differ. */
  | 'follows'
  /** Another row, or another object, is in front of it than predicted. */
  | 'order'
  /** The same row is in front of it, and another gap between. */
  | 'gap'
  /** The prediction has no number to compare. */
  | 'unpredicted';

export interface RowDifference {
  readonly kind: RowDifferenceKind;
  readonly name: string;
  /** The object's source; for an extra row what the build says of it. */
  readonly file: string | null;
  readonly type: string | null;
  readonly predicted: {
    readonly offset: Exact | null;
    readonly size: Exact | null;
    readonly align: number | null;
  } | null;
  readonly found: { readonly offset: number; readonly size: number; readonly typeSize: number | null } | null;
}

export interface RowComparison {
  readonly compared: number;
  readonly equal: number;
  /** Local variables that a file without local symbols cannot show. */
  readonly unseen: number;
  /** In the order of the build, missing rows where they were predicted. */
  readonly differences: readonly RowDifference[];
}

interface Pair {
  readonly predicted: LayoutVariable;
  readonly found: BuiltVariable;
}

/** Compares the rows of a set one by one. */
export function compareRows(predicted: PredictedSet, image: BuiltImage): RowComparison {
  const { pairs, missing, extra } = matchRows(predicted.variables, image.variables);
  const isUnseen = (row: LayoutVariable): boolean => !image.hasLocalSymbols && row.binding === 'local';
  const lost = missing.filter((row) => !isUnseen(row));
  const judge = placeJudge(predicted, image.variables, pairs);
  const differences = [
    ...lost.map((row) => ({ at: row.offset ?? 0, difference: describe('missing', row, undefined) })),
    ...extra.map((row) => ({ at: row.offset, difference: describe('extra', undefined, row) })),
    ...pairs.flatMap((pair) => {
      const kind = judge(pair);
      return kind === undefined
        ? []
        : [{ at: pair.found.offset, difference: describe(kind, pair.predicted, pair.found) }];
    }),
  ]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ difference }) => difference);
  const compared = pairs.length + lost.length + extra.length;
  return { compared, equal: compared - differences.length, unseen: missing.length - lost.length, differences };
}

function describe(
  kind: RowDifferenceKind,
  predicted: LayoutVariable | undefined,
  found: BuiltVariable | undefined,
): RowDifference {
  return {
    kind,
    name: predicted?.name ?? found?.name ?? '',
    file: predicted?.file ?? found?.source ?? null,
    type: predicted?.type ?? null,
    predicted:
      predicted === undefined ? null : { offset: predicted.offset, size: predicted.size, align: predicted.align },
    found: found === undefined ? null : { offset: found.offset, size: found.size, typeSize: found.typeSize ?? null },
  };
}

/** Pairs rows by name; static namesakes by the file that the build names, else in the order of their offsets. */
function matchRows(
  predicted: readonly LayoutVariable[],
  found: readonly BuiltVariable[],
): {
  readonly pairs: readonly Pair[];
  readonly missing: readonly LayoutVariable[];
  readonly extra: readonly BuiltVariable[];
} {
  const left = new Map<string, BuiltVariable[]>();
  for (const row of found) {
    addTo(left, row.name, row);
  }
  const pairs: Pair[] = [];
  const take = (row: LayoutVariable, isIt: (candidate: BuiltVariable) => boolean): boolean => {
    const candidates = left.get(row.name);
    const at = candidates?.findIndex(isIt) ?? -1;
    const [taken] = at < 0 ? [] : (candidates?.splice(at, 1) ?? []);
    if (taken === undefined) return false;
    pairs.push({ predicted: row, found: taken });
    return true;
  };
  const unnamed = predicted.filter(
    (row) => !take(row, ({ source }) => source !== undefined && isSameSource(source, row.file)),
  );
  const missing = unnamed.filter((row) => !take(row, () => true));
  return { pairs, missing, extra: [...left.values()].flat() };
}

/** Whether "/usr/src/sys/net/if.c", "../../../net/if.c" or "if.c" can be "sys/net/if.c". */
export function isSameSource(built: string, file: string): boolean {
  const inSys = file.startsWith('sys/') ? file.slice(4) : file;
  return built === file || built.endsWith(`/${inSys}`) || (!built.includes('/') && file.endsWith(`/${built}`));
}

/** Tells what of a pair differs; undefined if nothing does. */
function placeJudge(
  predicted: PredictedSet,
  built: readonly BuiltVariable[],
  pairs: readonly Pair[],
): (pair: Pair) => RowDifferenceKind | undefined {
  const partner = new Map(pairs.map(({ predicted: row, found }) => [row, found]));
  const foundBefore = new Map(built.map((row, i) => [row, built[i - 1]]));
  const isPaired = new Set(pairs.map(({ found }) => found));
  const inOrder = predicted.variables.filter((row) => partner.has(row));
  const predictedBefore = new Map(inOrder.map((row, i) => [row, inOrder[i - 1]]));
  const objectAlign = new Map(predicted.objects.map(({ file, align }) => [file, align ?? 1]));
  /** The row in front that both sides know. */
  const knownBefore = (row: BuiltVariable): BuiltVariable | undefined => {
    let before = foundBefore.get(row);
    while (before !== undefined && !isPaired.has(before)) before = foundBefore.get(before);
    return before;
  };
  return ({ predicted: row, found }) => {
    if (row.size === null || row.offset === null || row.align === null)
      return row.size !== null && row.size !== found.size ? 'size' : 'unpredicted';
    if (row.size !== found.size) return 'size';
    if (row.offset === found.offset) return undefined;
    const before = predictedBefore.get(row);
    if ((before === undefined ? undefined : partner.get(before)) !== knownBefore(found)) return 'order';
    const inFront = foundBefore.get(found);
    const end = inFront === undefined ? 0 : inFront.offset + inFront.size;
    const places = [row.align, objectAlign.get(row.file) ?? row.align].map((align) => alignUp(end, align));
    return places.includes(found.offset) ? 'follows' : 'gap';
  };
}
