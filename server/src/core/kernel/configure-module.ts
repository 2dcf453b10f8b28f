import { findTarget } from '../abi/targets.ts';
import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import { commandCompiler } from './compile-command.ts';
import type {
  BuildFolder,
  CompileSettings,
  KernelConfiguration,
  KernelTree,
  ModuleConfiguration,
} from './configuration.ts';
import { readBuildLinks } from './build-links.ts';
import { failureAt, type Failure } from './failure.ts';
import { findInterfaceFile, interfaceHeader } from './generated-headers.ts';
import { BuildFiles } from './make/build-files.ts';
import { MadeFiles } from './make/made-files.ts';
import type { MakefileReader } from './make/makefile-reader.ts';
import { readModuleMakefile } from './module-makefile.ts';
import { findUsualModule, listModules, type ModuleEntry } from './module-list.ts';
import { isOutside, makefileOf, type OutsideFolders } from './outside-folder.ts';
import { readModuleObjects } from './module-objects.ts';
import { nearNames, nearNamesPhrase } from './near-names.ts';
import { readSetEnds } from './set-end.ts';
import { joinPath } from './tree-path.ts';

export interface ModuleRequest {
  /** KMOD, for example "if_bridge"; or a folder with a Makefile: "sys/modules/if_bridge", "/home/me/own". */
  readonly name: string;
  /**
   * True: built together with the kernel, with its opt_*.h (KERNBUILDDIR). False: built alone, as `make` in the
   * module's folder does; then only the opt_*.h that the makefiles write are there. Undefined: the default, which is
   * with the kernel for a module of the tree and alone for one outside.
   */
  readonly withKernel?: boolean | undefined;
  readonly outside?: OutsideFolders | undefined;
  /** The tree's modules, if they have been listed. */
  readonly list?: () => readonly ModuleEntry[];
}

function findModule(files: FileSource, tree: KernelTree, { name, list }: ModuleRequest): ModuleEntry | Failure {
  if (name.includes('/')) {
    const folder = joinPath('', name);
    if (files.isFile(makefileOf(files, folder))) return { name: '', folder };
    return failureAt(folder, 0, `no Makefile in ${folder}`);
  }
  const usual = findUsualModule(files, tree, name);
  if (usual !== undefined) return usual;
  const modules = list?.() ?? listModules(files, tree);
  const found = modules.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(modules.map((entry) => entry.name))];
  return failureAt(
    joinPath(tree.sysDir, 'modules'),
    0,
    `no such module: ${name}${nearNamesPhrase(name, names)}`,
    nearNames(name, names),
  );
}

/** EXPORT_SYMS (kmod.mk): YES, NO, symbols, or the name of a file that lists symbols. */
function readExportSyms(files: FileSource, reader: MakefileReader, folder: string): ModuleConfiguration['exportSyms'] {
  const words = reader.words('EXPORT_SYMS');
  const [first] = words;
  if (first === undefined || first === 'NO') return 'none';
  if (first === 'YES') return 'all';
  const list = words.length === 1 ? files.read(joinPath(folder, first)) : undefined;
  if (list === undefined) return words;
  return list
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== '');
}

const OPTION_HEADER = /^opt_\w+\.h$/;

/** Finds the .m file of an interface for a module: where make looks for its sources, then in the tree. */
function interfaceFinder(
  files: FileSource,
  { sysDir }: KernelTree,
  reader: MakefileReader,
  folder: string,
): (name: string) => string | undefined {
  const folders = reader.isOutside
    ? [folder, ...(reader.searchPath.get('.m') ?? []), ...(reader.searchPath.get('') ?? [])]
    : [];
  return (name) =>
    folders.map((one) => joinPath(one, name)).find((path) => files.isFile(path)) ??
    findInterfaceFile({ files, sysDir, kernelFiles: [] }, name);
}

interface ModuleBuildInput {
  readonly files: FileSource;
  readonly reader: MakefileReader;
  readonly kernel: KernelConfiguration;
  readonly tree: KernelTree;
  readonly folder: string;
  readonly withKernel: boolean;
  readonly findInterface: (name: string) => string | undefined;
}

/** The module's build folder, with the kernel's option headers or only those of its makefiles. */
function moduleBuildFolder({
  files,
  reader,
  kernel,
  tree: { sysDir },
  folder,
  withKernel,
  findInterface,
}: ModuleBuildInput): BuildFolder {
  const headers = new Map(withKernel ? kernel.build.headers : []);
  const unknown = new Map<string, Problem>();
  const links = readBuildLinks(reader, sysDir, kernel.machine);
  const made = new MadeFiles(
    reader,
    new BuildFiles(files, withKernel ? kernel.build.headers : new Map(), links, false, reader.surroundingsOutside),
  );
  const take = (name: string): string | undefined => {
    const file = made.file(name);
    if (file === undefined) return undefined;
    if ('text' in file) return file.text;
    unknown.set(name, file.unknown);
    return '';
  };
  for (const name of reader.words('SRCS')) if (OPTION_HEADER.test(name) && !headers.has(name)) headers.set(name, '');
  for (const { target, recipe } of reader.rules.values()) {
    // Recipes with ln lead to the kernel's own headers.
    const text = OPTION_HEADER.test(target) && !recipe.some((line) => /\bln\b/.test(line)) ? take(target) : undefined;
    if (text !== undefined) headers.set(target, text);
  }
  return {
    headers,
    links,
    ...(reader.isOutside ? { folder } : {}),
    generate: (name) =>
      (reader.isOutside ? interfaceHeader(files, sysDir, name, findInterface) : undefined) ??
      kernel.build.generate(name) ??
      (/\.(h|inc)$/.test(name) && !OPTION_HEADER.test(name) ? take(name) : undefined),
    unknown: (name) => unknown.get(name) ?? kernel.build.unknown?.(name),
  };
}

/**
 * Whether VIMAGE is defined by a flag or by a header that is read first; undefined if such a header's content is
 * unknown.
 */
function isWithVimage(
  { headers, unknown }: BuildFolder,
  { defines, forcedIncludes }: CompileSettings,
): boolean | undefined {
  if (defines.some(([name, value]) => name === 'VIMAGE' && value !== undefined)) return true;
  if (forcedIncludes.some((name) => /^[ \t]*#[ \t]*define[ \t]+VIMAGE\b/m.test(headers.get(name) ?? ''))) return true;
  return forcedIncludes.some((name) => unknown?.(name) !== undefined) ? undefined : false;
}

/**
 * A module as its Makefile and sys/conf/kmod.mk build it for this kernel: objects in link order, flags, headers,
 * exported symbols. A line of a makefile that is not understood is a problem, and makes the module `uncertain`.
 * @returns a Failure in one line, with near names, when there is no such module
 */
export function configureModule(
  files: FileSource,
  tree: KernelTree,
  kernel: KernelConfiguration,
  request: ModuleRequest,
): ModuleConfiguration | Failure {
  const entry = findModule(files, tree, request);
  if ('failure' in entry) return entry;
  const { folder } = entry;
  const withKernel = request.withKernel ?? !isOutside(tree, folder);
  const reader = readModuleMakefile({ files, tree, kernel, folder, withKernel, outside: request.outside });
  const compile = commandCompiler(reader, tree.sysDir, files);
  const findInterface = interfaceFinder(files, tree, reader, folder);
  const objects = readModuleObjects({ files, reader, folder, compile, findInterface });
  const build = moduleBuildFolder({ files, reader, kernel, tree, folder, withKernel, findInterface });
  const exportSyms = readExportSyms(files, reader, folder);
  const normal = compile('${CC} ${STATIC_CFLAGS} ${CFLAGS} -c', '');
  return {
    name: reader.expand('${KMOD}') || entry.name,
    folder,
    build,
    compile: normal,
    objects,
    exportSyms,
    setEnds: readSetEnds(files, reader, findTarget(kernel.arch).isBigEndian),
    vimage: withKernel ? kernel.vimage : isWithVimage(build, normal),
    isBuiltAlone: !withKernel,
    isOutside: reader.isOutside,
    uncertain: reader.problems.length > 0,
    problems: reader.problems,
  };
}
