import type { Exact } from '../../abi/exact.ts';
import type { KernelObject, ModuleConfiguration } from '../../kernel/configuration.ts';
import { isFailure } from '../../kernel/failure.ts';
import { makefileOf } from '../../kernel/outside-folder.ts';
import type { Problem } from '../../text/problem.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import { ModuleImages } from './module-image.ts';
import { modulePlaces, type ModspaceMap } from './module-places.ts';
import { modulesWithSet } from '../region/compiling-modules.ts';
import { missingHeaderProblems, type MissingInclude } from '../workspace/missing-headers.ts';
import {
  assembleRegion,
  candidateObjects,
  distinctProblems,
  kernelRegion,
  readObjectPart,
  type ObjectPart,
  type Region,
} from '../region/region.ts';
import { undefinedProblems } from './undefined-problems.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** One row of `vnetscope layout`; the names are the JSON contract. */
export interface LayoutVariable {
  readonly name: string;
  readonly symbol: string;
  /**
   * The object's source: with the name, a row's key. A definition in a file that it includes is placed at that
   * #include.
   */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly type: string;
  /** Bytes from the section's start. */
  readonly offset: Exact | null;
  /** Bytes. */
  readonly size: Exact | null;
  readonly align: number | null;
  /** In its object. */
  readonly binding: 'global' | 'local';
  /**
   * In the module as it is installed, after kmod.mk has made everything local that EXPORT_SYMS does not name; null in a
   * kernel.
   */
  readonly koBinding: 'global' | 'local' | null;
  readonly initialized: boolean;
  readonly module: string | null;
}

export interface LayoutModule {
  readonly name: string;
  /** Of a module outside the tree: tells two of one name apart. */
  readonly folder?: string;
  readonly size: Exact | null;
  readonly align: number | null;
  /** Of `size`, what the linker script puts behind the last variable (sys/conf/ldscript.kmod.i386). */
  readonly endBytes: number | null;
  /**
   * Bytes from modspace's start, as if the modules were loaded in this order after a fresh boot; null when it is not
   * loaded, or has no such set.
   */
  readonly modspaceOffset: number | null;
  /** What the kernel says when it refuses the module, or why the module is not understood. */
  readonly error: string | null;
}

export interface LayoutReport {
  readonly schemaVersion: 1;
  readonly release: { readonly name: string; readonly osreldate: number };
  readonly arch: string;
  readonly kernconf: string;
  readonly vimage: boolean;
  readonly section: {
    readonly name: string;
    readonly size: Exact | null;
    readonly align: number | null;
    readonly paddingBytes: Exact | null;
    readonly endBytes: number | null;
  };
  readonly objects: readonly {
    readonly file: string;
    readonly start: Exact | null;
    readonly end: Exact | null;
    readonly align: number | null;
  }[];
  readonly variables: readonly LayoutVariable[];
  readonly modules: readonly LayoutModule[];
  /**
   * The kernel's room for modules when the modules are loaded; undefined where that was not asked for, or there is no
   * room at all.
   */
  readonly modspace?: ModspaceMap | undefined;
  readonly problems: readonly Problem[];
}

/** A set of the kernel, or of each named module with offsets in its own section. */
export function layoutReport(
  workspace: Workspace,
  modules: readonly string[],
  set: InstanceSet = 'set_vnet',
): LayoutReport {
  if (modules.length > 0)
    return moduleReport(workspace, modules, set, (module, object) => readObjectPart(workspace, object, module.build))
      .report;
  return reportOf(workspace, kernelRegion(workspace, set));
}

/** The same, with each module's place in the kernel's room for modules: the simulator loads them in the order given. */
export function placedLayoutReport(workspace: Workspace, modules: readonly string[], set: InstanceSet): LayoutReport {
  if (modules.length === 0) return layoutReport(workspace, modules, set);
  const images = new ModuleImages(workspace);
  const { report, asked } = moduleReport(workspace, modules, set, (module, object) => images.part(module, object));
  const places = modulePlaces(
    workspace,
    asked.filter((_, i) => (report.modules[i]?.size ?? null) !== null),
    set,
    images,
  );
  if (isFailure(places)) return { ...report, problems: distinctProblems([...report.problems, places.failure]) };
  const placed = report.modules.map((module, i) => {
    const place = places.byName.get(asked[i] ?? '');
    return place === undefined
      ? module
      : { ...module, modspaceOffset: place.modspaceOffset, error: place.error ?? module.error };
  });
  return {
    ...report,
    modules: placed,
    modspace: places.map,
    problems: distinctProblems([...report.problems, ...undefinedProblems(places.undefinedSymbols)]),
  };
}

/** The kernel's report from a region that is already there. */
export function reportOf(workspace: Workspace, region: Region): LayoutReport {
  return {
    ...head(workspace),
    section: section(region),
    objects: objects(region),
    variables: variables(region, undefined),
    modules: [],
    problems: distinctProblems([
      ...workspace.tree.problems,
      ...workspace.kernel.problems,
      ...missingHeaderProblems(workspace, region.missing),
      ...region.problems,
      ...vimageProblem(workspace, region.set),
      ...unknownSizes(region),
    ]),
  };
}

/** The modules' report, and how each of its modules was asked for. */
interface ModuleReport {
  readonly report: LayoutReport;
  readonly asked: readonly string[];
}

function moduleReport(
  workspace: Workspace,
  names: readonly string[],
  set: InstanceSet,
  part: (module: ModuleConfiguration, object: KernelObject) => ObjectPart,
): ModuleReport {
  const rows: LayoutVariable[] = [];
  const modules: LayoutModule[] = [];
  const problems: Problem[] = [...workspace.tree.problems, ...workspace.kernel.problems];
  const ranges: LayoutReport['objects'][number][] = [];
  const missing: MissingInclude[] = [];
  let only: Region | undefined;
  const wanted = names.length === 1 && names[0] === 'all' ? modulesWithSet(workspace, set) : names;
  const isAll = wanted !== names;
  const asked: string[] = [];
  for (const handle of wanted) {
    const module = workspace.module(handle);
    const name = isFailure(module) || module.name === '' ? handle : module.name;
    if (isFailure(module)) {
      asked.push(handle);
      modules.push({
        name,
        size: null,
        align: null,
        endBytes: null,
        modspaceOffset: null,
        error: module.failure.message,
      });
      continue;
    }
    const region = assembleRegion(
      set,
      candidateObjects(workspace, module.objects, set).map((object) => part(module, object)),
      module.setEnds[set],
    );
    if (set === 'set_vnet' && seesVimage(workspace, module) === false)
      problems.push(...noVimage(workspace, module, isAll && !module.isOutside));
    // A module may have such a file and still no member in this configuration.
    if (isAll && region.count === 0) continue;
    only = region;
    missing.push(...region.missing);
    problems.push(...module.problems, ...region.problems, ...unknownSizes(region));
    rows.push(...variables(region, { name, exportSyms: module.exportSyms }));
    ranges.push(...objects(region));
    asked.push(handle);
    const { sizeBytes, alignBytes, endBytes } = region.image;
    const error = module.uncertain ? 'its Makefile was not understood whole; see problems' : sizeUnknown(region);
    modules.push({
      name,
      ...(module.isOutside ? { folder: module.folder } : {}),
      size: sizeBytes,
      align: sizeBytes === 0 ? null : alignBytes,
      endBytes,
      modspaceOffset: null,
      error,
    });
  }
  const report: LayoutReport = {
    ...head(workspace),
    section:
      wanted.length === 1 && only !== undefined
        ? section(only)
        : { name: set, size: null, align: null, paddingBytes: null, endBytes: null },
    objects: ranges,
    variables: rows,
    modules,
    problems: distinctProblems([
      ...workspace.outside.problems,
      ...problems,
      ...missingHeaderProblems(workspace, missing),
    ]),
  };
  return { report, asked };
}

function head(workspace: Workspace): Pick<LayoutReport, 'schemaVersion' | 'release' | 'arch' | 'kernconf' | 'vimage'> {
  const { release } = workspace.tree;
  return {
    schemaVersion: 1,
    release: { name: release.name, osreldate: release.osreldate },
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
    vimage: workspace.kernel.vimage,
  };
}

function section({ image, set }: Region): LayoutReport['section'] {
  return {
    name: set,
    size: image.sizeBytes,
    align: image.alignBytes,
    paddingBytes: image.paddingBytes,
    endBytes: image.endBytes,
  };
}

function objects({ image }: Region): LayoutReport['objects'] {
  return image.objects.map((object) => ({
    file: object.file,
    start: object.startBytes,
    end: object.endBytes,
    align: object.alignBytes,
  }));
}

function variables(
  { image }: Region,
  module: Pick<ModuleConfiguration, 'name' | 'exportSyms'> | undefined,
): LayoutVariable[] {
  return image.objects.flatMap((object) =>
    object.members.map(({ member, offsetBytes }) => ({
      name: member.name,
      symbol: member.symbol,
      file: object.file,
      line: member.includedAt?.line ?? member.line,
      column: member.includedAt?.column ?? member.column,
      type: member.type,
      offset: offsetBytes,
      size: member.sizeBytes,
      align: member.alignBytes,
      binding: member.isStatic ? ('local' as const) : ('global' as const),
      koBinding: koBinding(member, module),
      initialized: member.isInitialized,
      module: module?.name ?? null,
    })),
  );
}

/** kmod_syms.awk: every global symbol that the list does not have becomes local (objcopy -L). */
function koBinding(
  { isStatic, symbol }: { readonly isStatic: boolean; readonly symbol: string },
  module: Pick<ModuleConfiguration, 'exportSyms'> | undefined,
): LayoutVariable['koBinding'] {
  if (module === undefined) return null;
  const { exportSyms } = module;
  return !isStatic && (exportSyms === 'all' || (exportSyms !== 'none' && exportSyms.includes(symbol)))
    ? 'global'
    : 'local';
}

/** Without VIMAGE there is no set_vnet: the report says so instead of showing an empty region without a word. */
function vimageProblem(workspace: Workspace, set: InstanceSet): readonly Problem[] {
  if (workspace.kernel.vimage || set !== 'set_vnet') return [];
  return [
    {
      file: workspace.kernel.kernconf,
      line: 0,
      message: 'this configuration has no options VIMAGE: virtualized globals are plain globals, there is no set_vnet',
    },
  ];
}

/**
 * Whether a module's sources are compiled with VIMAGE; outside the tree a header of its own may say so, whatever the
 * kernel's makefiles do.
 */
function seesVimage(
  workspace: Workspace,
  { compile, build, isOutside, vimage }: ModuleConfiguration,
): boolean | undefined {
  if (!isOutside || vimage === undefined) return vimage;
  const { unit } = workspace.translate('<vimage>.c', '#ifdef VIMAGE\nint vimage_is_defined;\n#endif\n', compile, build);
  return unit.entities(unit.interner.intern('vimage_is_defined')).length > 0;
}

function noVimage(
  workspace: Workspace,
  { folder, isBuiltAlone }: ModuleConfiguration,
  isForAll: boolean,
): readonly Problem[] {
  if (!isBuiltAlone) return vimageProblem(workspace, 'set_vnet');
  return [
    {
      file: isForAll ? workspace.inSys('conf/kmod.mk') : makefileOf(workspace.files, folder),
      line: 0,
      message:
        'built alone, modules of this release get no VIMAGE: their virtualized globals are plain globals, there is no set_vnet',
    },
  ];
}

/** Why the size of a set is null. */
function sizeUnknown({ image }: Region): string | null {
  if (image.sizeBytes !== null) return null;
  const cause = image.objects
    .flatMap((object) => object.members)
    .find(({ member }) => member.unknown !== undefined)?.member;
  return cause === undefined
    ? 'its size is unknown'
    : `its size is unknown, as '${cause.name}': ${cause.unknown ?? ''}`;
}

/** What makes sizes unknown is said once where it is a problem of its own. */
function unknownSizes(region: Region): readonly Problem[] {
  const told = new Set(region.problems.map(({ message }) => message));
  return region.image.objects
    .flatMap((object) => object.members)
    .filter(({ member }) => member.unknown !== undefined && !told.has(member.unknown))
    .map(({ member }) => ({
      file: member.file,
      line: member.line,
      message: `size of '${member.name}' is unknown: ${member.unknown ?? ''}`,
    }));
}
