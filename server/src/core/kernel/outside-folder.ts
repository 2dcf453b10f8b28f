import type { FileSource } from '../text/file-source.ts';
import type { KernelTree } from './configuration.ts';
import { BUILD_FOLDER, folderOf, joinPath } from './tree-path.ts';

/** Modules that lie outside the tree, by the names of the FileSource: absolute, "/home/me/own". */
export interface OutsideFolders {
  /** The requested folders: each has a module, or several below it. */
  readonly folders: readonly string[];
  /** Folders whose modules others may depend on. */
  readonly modulePath: readonly string[];
  /** Absolute names of the tree's folder, as a Makefile may write it. */
  readonly treeNames: readonly string[];
  /** What may be read outside the tree: the projects that the modules belong to. */
  readonly readable: readonly string[];
}

export const NOTHING_OUTSIDE: OutsideFolders = { folders: [], modulePath: [], treeNames: [], readable: [] };

/** Where share/mk/bsd.sysdir.mk finds the kernel's sources for a Makefile outside them. */
export const USUAL_TREE = '/usr/src';

/** In the order of make(1), .MAKE.MAKEFILE_PREFERENCE as FreeBSD sets it. */
const MAKEFILES = ['BSDmakefile', 'makefile', 'Makefile'] as const;

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** True for a folder outside the kernel's sources: its module is built alone, in place. */
export function isOutside({ sysDir }: KernelTree, folder: string): boolean {
  return folder.startsWith('/') || (sysDir !== '' && !isWithin(folder, sysDir));
}

/** The Makefile that make reads in a folder; the usual name if there is none. */
export function makefileOf(files: FileSource, folder: string): string {
  const found = folder.startsWith('/') ? MAKEFILES.find((name) => files.isFile(joinPath(folder, name))) : undefined;
  return joinPath(folder, found ?? 'Makefile');
}

/**
 * What paths in a Makefile outside the tree mean. The tree's absolute names and /usr/src mean the tree. A relative path
 * starts at the Makefile's folder, where make runs the compiler (.OBJDIR, unless the user creates another).
 */
export function outsidePaths(
  { sysDir }: KernelTree,
  folder: string,
  treeNames: readonly string[],
): (path: string) => string {
  const usual: (readonly [string, string])[] = [
    [`${USUAL_TREE}/sys`, sysDir],
    ...(sysDir === '' ? [] : [[USUAL_TREE, folderOf(sysDir)] as const]),
  ];
  const places = [...treeNames.map((name) => [name, ''] as const), ...(isWithin(folder, USUAL_TREE) ? [] : usual)];
  return (path) => {
    if (path.startsWith(BUILD_FOLDER)) return path;
    const absolute = joinPath(folder, path);
    const place = isWithin(absolute, folder) ? undefined : places.find(([name]) => isWithin(absolute, name));
    return place === undefined ? absolute : joinPath(place[1], absolute.slice(place[0].length + 1));
  };
}
