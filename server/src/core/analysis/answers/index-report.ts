import { isUnknown } from '../../types/unknown.ts';
import type { LineIndex } from '../../text/line-index.ts';
import type { Spot } from '../../text/spot.ts';
import { containerTree } from '../containers/container-tree.ts';
import { measureContainer } from '../containers/container-layout.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import { kernelRegion, type Region } from '../region/region.ts';
import { buildTreeIndex } from '../workspace/build-tree-index.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface Row {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface IndexReport {
  readonly schemaVersion: 1;
  readonly release: { readonly name: string; readonly osreldate: number };
  readonly arch: string;
  readonly kernconf: string;
  readonly definitions: readonly (Row & {
    readonly name: string;
    readonly set: string;
    readonly type: string;
    readonly static: boolean;
    readonly macro: string;
    readonly initializer: string | null;
    /** True if the kernel of this configuration holds it; null when that is not known (members of set_pcpu). */
    readonly compiledIn: boolean | null;
    /** Modules whose sources define it. */
    readonly modules: readonly string[];
    /** Uses through its accessors and through VNET(x) and its kin, over the whole tree. */
    readonly uses: number;
  })[];
  readonly declarations: readonly (Row & {
    readonly name: string;
    readonly set: string;
    readonly type: string;
    readonly macro: string;
  })[];
  readonly accessors: readonly (Row & {
    readonly name: string;
    readonly set: string;
    readonly variable: string;
    readonly macro: string;
  })[];
  readonly sysctls: readonly (Row & {
    readonly macro: string;
    readonly parent: string;
    readonly name: string;
    readonly variable: string;
    readonly vnetFlag: boolean;
  })[];
  /** Containers of 2008 and 2009; absent in trees of another era. */
  readonly containers?: readonly ContainerRow[];
  readonly sysinits: readonly (Row & {
    readonly kind: 'sysinit' | 'sysuninit';
    readonly name: string;
    readonly subsystem: string;
    readonly order: string;
    readonly handler: string;
  })[];
}

/** The whole index as plain data; `regions` say what this configuration's kernel holds. */
function indexReport(workspace: Workspace, index: TreeIndex, region: Region): IndexReport {
  const lines = new Map<string, LineIndex | undefined>();
  const row = (path: string, { start }: Spot): Row => {
    if (!lines.has(path)) lines.set(path, workspace.linesOf(path));
    const at = lines.get(path)?.position(start);
    return { file: path, line: (at?.line ?? -1) + 1, column: (at?.character ?? -1) + 1 };
  };
  const compiled = new Set(
    [...region.byName.values()].flat().map(({ name, file, line }) => `${name}\n${file}\n${line}`),
  );
  const modules = moduleSources(
    workspace,
    new Set([...index.files].filter(([, facts]) => facts.definitions.length > 0).map(([path]) => path)),
  );
  const each = <T extends Spot, R>(facts: (path: string) => readonly T[], make: (fact: T, at: Row) => R): R[] =>
    [...index.files.keys()].flatMap((path) => facts(path).map((fact) => make(fact, row(path, fact))));
  const of = (path: string): NonNullable<ReturnType<typeof index.files.get>> =>
    index.files.get(path) as NonNullable<ReturnType<typeof index.files.get>>;
  const containers = containerRows(workspace, row);
  return {
    ...(containers === undefined ? {} : { containers }),
    schemaVersion: 1,
    release: { ...workspace.tree.release },
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
    definitions: each(
      (path) => of(path).definitions,
      (fact, at) => ({
        name: fact.name,
        ...at,
        set: fact.set,
        type: fact.type,
        static: fact.isStatic,
        macro: fact.macro,
        initializer: fact.initializer ?? null,
        compiledIn: fact.set === 'set_vnet' ? compiled.has(`${fact.name}\n${at.file}\n${at.line}`) : null,
        modules: modules.get(at.file) ?? [],
        uses: useCount(index, fact.name),
      }),
    ),
    declarations: each(
      (path) => of(path).declarations,
      (fact, at) => ({ name: fact.name, ...at, set: fact.set, type: fact.type, macro: fact.macro }),
    ),
    accessors: each(
      (path) => of(path).accessors,
      (fact, at) => ({ name: fact.name, ...at, set: fact.set, variable: fact.variable, macro: fact.macro }),
    ),
    sysctls: each(
      (path) => of(path).sysctls.filter(({ variable }) => variable !== undefined),
      (fact, at) => ({
        macro: fact.macro,
        parent: fact.parent,
        name: fact.leaf,
        variable: fact.variable ?? '',
        vnetFlag: fact.hasVnetFlag,
        ...at,
      }),
    ),
    sysinits: each(
      (path) => of(path).sysinits,
      (fact, at) => ({
        kind: fact.kind,
        name: fact.identifier,
        subsystem: fact.subsystem,
        order: fact.order,
        handler: fact.handler,
        ...at,
      }),
    ),
  };
}

/** A container with its members as options VIMAGE lays them out. */
interface ContainerRow extends Row {
  /** `vnet_inet` */
  readonly name: string;
  readonly size: number | null;
  readonly align: number | null;
  /** Why its size is not known. */
  readonly unknown?: string;
  readonly members: readonly (Row & {
    readonly name: string;
    readonly type: string;
    readonly offset: number | null;
    readonly size: number | null;
    readonly accessor: string | null;
    readonly defined: readonly Row[];
    readonly declared: readonly Row[];
  })[];
}

function containerRows(
  workspace: Workspace,
  row: (path: string, at: Spot) => Row,
): readonly ContainerRow[] | undefined {
  return containerTree(workspace)?.containers.map((container) => {
    const { tag, path, fact, members } = container;
    const measured = measureContainer(workspace, container);
    const layout = isUnknown(measured) ? undefined : measured;
    return {
      name: tag,
      ...row(path, fact),
      size: layout?.sizeBytes ?? null,
      align: layout?.alignBytes ?? null,
      ...(isUnknown(measured) ? { unknown: measured.reason } : {}),
      members: members.map((member) => {
        const placed = layout?.members.get(`_${member.name}`);
        return {
          name: member.name,
          ...row(member.path, member.fact),
          type: placed?.type ?? member.fact.type,
          offset: placed?.offset ?? null,
          size: placed?.size ?? null,
          accessor: member.accessors[0]?.fact.name ?? null,
          defined: member.definitions.map((one) => row(one.path, one.name)),
          declared: member.externs.map((one) => row(one.path, one.name)),
        };
      }),
    };
  });
}

/** Uses of a variable by any of its names. */
export function useCount(index: TreeIndex, variable: string): number {
  let count = index.useCounts.get(variable) ?? 0;
  const names = new Set((index.accessorsOf.get(variable) ?? []).map(({ fact }) => fact.name));
  for (const name of names) count += index.useCounts.get(name) ?? 0;
  return count;
}

/** Reads the whole tree and the kernel's region, and reports both. */
export function indexOf(workspace: Workspace): IndexReport {
  return indexReport(workspace, buildTreeIndex(workspace), kernelRegion(workspace, 'set_vnet'));
}
