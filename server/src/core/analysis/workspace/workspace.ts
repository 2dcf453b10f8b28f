import { getOrMake } from '../../collections/get-or-make.ts';
import { findTarget } from '../../abi/targets.ts';
import { predefinedMacros } from '../../abi/predefined-macros.ts';
import type { Target } from '../../abi/target.ts';
import { LayoutEngine } from '../../abi/layout-engine.ts';
import type {
  BuildFolder,
  CompileSettings,
  KernelConfiguration,
  KernelTree,
  ModuleConfiguration,
} from '../../kernel/configuration.ts';
import { configureKernel } from '../../kernel/configure-kernel.ts';
import { configureModule } from '../../kernel/configure-module.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import { createIncludeResolver, FolderReader } from '../../kernel/include-resolver.ts';
import { readKernelTree } from '../../kernel/kernel-tree.ts';
import { listModules, type ModuleEntry } from '../../kernel/module-list.ts';
import { NOTHING_OUTSIDE, type OutsideFolders } from '../../kernel/outside-folder.ts';
import { BUILD_FOLDER } from '../../kernel/tree-path.ts';
import { FrontEnd } from '../../parser/front-end.ts';
import type { TranslationUnit } from '../../parser/translation-unit.ts';
import type { TranslationSettings, WantedBodies } from '../../preprocessor/preprocessor.ts';
import type { FileSource } from '../../text/file-source.ts';
import { LineIndex } from '../../text/line-index.ts';
import type { Problem } from '../../text/problem.ts';
import { TypeResolver } from '../../types/type-resolver.ts';
import type { FileFacts, VariableFact } from '../../vnet/file-facts.ts';
import { Keepers, type Keeper } from './keepers.ts';
import { Outside } from './outside.ts';
import { StoredUnits } from './stored-units.ts';
import { TreeShards } from './tree-shards.ts';
import { decidesBuild, type TreeChange } from './tree-change.ts';
import { DEFAULT_ROLES, readMacroRoles, type MacroRoles } from '../../vnet/macro-roles.ts';
import { readFileFacts } from '../../vnet/read-file-facts.ts';

/** The request: a machine, a kernel configuration, further options. */
export interface WorkspaceRequest {
  readonly arch: string;
  readonly kernconf?: string | undefined;
  /** As in a KERNCONF: "VIMAGE", "MAXCPU=4"; a whole line: "nooptions VIMAGE". */
  readonly options?: readonly string[] | undefined;
  /**
   * Whose opt_*.h modules get: the kernel's (KERNBUILDDIR), or those that a module built alone makes for itself.
   * Undefined: the kernel's for modules of the tree, their own for those outside.
   */
  readonly moduleOptions?: ModuleOptions | undefined;
  /** Where modules outside the tree lie. */
  readonly outside?: OutsideFolders | undefined;
}

export type ModuleOptions = 'kernel' | 'own';

/** A unit with the tools that answer questions about its types. */
export interface MeasuredUnit {
  readonly unit: TranslationUnit;
  readonly resolver: TypeResolver;
  readonly engine: LayoutEngine;
  /** Set if the unit read a header of unknown content: all its answers are then uncertain. */
  readonly unsure?: UnsureUnit | undefined;
}

/** Why a unit's answers are uncertain, and what its source defines as written, whatever that header contains. */
export interface UnsureUnit {
  readonly because: Problem;
  readonly definitions: readonly VariableFact[];
}

interface CachedUnit extends MeasuredUnit {
  readonly text: string;
}

/** How many units stay in memory with their syntax: the open files of an editor. */
const UNITS_KEPT = 12;

/**
 * One kernel tree under one configuration: all questions of faces go through here. Reads files only through the
 * FileSource; stores results until `forget` reports a changed file.
 */
export class Workspace implements Keeper {
  readonly files: FileSource;
  readonly request: WorkspaceRequest;
  readonly tree: KernelTree;
  readonly kernel: KernelConfiguration;
  readonly target: Target;
  readonly frontEnd = new FrontEnd();
  private knownShards: TreeShards | undefined;
  outside: Outside;
  private readonly sourceCompile: ReadonlyMap<string, CompileSettings>;
  private readonly modules = new Map<string, ModuleConfiguration | Failure>();
  private readonly settings = new Map<CompileSettings, TranslationSettings>();
  /** What has been read of headers, shared by all settings of a build folder. */
  private readonly readers = new Map<BuildFolder, FolderReader>();
  private readonly units = new Map<string, CachedUnit>();
  private readonly facts = new Map<string, FileFacts>();
  private knownRoles: MacroRoles | undefined;
  private knownStoredUnits: StoredUnits | undefined;
  private moduleEntries: readonly ModuleEntry[] | undefined;
  readonly #keepers = new Keepers();
  readonly #keepersByKind = new Map<unknown, Keeper>();

  private constructor(
    files: FileSource,
    request: WorkspaceRequest,
    tree: KernelTree,
    kernel: KernelConfiguration,
    target: Target,
  ) {
    this.files = files;
    this.request = request;
    this.tree = tree;
    this.kernel = kernel;
    this.target = target;
    this.sourceCompile = new Map(kernel.objects.map((object) => [object.source, object.compile]));
    this.outside = this.lookOutside();
    this.knownShards = files.shards === undefined ? undefined : new TreeShards(files.shards, () => this.roles);
    this.#keepers.add(this);
  }

  /** Recognizes the tree and reads its configuration. */
  static open(files: FileSource, request: WorkspaceRequest): Workspace | Failure {
    const tree = readKernelTree(files);
    if (isFailure(tree)) return tree;
    const { arch, kernconf, options } = request;
    const kernel = configureKernel(files, tree, { arch, kernconf, extraOptions: options });
    return isFailure(kernel) ? kernel : new Workspace(files, request, tree, kernel, findTarget(arch));
  }

  /** What earlier runs computed; undefined if nothing is stored. */
  get shards(): TreeShards | undefined {
    return this.knownShards;
  }

  /** From now on everything is computed: what is edited is in no earlier run. */
  releaseShards(): void {
    this.knownShards = undefined;
    this.knownStoredUnits = undefined;
  }

  /** The same tree with VIMAGE, which GENERIC lacked before 12: the checks are about code that is absent without it. */
  withVimage(): Workspace {
    if (this.kernel.vimage) return this;
    const opened = Workspace.open(this.files, {
      ...this.request,
      options: [...(this.request.options ?? []), 'VIMAGE'],
    });
    return isFailure(opened) ? this : opened;
  }

  /**
   * Configuration of a module by its name in moduleList(), or by its folder; one outside the tree hides the tree's own
   * of that name.
   */
  module(name: string): ModuleConfiguration | Failure {
    const outside = [...this.outside.given, ...this.outside.others].find(
      (entry) => entry.name === name || entry.folder === name,
    );
    if (outside !== undefined) return this.outside.moduleIn(outside.folder);
    let known = this.modules.get(name);
    if (known === undefined) {
      const list = (): readonly ModuleEntry[] => this.moduleList();
      this.modules.set(
        name,
        (known = configureModule(this.files, this.tree, this.kernel, {
          name,
          withKernel: this.withKernel,
          outside: this.request.outside,
          list,
        })),
      );
    }
    return known;
  }

  /**
   * Every module outside the tree and in it, under unique names: KMOD, or the folder if an earlier module has that
   * KMOD.
   */
  moduleList(): readonly ModuleEntry[] {
    if (this.moduleEntries === undefined) {
      const outside = [...this.outside.given, ...this.outside.others];
      const names = new Set(outside.map(({ name }) => name));
      const folders = new Set(outside.map(({ folder }) => folder));
      const own = listModules(this.files, this.tree).filter(({ folder }) => !folders.has(folder));
      this.moduleEntries = [
        ...outside,
        ...own.map((entry) => (names.has(entry.name) ? { ...entry, name: entry.folder } : entry)),
      ];
    }
    return this.moduleEntries;
  }

  /** What the tree's VNET and DPCPU macros do. */
  get roles(): MacroRoles {
    if (this.knownRoles === undefined) {
      this.knownRoles = this.files.isFile(this.inSys('net/vnet.h')) ? this.storedRoles() : DEFAULT_ROLES;
    }
    return this.knownRoles;
  }

  /** They hold as long as the headers of the interface read the same. */
  private storedRoles(): MacroRoles {
    const { compile, build } = this.kernel;
    const read = (): ReturnType<typeof readMacroRoles> => {
      const settings = this.settingsOf(compile);
      const withVimage = `${settings.predefined}#define VIMAGE 1\n`;
      return readMacroRoles(this.frontEnd, this.kernel.vimage ? settings : { ...settings, predefined: withVimage });
    };
    const stored = this.storedAnswers('roles');
    if (stored === undefined) return read().roles;
    const answered = stored.answer('roles', this.inSys('net/vnet.h'), { compile, build }, () => {
      const { roles, translation, absent } = read();
      return { unit: { translation }, absent, value: roles };
    });
    return answered ?? DEFAULT_ROLES;
  }

  /** "sys/net/vnet.h" of "net/vnet.h". */
  inSys(path: string): string {
    return this.tree.sysDir === '' ? path : `${this.tree.sysDir}/${path}`;
  }

  /** "net/vnet.h" of "sys/net/vnet.h"; what lies elsewhere stays what it is. */
  belowSys(path: string): string {
    const sys = this.inSys('');
    return path.startsWith(sys) ? path.slice(sys.length) : path;
  }

  /**
   * How the kernel compiles `path`, or the module that a file outside the tree belongs to; other files get the ordinary
   * settings.
   */
  compileOf(path: string): CompileSettings {
    return this.sourceCompile.get(path) ?? this.outside.unitOf(path)?.compile ?? this.kernel.compile;
  }

  /** The build folder of what compileOf() says. */
  buildOf(path: string): BuildFolder {
    return this.outside.unitOf(path)?.build ?? this.kernel.build;
  }

  isCompiled(path: string): boolean {
    return this.sourceCompile.has(path);
  }

  /** The translation unit of `path`; undefined if it cannot be read. Cached while its text is the same. */
  unit(path: string): MeasuredUnit | undefined {
    const text = this.files.read(path);
    if (text === undefined) return undefined;
    const cached = this.units.get(path);
    if (cached?.text === text) {
      this.units.delete(path);
      this.units.set(path, cached);
      return cached;
    }
    const made: CachedUnit = {
      ...this.translate(path, text, this.compileOf(path), this.buildOf(path)),
      text,
    };
    this.units.delete(path);
    this.units.set(path, made);
    for (const oldest of this.units.keys()) {
      if (this.units.size <= UNITS_KEPT) break;
      this.units.delete(oldest);
    }
    return made;
  }

  /** Translates without keeping the result: for walks over many units. */
  translate(
    path: string,
    text: string,
    compile: CompileSettings,
    build = this.kernel.build,
    bodies: WantedBodies = 'all',
  ): MeasuredUnit {
    this.files.working?.(path);
    const unit = this.frontEnd.translate(path, text, this.settingsOf(compile, build), bodies);
    const resolver = new TypeResolver(unit);
    return { unit, resolver, engine: new LayoutEngine(unit, resolver, this.target), unsure: this.unsure(unit, build) };
  }

  private unsure({ path, translation }: TranslationUnit, build: BuildFolder): UnsureUnit | undefined {
    for (const { path: included } of build.unknown === undefined ? [] : translation.includes) {
      const because =
        included?.startsWith(`${BUILD_FOLDER}/`) === true
          ? build.unknown?.(included.slice(BUILD_FOLDER.length + 1))
          : undefined;
      if (because !== undefined) return { because, definitions: this.factsOf(path)?.definitions ?? [] };
    }
    return undefined;
  }

  /** Facts of one file, whatever the configuration; undefined when it can't be read. */
  factsOf(path: string): FileFacts | undefined {
    const known = this.facts.get(path);
    if (known !== undefined) return known;
    const made = this.shards === undefined ? this.readFacts(path) : this.shards.facts(path, () => this.readFacts(path));
    if (made !== undefined) this.facts.set(path, made);
    return made;
  }

  private readFacts(path: string): FileFacts | undefined {
    this.files.working?.(path);
    const text = this.files.read(path);
    return text === undefined ? undefined : readFileFacts(this.frontEnd.preprocessor.tokensOf(path, text), this.roles);
  }

  /** Answers about units from earlier runs; undefined if nothing is stored. */
  get storedUnits(): StoredUnits | undefined {
    if (this.shards === undefined) return undefined;
    return (this.knownStoredUnits ??= this.storedAnswers(this.shards.rolesId));
  }

  /** @param about what the answers depend on besides machine and release */
  private storedAnswers(about: string): StoredUnits | undefined {
    if (this.shards?.shards.beforeSave === undefined) return undefined;
    const { preprocessor } = this.frontEnd;
    return new StoredUnits(
      this.shards,
      this.files,
      [this.kernel.arch, this.kernel.vimage, this.tree.release, about],
      (path) => preprocessor.askingForFiles.has(path),
    );
  }

  /** Where the lines of a file start, as it was when it was last lexed; undefined if it cannot be read. */
  linesOf(path: string): LineIndex | undefined {
    const lexed = this.frontEnd.preprocessor.lastTokensOf(path);
    if (lexed !== undefined) return lexed.lines;
    const text = this.files.read(path);
    return text === undefined ? undefined : new LineIndex(text);
  }

  /** All that keeps answers about this tree; the workspace is the first of them. */
  get keepers(): Keepers {
    return this.#keepers;
  }

  /** The one keeper of its kind, for results about the whole tree. */
  keeper<Kind extends Keeper>(kind: new (workspace: Workspace) => Kind): Kind {
    let one = this.#keepersByKind.get(kind) as Kind | undefined;
    if (one === undefined) {
      one = new kind(this);
      this.#keepersByKind.set(kind, one);
      this.#keepers.add(one);
    }
    return one;
  }

  /** Drops the workspace's own answers; `keepers.forget` calls all keepers. */
  forget(change: TreeChange): void {
    const { paths } = change;
    this.knownStoredUnits?.forget(change);
    if (change.putsBack('facts')) for (const path of paths) this.facts.delete(path);
    if (change.putsBackAll('unit')) {
      this.units.clear();
      this.settings.clear();
      this.readers.clear();
      this.moduleEntries = undefined;
      if (paths.some(decidesBuild)) this.outside = this.lookOutside();
    }
  }

  private get withKernel(): boolean | undefined {
    return this.request.moduleOptions === undefined ? undefined : this.request.moduleOptions === 'kernel';
  }

  private lookOutside(): Outside {
    return new Outside(this.files, this.tree, this.kernel, this.request.outside ?? NOTHING_OUTSIDE, this.withKernel);
  }

  private settingsOf(compile: CompileSettings, build = this.kernel.build): TranslationSettings {
    let known = this.settings.get(compile);
    if (known === undefined) {
      const freebsdMajor = Math.floor(this.tree.release.osreldate / 100_000) || 14;
      known = {
        predefined: predefinedMacros(this.target, { freebsdMajor }) + definesText(compile),
        forcedIncludes: compile.forcedIncludes,
        resolve: createIncludeResolver(this.readerOf(build), compile),
      };
      this.settings.set(compile, known);
    }
    return known;
  }

  private readerOf(build: BuildFolder): FolderReader {
    return getOrMake(this.readers, build, () => new FolderReader(this.files, build));
  }
}

function definesText(compile: CompileSettings): string {
  return compile.defines
    .map(([name, value]) => (value === undefined ? `#undef ${name}\n` : `#define ${name} ${value}\n`))
    .join('');
}
