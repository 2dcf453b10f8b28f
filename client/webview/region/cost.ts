// What each vnet pays for, as a tree: the treemap's data. Sizes add up to the size of set_vnet.
import { bytesText } from '../../../server/src/core/text/amounts.ts';
import type { Scene, SceneVariable } from './scene.ts';

export interface CostNode {
  readonly name: string;
  /** Bytes of a leaf; undefined for a group. */
  readonly bytes?: number;
  readonly children?: readonly CostNode[];
  /** Of a leaf; undefined for padding and free room. */
  readonly variable?: SceneVariable;
  /** What colours it. */
  readonly subsystem: string;
}

export const GROUPINGS = ['subsystem', 'file', 'module'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const MODSPACE = 'modspace';
const PADDING = 'padding';

export function costTree({ blocks, map }: Scene, by: Grouping): CostNode {
  const room = map.kernel.variables.find(({ name }) => name === MODSPACE);
  const [from, to] = [room?.offset ?? 0, (room?.offset ?? 0) + (room?.size ?? 0)];
  const groups = new Map<string, Map<string, CostNode[]>>();
  for (const { kind, start, end, variable, label } of blocks) {
    const bytes = end - start;
    const isModules = start >= from && end <= to;
    const leaf: CostNode = {
      name: kind === 'padding' ? PADDING : kind === 'room' ? 'room for modules' : label,
      bytes,
      subsystem:
        kind === 'padding'
          ? PADDING
          : isModules && moduleOf(variable) === undefined
            ? MODSPACE
            : (variable?.subsystem ?? ''),
      ...(variable === undefined ? {} : { variable }),
    };
    const [outer, inner] = pathOf(leaf, by, isModules, kind === 'padding' && !isModules);
    const files = groups.get(outer) ?? new Map<string, CostNode[]>();
    groups.set(outer, files);
    const leaves = files.get(inner) ?? [];
    files.set(inner, leaves);
    leaves.push(leaf);
  }
  return {
    name: 'set_vnet',
    subsystem: '',
    children: [...groups].map(([name, files]) => ({
      name,
      subsystem: [...files.values()][0]?.[0]?.subsystem ?? '',
      children: [...files].flatMap(([file, leaves]): readonly CostNode[] =>
        file === '' ? leaves : [{ name: file, children: leaves, subsystem: leaves[0]?.subsystem ?? '' }],
      ),
    })),
  };
}

function moduleOf(variable: SceneVariable | undefined): string | undefined {
  return variable?.module ?? undefined;
}

function pathOf(
  { variable }: CostNode,
  by: Grouping,
  isModules: boolean,
  isPadding: boolean,
): readonly [string, string] {
  if (isPadding) return [PADDING, ''];
  const module = moduleOf(variable);
  if (isModules && module === undefined) return [MODSPACE, ''];
  const file = (variable?.file ?? '').replace(/^sys\//, '');
  if (by === 'module') return [module === undefined ? 'kernel' : `${module}.ko`, file];
  if (by === 'file') return [file, ''];
  return module === undefined ? [variable?.subsystem ?? '', file] : [MODSPACE, `${module}.ko`];
}

/** Bytes of a node and all below it. */
export function bytesOf(node: CostNode): number {
  return node.bytes ?? (node.children ?? []).reduce((sum, child) => sum + bytesOf(child), 0);
}

/** Variables of a node and all below it. */
export function variablesOf(node: CostNode): number {
  if (node.children === undefined) return node.variable === undefined || node.variable.name === MODSPACE ? 0 : 1;
  return node.children.reduce((sum, child) => sum + variablesOf(child), 0);
}

/** What modules add to each vnet, one line each. */
export function moduleLines({ map: { loaded, modulesError } }: Scene): readonly string[] {
  if (modulesError !== null) return [modulesError];
  return (loaded?.modules ?? []).map(({ name, size, error }) =>
    error !== null
      ? `${name}.ko: ${error}`
      : size === null
        ? `${name}.ko: of unknown size`
        : size === 0
          ? `${name}.ko has no virtualized globals`
          : `${name}.ko takes ${bytesText(size)} of modspace in each vnet`,
  );
}
