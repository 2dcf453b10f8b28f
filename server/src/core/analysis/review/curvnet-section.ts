import type { TreeFlow, TreeFunction } from '../../flow/tree-flow.ts';
import { curvnetCallers } from '../answers/curvnet/curvnet-callers.ts';
import type { Session } from '../session/session.ts';

/** What one tree's functions do with curvnet. */
export interface CurvnetSide {
  /** Functions that must be called with curvnet set: "sys/net/if.c\nif_foo". */
  readonly needing: readonly string[];
  /** Names that functions of the files in question use through curvnet, by function as above. */
  readonly uses: Readonly<Record<string, readonly string[]>>;
}

/** A function with new uses of virtualized globals, or that newly needs curvnet, and who calls it with what. */
export interface CurvnetChange {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Names that it did not use before: V_x. */
  readonly uses: readonly string[];
  /** It did not need curvnet before; the way to what needs it. */
  readonly newlyNeeds: readonly string[];
  /** Functions at the ends of all ways in that set curvnet, do not, or of which nobody knows who calls them. */
  readonly setBy: readonly string[];
  readonly notSetBy: readonly string[];
  readonly unknownBy: readonly string[];
}

/** @param paths the files that the change touches */
export function measureCurvnet({ flow }: Session, paths: readonly string[]): CurvnetSide {
  if (flow === undefined) return { needing: [], uses: {} };
  const uses: Record<string, readonly string[]> = {};
  for (const path of paths)
    for (const one of flow.functions(path))
      if (one.flow.uses.length > 0)
        uses[keyOf(one)] = [...new Set([...(uses[keyOf(one)] ?? []), ...one.flow.uses.map(({ name }) => name)])];
  return { needing: [...allFunctions(flow)].filter(({ needs }) => needs !== undefined).map(keyOf), uses };
}

/**
 * New uses and new needs, each with its callers.
 * @param session the newer tree
 * @param renamed paths of the older tree as the newer has them
 */
export function compareCurvnet(
  before: CurvnetSide,
  after: CurvnetSide,
  session: Session,
  renamed: (path: string) => string,
): readonly CurvnetChange[] {
  const { flow } = session;
  if (flow === undefined) return [];
  const named = (key: string): string => {
    const [path = '', name = ''] = key.split('\n');
    return `${renamed(path)}\n${name}`;
  };
  const needed = new Set(before.needing.map(named));
  const used = new Map(Object.entries(before.uses).map(([key, names]) => [named(key), new Set(names)]));
  const needing = new Set(after.needing);
  const changes: CurvnetChange[] = [];
  for (const one of allFunctions(flow)) {
    const key = keyOf(one);
    const isNew = needing.has(key) && !needed.has(key);
    // A function keeps a use that an edit only moved to another function of its file that needed curvnet before.
    const uses = (after.uses[key] ?? []).filter((name) => used.get(key)?.has(name) !== true);
    if (!isNew && uses.length === 0) continue;
    // A caller that only hands on is told with the function that it calls.
    if (isNew && uses.length === 0 && one.needs?.via !== undefined && !needed.has(keyOf(one.needs.via))) continue;
    if (one.needs === undefined) continue;
    const { ends, needs } = curvnetCallers(flow, one);
    // A constructor, which vnet_sysinit() runs in every vnet: the life cycle tells of it.
    if (ends['not-set'].length + ends.unknown.length === 0 && ends.set.join() === one.flow.name) continue;
    changes.push({
      function: one.flow.name,
      file: one.path,
      line: session.lineOf(one.path, one.flow.start),
      uses,
      newlyNeeds: isNew ? needs : [],
      setBy: ends.set,
      notSetBy: ends['not-set'],
      unknownBy: ends.unknown,
    });
  }
  return changes.sort((a, b) => weight(b) - weight(a));
}

function weight({ notSetBy, newlyNeeds }: CurvnetChange): number {
  return (notSetBy.length > 0 ? 2 : 0) + (newlyNeeds.length > 0 ? 1 : 0);
}

function* allFunctions(flow: TreeFlow): Generator<TreeFunction> {
  for (const path of flow.paths) yield* flow.functions(path);
}

function keyOf({ path, flow }: TreeFunction): string {
  return `${path}\n${flow.name}`;
}
