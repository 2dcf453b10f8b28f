import { getOrMake } from '../../collections/get-or-make.ts';
import { counted } from '../../abi/exact.ts';
import type { LayoutEngine } from '../../abi/layout-engine.ts';
import { S_EXTERN } from '../../parser/ast.ts';
import type { Release } from '../../kernel/configuration.ts';
import type { TreeFlow } from '../../flow/tree-flow.ts';
import { readVnetWays, type VnetWays } from '../../kernel/vnet-ways.ts';
import { isFailure } from '../../kernel/failure.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type {
  HeaderConstant,
  LayoutComparison,
  Member,
  ModuleSet,
  TreeView,
  TypeView,
  UnitView,
  UnusedMember,
} from '../../rules/rule.ts';
import { directiveTable } from '../../preprocessor/directive-table.ts';
import { canonicalType } from '../../types/canonical-type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { linkerSetEntries } from '../../vnet/linker-sets.ts';
import { readSysctl, type SysctlOid } from '../../vnet/sysctl-oids.ts';
import { typeText } from '../../types/type-text.ts';
import type { VariableFact } from '../../vnet/file-facts.ts';
import type { MacroRoles } from '../../vnet/macro-roles.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../../vnet/set-variables.ts';
import type { PlacedVariable } from '../../vnet/unit-facts.ts';
import type { ContainerView } from '../../rules/container-view.ts';
import { ContainerAnswers } from '../containers/container-answers.ts';
import type { LiveFlow } from './live-flow.ts';
import { headerConstants } from '../layouts/header-constants.ts';
import { definedConstants } from '../layouts/layout-constants.ts';
import type { CompilingModule } from '../workspace/live-modules.ts';
import type { SourcePart } from '../region/live-region.ts';
import { optionNames } from '../workspace/option-names.ts';
import { assembleRegion, candidateObjects, readObjectPart, type Region } from '../region/region.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

const NO_SYMBOLS: ReadonlySet<string> = new Set();

/** Units by their sources, as the kernel or a module compiles them. */
export interface UnitSource {
  unit(path: string): UnitView | undefined;
  /** What `work` says about a unit, or said when the unit read the same. */
  answer<T>(question: string, path: string, work: (measured: UnitView) => T): T | undefined;
  /** undefined while that is being determined. */
  modulesOf(source: string): readonly CompilingModule[] | undefined;
  region(set: InstanceSet): Region | undefined;
  /** What a source defines; undefined if it cannot be read. */
  partOf(source: string): SourcePart | undefined;
}

/** What is known about layouts that others are compiled against. */
export interface CompatAnswers {
  changes(path: string): LayoutComparison | undefined;
  /** Undefined while the tree is being searched. */
  unused(path: string): readonly UnusedMember[] | undefined;
}

/** The rules' view of the tree. Types and includes are computed once and stored until their files change. */
export class TreeAnswers implements TreeView, Keeper {
  readonly release: Release;
  readonly ways: VnetWays;
  private readonly workspace: Workspace;
  private readonly index: TreeIndex;
  private readonly units: UnitSource;
  private readonly liveFlow: LiveFlow;
  private readonly types = new Map<string, Map<string, TypeView | undefined>>();
  private readonly modules = new Map<string, ModuleSet | undefined>();
  private readonly oids = new Map<string, readonly SysctlOid[]>();
  private readonly reads = new Map<string, { readonly directives: string; readonly headers: ReadonlySet<string> }>();

  private options: ReadonlySet<string> | undefined;
  private readonly compat: CompatAnswers;
  /** By header and the names that were wanted. */
  private readonly constants = new Map<string, readonly HeaderConstant[]>();

  constructor(workspace: Workspace, index: TreeIndex, units: UnitSource, liveFlow: LiveFlow, compat: CompatAnswers) {
    this.release = workspace.tree.release;
    this.workspace = workspace;
    this.ways = readVnetWays(workspace.files, workspace.tree);
    this.index = index;
    this.units = units;
    this.liveFlow = liveFlow;
    this.compat = compat;
  }

  get flow(): TreeFlow {
    return this.liveFlow.tree;
  }

  get roles(): MacroRoles {
    return this.workspace.roles;
  }

  get longBytes(): number {
    return this.workspace.target.pointerBytes;
  }

  /** A header may change the types of everything. */
  forget(change: TreeChange): void {
    if (!change.putsBack('unit')) return;
    this.modules.clear();
    if (change.putsBackAll('unit')) {
      this.options = undefined;
      this.types.clear();
      this.oids.clear();
      this.reads.clear();
      this.constants.clear();
    }
    for (const path of change.paths) {
      this.types.delete(path);
      this.oids.delete(path);
    }
  }

  get files(): TreeView['files'] {
    return this.index.files;
  }

  definitions(name: string, set: InstanceSet): ReturnType<TreeView['definitions']> {
    return (this.index.definitions.get(name) ?? []).filter(({ fact }) => fact.set === set);
  }

  declarations(name: string, set: InstanceSet): ReturnType<TreeView['declarations']> {
    return (this.index.declarations.get(name) ?? []).filter(({ fact }) => fact.set === set);
  }

  sysctlsOf(variable: string): ReturnType<TreeView['sysctlsOf']> {
    return this.index.sysctlsOf.get(variable) ?? [];
  }

  hasMacro(name: string): boolean {
    return (this.index.accessors.get(name)?.length ?? 0) > 0 || (this.index.macros.get(name)?.length ?? 0) > 0;
  }

  isOption(name: string): boolean {
    return (this.options ??= optionNames(this.workspace)).has(name);
  }

  hasHeader(name: string): boolean {
    return this.workspace.files.isFile(this.workspace.inSys(name));
  }

  inSys(name: string): string {
    return this.workspace.inSys(name);
  }

  useCount(name: string): number {
    return this.index.useCounts.get(name) ?? 0;
  }

  tokens(path: string): TokenFile | undefined {
    const text = this.workspace.files.read(path);
    return text === undefined ? undefined : this.workspace.frontEnd.preprocessor.tokensOf(path, text);
  }

  isCompiled(source: string): boolean {
    return this.workspace.isCompiled(source);
  }

  modulesOf(source: string): ReturnType<TreeView['modulesOf']> {
    return this.units.modulesOf(source);
  }

  members(source: string): readonly Member[] | undefined {
    const part = this.units.partOf(source);
    if (part === undefined) return undefined;
    return [...part.sets.set_vnet, ...part.sets.set_pcpu].map((variable) => ({
      ...variable,
      relocations: part.values.get(variable.symbol)?.relocations ?? [],
    }));
  }

  moduleSet(name: string, set: InstanceSet): ModuleSet | undefined {
    const key = `${name} ${set}`;
    if (!this.modules.has(key)) this.modules.set(key, this.readModule(name, set));
    return this.modules.get(key);
  }

  private readModule(name: string, set: InstanceSet): ModuleSet | undefined {
    const { workspace } = this;
    const module = workspace.module(name);
    if (isFailure(module)) return undefined;
    // A source that only one module compiles is always measured as that module compiles it.
    const isOwn = (source: string): boolean =>
      !workspace.isCompiled(source) && this.units.modulesOf(source)?.[0]?.name === name;
    const parts = candidateObjects(workspace, module.objects, set).map(
      (object) =>
        (isOwn(object.source) ? this.units.partOf(object.source) : undefined) ??
        readObjectPart(workspace, object, module.build),
    );
    const region = assembleRegion(set, parts, module.setEnds[set]);
    return {
      sizeBytes: region.image.sizeBytes,
      members: region.image.objects.flatMap(({ members }) => members.map(({ member }) => member)),
    };
  }

  modspaceBytes(set: InstanceSet): number | undefined {
    const source = this.definitions('modspace', set)[0]?.path;
    return source === undefined
      ? undefined
      : (counted(
          this.members(source)?.find((member) => member.name === 'modspace' && member.set === set)?.sizeBytes ?? null,
        ) ?? undefined);
  }

  regionMembers(set: InstanceSet): readonly PlacedVariable[] | undefined {
    const region = this.units.region(set);
    return region === undefined ? undefined : [...region.byName.values()].flat();
  }

  sysctlOids(source: string): readonly SysctlOid[] {
    let known = this.oids.get(source);
    if (known === undefined) {
      known = this.units.answer('oids', source, ({ engine }) => readOids(engine)) ?? [];
      this.oids.set(source, known);
    }
    return known;
  }

  accessors(name: string): ReturnType<TreeView['accessors']> {
    return this.index.accessors.get(name) ?? [];
  }

  accessorsOf(variable: string, set: InstanceSet): ReturnType<TreeView['accessorsOf']> {
    return (this.index.accessorsOf.get(variable) ?? []).filter(({ fact }) => fact.set === set);
  }

  typeOf(path: string, fact: VariableFact): TypeView | undefined {
    const ofPath = getOrMake(this.types, path, () => new Map<string, TypeView | undefined>());
    const key = `${fact.name}\n${fact.start}`;
    if (!ofPath.has(key)) ofPath.set(key, this.findType(path, fact));
    return ofPath.get(key);
  }

  unitReads(source: string, header: string): boolean {
    // Equal directives read the same headers, whatever is between them.
    const directives = directiveText(this.tokens(source));
    let known = this.reads.get(source);
    if (known?.directives !== directives) {
      this.reads.set(source, (known = { directives, headers: new Set(headersRead(this.units, source)) }));
    }
    return known.headers.has(header);
  }

  layoutChanges(path: string): LayoutComparison | undefined {
    return this.compat.changes(path);
  }

  unusedMembers(path: string): readonly UnusedMember[] {
    return this.compat.unused(path) ?? [];
  }

  headerConstants(path: string, isWanted: (name: string) => boolean): readonly HeaderConstant[] {
    const header = this.tokens(path);
    if (header === undefined) return [];
    const key = [path, ...definedConstants(header, isWanted).keys()].join('\n');
    return getOrMake(this.constants, key, () => headerConstants(this.workspace, header, isWanted));
  }

  get containers(): ContainerView {
    return this.workspace.keeper(ContainerAnswers);
  }

  unit(source: string): UnitView | undefined {
    return this.units.unit(source);
  }

  ofUnit<T>(question: string, source: string, work: (unit: UnitView) => T): T | undefined {
    return this.units.answer(question, source, work);
  }

  /** The type that a fact's declaration has in a unit that reads its file. */
  private findType(path: string, fact: VariableFact): TypeView | undefined {
    for (const source of path.endsWith('.c') ? [path] : this.readers(path)) {
      const found = this.units.answer(
        `type ${path} ${fact.set} ${fact.name} ${fact.macroStart}`,
        source,
        (measured) => declaredType(measured, path, fact) ?? null,
      );
      if (found !== undefined && found !== null) return found;
    }
    return undefined;
  }

  /** Sources that may read a header: those in its folder; a few are enough. */
  private readers(header: string): readonly string[] {
    const folder = header.slice(0, header.lastIndexOf('/') + 1);
    const sources = [...this.index.files.keys()].filter((path) => path.endsWith('.c') && path.startsWith(folder));
    return sources.slice(0, 4);
  }
}

/** The files that the unit of a source reads, in order; undefined if it cannot be read. */
export function headersRead(units: Pick<UnitSource, 'answer'>, source: string): readonly string[] | undefined {
  return units.answer('headers', source, ({ unit }) => unit.translation.includes.flatMap(({ path }) => path ?? []));
}

/** The lines of a file that start with #, one after another. */
function directiveText(file: TokenFile | undefined): string {
  if (file === undefined) return '';
  const { lineEnd } = directiveTable(file);
  return Array.from(file.directives, (at, d) =>
    file.text.slice(file.start[at], file.end[(lineEnd[d] as number) - 1]),
  ).join('\n');
}

function readOids(engine: LayoutEngine): readonly SysctlOid[] {
  return linkerSetEntries(engine, ['sysctl_set']).flatMap((entry) => {
    const oid = readSysctl(engine, entry, NO_SYMBOLS);
    return isUnknown(oid) ? [] : [oid];
  });
}

function declaredType({ unit, resolver }: UnitView, path: string, fact: VariableFact): TypeView | undefined {
  const id = unit.interner.intern(`${SYMBOL_PREFIX[fact.set]}${fact.name}`);
  for (const entity of unit.entities(id)) {
    if (entity.kind !== 'variable') continue;
    const place = unit.place(entity.part.source, entity.declarator.nameToken);
    if (place === undefined || place.file.path !== path || place.file.start[place.token] !== fact.macroStart) continue;
    const isDeclaration = (entity.declaration.specifiers.storage & S_EXTERN) !== 0;
    if (isDeclaration && entity.declarator.initializer !== undefined) continue;
    const type = resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator);
    const canonical = canonicalType(resolver, type);
    return typeof canonical === 'string' ? { canonical, text: typeText(resolver, type) } : undefined;
  }
  return undefined;
}
