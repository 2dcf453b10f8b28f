import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { KernelConfiguration, KernelTree } from './configuration.ts';
import type { ModuleEntry } from './module-list.ts';
import { kmodMk, readModuleMakefile } from './module-makefile.ts';
import { makefileOf, type OutsideFolders } from './outside-folder.ts';
import { joinPath } from './tree-path.ts';

const DEEPEST = 6;
/** More folders than this cannot be a module: the user has named a home folder. */
const MOST_FOLDERS = 4000;
/** What a Makefile must contain to build a module, or to lead to one. */
const MAY_MAKE_MODULE = /\bKMOD\b|\bkmod\.mk\b|^[ \t]*\.[ \t]*s?include[ \t]*"/m;
const NAMES_FOLDERS = /^[ \t]*SUBDIR(\.\S+)?[ \t]*[?:+]?=/m;
/** Folders of other tools. */
const SKIPPED = /^(\.|obj\/|node_modules\/)/;

export interface FoundModules {
  readonly modules: readonly ModuleEntry[];
  readonly problems: readonly Problem[];
}

/**
 * The modules of a folder outside the tree: the one that its Makefile builds, and those of its SUBDIR in make's order.
 * If its Makefile does neither, or does not exist, all modules below it.
 */
export function findModulesIn(
  files: FileSource,
  tree: KernelTree,
  kernel: KernelConfiguration,
  folder: string,
  outside: OutsideFolders,
): FoundModules {
  const modules: ModuleEntry[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const follow = (at: string, depth: number): boolean => {
    if (seen.has(at) || depth > DEEPEST) return true;
    seen.add(at);
    const text = files.read(makefileOf(files, at));
    if (text === undefined || !(MAY_MAKE_MODULE.test(text) || NAMES_FOLDERS.test(text))) return false;
    const reader = readModuleMakefile({ files, tree, kernel, folder: at, withKernel: false, outside });
    const name = reader.included.has(kmodMk(tree)) ? reader.expand('${KMOD}').trim() : '';
    const below = [...new Set(reader.words('SUBDIR'))];
    if (name !== '') modules.push({ name, folder: at });
    // Lines that are not understood are reported with the module.
    else if (below.length > 0) problems.push(...reader.problems);
    for (const one of below) follow(joinPath(at, one), depth + 1);
    return name !== '' || below.length > 0;
  };
  const search = (at: string, depth: number): void => {
    if (follow(at, depth) || depth > DEEPEST || seen.size > MOST_FOLDERS) return;
    for (const name of files.list(at))
      if (name.endsWith('/') && !SKIPPED.test(name)) search(joinPath(at, name.slice(0, -1)), depth + 1);
  };
  search(folder, 0);
  return { modules, problems };
}
