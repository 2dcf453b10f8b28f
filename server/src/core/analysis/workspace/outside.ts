import type {
  BuildFolder,
  CompileSettings,
  KernelConfiguration,
  KernelTree,
  ModuleConfiguration,
} from '../../kernel/configuration.ts';
import { configureModule } from '../../kernel/configure-module.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import type { ModuleEntry } from '../../kernel/module-list.ts';
import { isOutside, type OutsideFolders } from '../../kernel/outside-folder.ts';
import { findModulesIn } from '../../kernel/outside-modules.ts';
import { folderOf } from '../../kernel/tree-path.ts';
import type { FileSource } from '../../text/file-source.ts';
import type { Problem } from '../../text/problem.ts';
import { sourceFolders } from './source-folders.ts';

/** If the -I folders have more headers than this, they belong to a system, not to a module. */
const MOST_HEADERS = 2000;

/** How a file outside the tree is compiled. */
export interface OutsideUnit {
  readonly source: string;
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

/** The modules outside the tree that a workspace knows; their Makefiles are read on first use. */
export class Outside {
  private readonly files: FileSource;
  private readonly tree: KernelTree;
  private readonly kernel: KernelConfiguration;
  private readonly folders: OutsideFolders;
  private readonly withKernel: boolean | undefined;
  private readonly configured = new Map<string, ModuleConfiguration | Failure>();
  private found:
    | {
        readonly given: readonly ModuleEntry[];
        /** Folders that were asked about and have none. */
        readonly without: readonly string[];
        readonly others: readonly ModuleEntry[];
        readonly problems: readonly Problem[];
      }
    | undefined;
  private units: ReadonlyMap<string, OutsideUnit> | undefined;

  /** @param withKernel whether modules get the kernel's opt_*.h; undefined: each what is usual for it */
  constructor(
    files: FileSource,
    tree: KernelTree,
    kernel: KernelConfiguration,
    folders: OutsideFolders,
    withKernel: boolean | undefined,
  ) {
    this.files = files;
    this.tree = tree;
    this.kernel = kernel;
    this.folders = folders;
    this.withKernel = withKernel;
  }

  /** Modules of the folders that were asked about. A second one with the KMOD of another is known by its folder. */
  get given(): readonly ModuleEntry[] {
    return this.all.given;
  }

  /** Modules that others may depend on. */
  get others(): readonly ModuleEntry[] {
    return this.all.others;
  }

  /** Problems of Makefiles that do not build a module themselves. */
  get problems(): readonly Problem[] {
    return this.all.problems;
  }

  /** True for a file that is none of the tree's. */
  holds(path: string): boolean {
    return isOutside(this.tree, path);
  }

  /** A file's path in the project that it belongs to; the tree's own stay what they are. */
  inProject(path: string): string {
    const project = this.folders.readable
      .filter((folder) => path.startsWith(`${folder}/`))
      .sort((a, b) => a.length - b.length)[0];
    return project === undefined ? path : path.slice(project.length + 1);
  }

  /**
   * How a file is compiled: as in the first module that has it; a header as the sources beside it; undefined if no
   * module has it.
   */
  unitOf(path: string): OutsideUnit | undefined {
    if (!this.holds(path)) return undefined;
    const known = this.allUnits.get(path);
    if (known !== undefined) return known;
    const beside =
      this.modules()
        .filter(({ folder }) => path.startsWith(`${folder}/`))
        .sort((a, b) => b.folder.length - a.folder.length)[0] ?? this.compilingIn(folderOf(path));
    return beside === undefined ? undefined : { source: path, compile: beside.compile, build: beside.build };
  }

  /** Sources whose units may read a header: those of the modules that it lies with first. */
  readersOf(header: string): readonly OutsideUnit[] {
    const units = [...this.allUnits.values()];
    const rank = ({ source, build }: OutsideUnit): number =>
      folderOf(source) === folderOf(header)
        ? 0
        : build.folder !== undefined && header.startsWith(`${build.folder}/`)
          ? 1
          : 2;
    return units.sort((a, b) => rank(a) - rank(b));
  }

  /** C sources and headers of the modules that were asked about, sorted; of a folder without one, all that it has. */
  ownFiles(): readonly string[] {
    return this.filesOf(this.given, this.all.without);
  }

  /** The same of all that are known. */
  allFiles(): readonly string[] {
    return this.filesOf([...this.given, ...this.others], this.all.without);
  }

  /** The module of an entry. */
  moduleIn(folder: string): ModuleConfiguration | Failure {
    let known = this.configured.get(folder);
    if (known === undefined) {
      const { files, tree, kernel, folders: outside, withKernel } = this;
      this.configured.set(
        folder,
        (known = configureModule(files, tree, kernel, { name: folder, withKernel, outside })),
      );
    }
    return known;
  }

  private get all(): NonNullable<Outside['found']> {
    if (this.found !== undefined) return this.found;
    const names = new Set<string>();
    const knownFolders = new Set<string>();
    const problems: Problem[] = [];
    const without: string[] = [];
    const search = (folders: readonly string[]): readonly ModuleEntry[] =>
      folders.flatMap((folder) => {
        const { modules, problems: told } = findModulesIn(this.files, this.tree, this.kernel, folder, this.folders);
        problems.push(...told);
        if (modules.length === 0) {
          without.push(folder);
          problems.push({
            file: folder,
            line: 0,
            message: 'no Makefile here builds a module: none includes <bsd.kmod.mk>',
          });
        }
        return modules.flatMap((entry) => {
          if (knownFolders.has(entry.folder)) return [];
          knownFolders.add(entry.folder);
          const isFirst = !names.has(entry.name);
          names.add(entry.name);
          return [isFirst ? entry : { name: entry.folder, folder: entry.folder }];
        });
      });
    return (this.found = {
      given: search(this.folders.folders),
      without: [...without],
      others: search(this.folders.modulePath),
      problems,
    });
  }

  private get allUnits(): ReadonlyMap<string, OutsideUnit> {
    if (this.units !== undefined) return this.units;
    const units = new Map<string, OutsideUnit>();
    for (const { objects, build } of this.modules())
      for (const { source, compile } of objects)
        if (this.isOwnSource(source) && !units.has(source)) units.set(source, { source, compile, build });
    return (this.units = units);
  }

  private modules(): readonly ModuleConfiguration[] {
    return [...this.given, ...this.others].flatMap(({ folder }) => {
      const module = this.moduleIn(folder);
      return isFailure(module) ? [] : [module];
    });
  }

  /** The module that compiles a source of a folder. */
  private compilingIn(folder: string): ModuleConfiguration | undefined {
    return this.modules().find(({ objects }) => objects.some(({ source }) => folderOf(source) === folder));
  }

  private isOwnSource(source: string): boolean {
    return source.endsWith('.c') && !source.startsWith('<') && this.holds(source);
  }

  /** Headers below the folders of -I, of the module's own project. */
  private headersOf({ compile }: ModuleConfiguration): readonly string[] {
    const isOwn = (folder: string): boolean =>
      this.folders.readable.some((project) => folder === project || folder.startsWith(`${project}/`));
    const found = compile.includeFolders
      .filter(isOwn)
      .flatMap((folder) => [...sourceFolders(this.files, folder)].flat())
      .filter((path) => path.endsWith('.h'));
    return found.length > MOST_HEADERS ? [] : found;
  }

  /**
   * The files of a module's folder, and those that its Makefile takes from elsewhere outside the tree, with their
   * headers.
   */
  private filesOf(entries: readonly ModuleEntry[], folders: readonly string[]): readonly string[] {
    const found = new Set<string>(
      [...entries.map(({ folder }) => folder), ...folders].flatMap((folder) =>
        [...sourceFolders(this.files, folder)].flat(),
      ),
    );
    for (const { folder } of entries) {
      const module = this.moduleIn(folder);
      if (isFailure(module)) continue;
      const elsewhere = module.objects
        .map(({ source }) => source)
        .filter((source) => source.endsWith('.c') && !source.startsWith('<') && !found.has(source));
      const isOwn = this.holds(folder);
      if (isOwn) for (const header of this.headersOf(module)) found.add(header);
      for (const source of elsewhere) if (!isOwn || this.isOwnSource(source)) found.add(source);
      for (const one of new Set(elsewhere.filter((source) => this.isOwnSource(source)).map(folderOf)))
        for (const name of this.files.list(one)) if (name.endsWith('.h')) found.add(`${one}/${name}`);
    }
    return [...found].sort();
  }
}
