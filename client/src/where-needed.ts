import path from 'node:path';

/** What is asked about folders: whether a file is there, and what it says. Both answer for paths that do not exist. */
export interface Looking {
  exists(file: string): boolean;
  /** undefined if the file cannot be read. */
  text(file: string): string | undefined;
}

/** Files that every kernel tree with virtualized globals has, seen from the tree's root and from its `sys`. */
const TREE_FILES = ['sys/net/vnet.h', 'net/vnet.h', 'sys/sys/vimage.h', 'sys/vimage.h'];
/** .vnetscope.json may name the tree. */
const OWN_SETTINGS = '.vnetscope.json';
const MAKEFILES = ['Makefile', 'BSDmakefile', 'makefile'];

/**
 * Whether vnetscope has something to say about a folder: it lies in a kernel tree, is a kernel module's (its Makefile
 * includes bsd.kmod.mk), or has settings of vnetscope's. Folders above are asked too, so that the folder of any source
 * will do.
 */
export function isNeededIn(folder: string, looking: Looking): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if (TREE_FILES.some((file) => looking.exists(path.join(at, file)))) return true;
    if (looking.exists(path.join(at, OWN_SETTINGS))) return true;
    if (isModule(at, looking)) return true;
    if (path.dirname(at) === at) return false;
  }
}

function isModule(folder: string, looking: Looking): boolean {
  return MAKEFILES.some((name) => looking.text(path.join(folder, name))?.includes('bsd.kmod.mk') === true);
}
