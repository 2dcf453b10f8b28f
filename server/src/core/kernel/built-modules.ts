import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { KernelConfiguration, KernelTree } from './configuration.ts';
import { readModuleMakefile } from './module-makefile.ts';
import { listModules, type ModuleEntry } from './module-list.ts';
import { joinPath } from './tree-path.ts';

const DEEPEST = 6;
const NAMES_FOLDERS = /^[ \t]*SUBDIR[ \t]*[?:+]?=/m;

/**
 * The modules that `make` builds with this kernel on this machine: SUBDIR of sys/modules/Makefile and of the
 * folders below it, in their order. listModules() lists those of every machine.
 */
export function listBuiltModules(
  files: FileSource,
  tree: KernelTree,
  kernel: KernelConfiguration,
): { modules: readonly ModuleEntry[]; problems: readonly Problem[] } {
  const known = new Map(listModules(files, tree).map((entry) => [entry.folder, entry]));
  const modules: ModuleEntry[] = [];
  const problems: Problem[] = [];
  const visit = (folder: string, depth: number): void => {
    const entry = known.get(folder);
    if (entry !== undefined) modules.push(entry);
    // A module may have folders of its own too (bsd.obj.mk includes bsd.subdir.mk): ahc and ahc/ahc_pci.
    const makefile = depth > DEEPEST ? undefined : files.read(joinPath(folder, 'Makefile'));
    if (makefile === undefined || (entry !== undefined && !NAMES_FOLDERS.test(makefile))) return;
    const reader = readModuleMakefile({ files, tree, kernel, folder, withKernel: true });
    problems.push(...reader.problems);
    for (const name of new Set(reader.words('SUBDIR'))) visit(joinPath(folder, name), depth + 1);
  };
  visit(joinPath(tree.sysDir, 'modules'), 0);
  return { modules, problems };
}
