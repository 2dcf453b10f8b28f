import { counted } from '../../abi/exact.ts';
import { isFailure } from '../../kernel/failure.ts';
import { vnetDataAlloc, vnetDataStartup } from '../../simulator/vnet-data-alloc.ts';
import { assembleRegion, type Region } from '../region/region.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import type { Session } from '../session/session.ts';

/** A virtualized global of the kernel or of a module. */
export interface ReviewGlobal {
  readonly name: string;
  readonly symbol: string;
  /** undefined: of the kernel. */
  readonly module: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly type: string;
  /** null: unknown. */
  readonly size: number | null;
  readonly align: number | null;
  readonly isStatic: boolean;
  /** False for a definition that neither this configuration's kernel nor a module compiles: its size is unknown. */
  readonly isBuilt: boolean;
}

/** The set_vnet of the kernel or of a module. */
interface ReviewSet {
  readonly module: string | undefined;
  /** null: unknown, because of `unknown`. */
  readonly bytes: number | null;
  readonly unknown: string | undefined;
}

/** What one tree has in set_vnet. */
export interface GlobalsSide {
  readonly globals: readonly ReviewGlobal[];
  readonly sets: readonly ReviewSet[];
  readonly modspaceBytes: number | null;
  readonly longBytes: number;
}

type GlobalChangeKind = 'added' | 'removed' | 'moved' | 'resized' | 'retyped' | 'visibility';

export interface GlobalChange {
  readonly kind: GlobalChangeKind;
  readonly before: ReviewGlobal | undefined;
  readonly after: ReviewGlobal | undefined;
}

interface SetChange {
  readonly module: string | undefined;
  /** 0 where the older or newer tree has no such set. */
  readonly before: number | null;
  readonly after: number | null;
  readonly unknown: string | undefined;
}

/** Whether a module whose set has changed still finds room in modspace. */
export interface ModspaceFit {
  readonly module: string;
  readonly bytes: number;
  readonly modspaceBytes: number;
  readonly fitsAlone: boolean;
  /** Modules beside which it is loaded here, and their bytes. */
  readonly beside: readonly string[];
  readonly besideBytes: number;
  readonly fitsBeside: boolean;
  readonly fittedBefore: boolean;
}

export interface GlobalsSection {
  readonly changes: readonly GlobalChange[];
  /** Of sets whose size differs. The kernel's is what every vnet takes. */
  readonly sets: readonly SetChange[];
  readonly fits: readonly ModspaceFit[];
}

/** What hosts of vnet jails load beside each other, where the tree has it. */
const USUAL_MODULES = ['pf', 'pflog', 'pfsync', 'ipfw', 'if_bridge', 'if_epair', 'if_wg', 'carp'];

/** The kernel's and every module's set_vnet, from parts that the session has, or reads. */
export function measureGlobals(session: Session): GlobalsSide {
  const { workspace, regions, index } = session;
  const kernel = regions.region('set_vnet');
  const defining = [...index.files].filter(
    ([path, { definitions }]) => path.endsWith('.c') && definitions.some(({ set }) => set === 'set_vnet'),
  );
  const sources = moduleSources(workspace, new Set(defining.map(([path]) => path)));
  const globals = kernel === undefined ? [] : globalsOf(kernel, undefined);
  const sets: ReviewSet[] = kernel === undefined ? [] : [kernelSet(session, kernel)];
  for (const name of [...new Set([...sources.values()].flat())].sort()) {
    const module = workspace.module(name);
    if (isFailure(module)) continue;
    const parts = module.objects.flatMap(({ source }) =>
      sources.get(source)?.includes(name) === true ? (regions.part(source) ?? []) : [],
    );
    const region = assembleRegion('set_vnet', parts, module.setEnds.set_vnet);
    if (region.count === 0) continue;
    globals.push(...globalsOf(region, name));
    sets.push(setOf(region, name));
  }
  globals.push(...unbuilt(session, globals));
  const modspace = kernel?.byName.get('modspace')?.[0];
  return {
    globals,
    sets,
    modspaceBytes: modspace === undefined ? null : counted(modspace.sizeBytes),
    longBytes: workspace.target.pointerBytes,
  };
}

/** What the tree's files define and nothing of this configuration compiles. */
function unbuilt(session: Session, built: readonly ReviewGlobal[]): readonly ReviewGlobal[] {
  const known = new Set(built.map(({ name, file }) => `${name}\n${file}`));
  return [...session.index.files].flatMap(([file, { definitions }]) =>
    definitions
      .filter(({ set, name }) => set === 'set_vnet' && !known.has(`${name}\n${file}`))
      .map((fact) => ({
        name: fact.name,
        symbol: `vnet_entry_${fact.name}`,
        module: undefined,
        file,
        line: session.lineOf(file, fact.start),
        type: fact.type,
        size: null,
        align: null,
        isStatic: fact.isStatic,
        isBuilt: false,
      })),
  );
}

function globalsOf({ image }: Region, module: string | undefined): ReviewGlobal[] {
  return image.objects.flatMap(({ members }) =>
    members.map(({ member }) => ({
      name: member.name,
      symbol: member.symbol,
      module,
      file: member.file,
      line: member.line,
      type: member.type,
      size: counted(member.sizeBytes),
      align: member.alignBytes,
      isStatic: member.isStatic,
      isBuilt: true,
    })),
  );
}

function kernelSet({ workspace }: Session, region: Region): ReviewSet {
  return workspace.kernel.objects.length > 0
    ? setOf(region, undefined)
    : { module: undefined, bytes: null, unknown: 'the tree has no sys/conf/files that says what is compiled' };
}

function setOf({ image }: Region, module: string | undefined): ReviewSet {
  const cause = image.objects
    .flatMap(({ members }) => members)
    .find(({ member }) => member.unknown !== undefined)?.member;
  return {
    module,
    bytes: counted(image.sizeBytes),
    unknown: cause === undefined ? undefined : `size of ${cause.name}: ${cause.unknown ?? ''}`,
  };
}

/** @param renamed paths of the older tree as the newer has them */
export function compareGlobals(
  before: GlobalsSide,
  after: GlobalsSide,
  renamed: (path: string) => string,
): GlobalsSection {
  const sets = setChanges(before.sets, after.sets);
  return { changes: globalChanges(before.globals, after.globals, renamed), sets, fits: fitsOf(before, after, sets) };
}

function globalChanges(
  before: readonly ReviewGlobal[],
  after: readonly ReviewGlobal[],
  renamed: (path: string) => string,
): readonly GlobalChange[] {
  const waiting = new Set(before);
  const pairs: GlobalChange[] = [];
  let left = after;
  const pair = (keyBefore: (one: ReviewGlobal) => string, keyAfter = keyBefore): void => {
    const byKey = new Map<string, ReviewGlobal[]>();
    for (const one of waiting) {
      const known = byKey.get(keyBefore(one));
      if (known === undefined) byKey.set(keyBefore(one), [one]);
      else known.push(one);
    }
    left = left.filter((one) => {
      const old = byKey.get(keyAfter(one))?.shift();
      if (old === undefined) return true;
      waiting.delete(old);
      const kind = difference(old, one, renamed);
      if (kind !== undefined) pairs.push({ kind, before: old, after: one });
      return false;
    });
  };
  pair(
    (one) => `${one.symbol}\n${renamed(one.file)}\n${one.module ?? ''}`,
    (one) => `${one.symbol}\n${one.file}\n${one.module ?? ''}`,
  );
  pair(({ symbol, module = '' }) => `${symbol}\n${module}`);
  pair(({ symbol }) => symbol);
  return [
    ...left.map((one): GlobalChange => ({ kind: 'added', before: undefined, after: one })),
    ...[...waiting].map((one): GlobalChange => ({ kind: 'removed', before: one, after: undefined })),
    ...pairs,
  ];
}

function difference(
  old: ReviewGlobal,
  now: ReviewGlobal,
  renamed: (path: string) => string,
): GlobalChangeKind | undefined {
  if (old.isBuilt !== now.isBuilt) return now.isBuilt ? 'added' : 'removed';
  if (old.module !== now.module || renamed(old.file) !== now.file) return 'moved';
  const size = (text: string): string => text.replace(/\[[^\]]*\]/g, '[]');
  if (size(old.type) !== size(now.type)) return 'retyped';
  if (old.size !== now.size) return 'resized';
  return old.isStatic === now.isStatic ? undefined : 'visibility';
}

function setChanges(before: readonly ReviewSet[], after: readonly ReviewSet[]): readonly SetChange[] {
  const modules = [...new Set([...before, ...after].map(({ module }) => module))];
  return modules.flatMap((module) => {
    const old = before.find((one) => one.module === module);
    const now = after.find((one) => one.module === module);
    const bytes = (one: ReviewSet | undefined): number | null => (one === undefined ? 0 : one.bytes);
    return bytes(old) === bytes(now)
      ? []
      : [{ module, before: bytes(old), after: bytes(now), unknown: now?.unknown ?? old?.unknown }];
  });
}

function fitsOf(before: GlobalsSide, after: GlobalsSide, sets: readonly SetChange[]): readonly ModspaceFit[] {
  const modspaceBytes = after.modspaceBytes;
  if (modspaceBytes === null) return [];
  const isOtherSpace = before.modspaceBytes !== modspaceBytes;
  const asked = isOtherSpace
    ? after.sets.flatMap(({ module, bytes }) => (module === undefined ? [] : [{ module, bytes }]))
    : sets.flatMap(({ module, after: bytes }) => (module === undefined ? [] : [{ module, bytes }]));
  return asked.flatMap(({ module, bytes }): ModspaceFit[] => {
    if (bytes === null || bytes === 0) return [];
    const now = fit(after, module);
    const fit0 = fit(before, module);
    const fittedBefore = before.sets.every((one) => one.module !== module) || fit0.fitsBeside;
    // Another modspace: only what it decides.
    if (isOtherSpace && now.fitsAlone && now.fitsBeside === fit0.fitsBeside) return [];
    return [{ module, bytes, modspaceBytes, ...now, fittedBefore }];
  });
}

function fit(
  { sets, modspaceBytes, longBytes }: GlobalsSide,
  module: string,
): Pick<ModspaceFit, 'fitsAlone' | 'beside' | 'besideBytes' | 'fitsBeside'> {
  const bytesOf = (name: string): number => sets.find((one) => one.module === name)?.bytes ?? 0;
  const beside = USUAL_MODULES.filter((name) => name !== module && bytesOf(name) > 0);
  const loads = (names: readonly string[]): boolean => {
    let list = vnetDataStartup({ start: 0, lengthBytes: modspaceBytes ?? 0 });
    return names.every((name) => {
      const taken = vnetDataAlloc(list, bytesOf(name), longBytes);
      ({ list } = taken);
      return taken.start !== undefined;
    });
  };
  return {
    beside,
    besideBytes: beside.reduce((total, name) => total + bytesOf(name), 0),
    fitsAlone: loads([module]),
    fitsBeside: loads([...beside, module]),
  };
}
