import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

const MARK = path.join('net', 'vnet.h');

/** True for a folder that a kernel tree can be read from: it holds sys/net/vnet.h or net/vnet.h. */
function holdsTree(folder: string): boolean {
  return existsSync(path.join(folder, 'sys', MARK)) || existsSync(path.join(folder, MARK));
}

/** The folder that paths are relative to: the one above, when `folder` is a tree's own `sys`. */
function rootOf(folder: string): string {
  const isSys =
    path.basename(folder) === 'sys' &&
    existsSync(path.join(folder, MARK)) &&
    !existsSync(path.join(folder, 'sys', MARK));
  return isSys ? path.dirname(folder) : folder;
}

/** The folder that paths are relative to, of the nearest tree at or above a folder. */
export function treeAbove(from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (holdsTree(folder)) return rootOf(folder);
    if (path.dirname(folder) === folder) return undefined;
  }
}

export type FoundTree = { readonly root: string; readonly isSample: boolean } | { readonly error: string };

/**
 * The tree to work on: `given`, else the nearest tree at or above `from`, else the bundled sample. A given folder
 * without net/vnet.h is returned as it is: readKernelTree says what it lacks.
 */
export function findTree(given: string | undefined, from: string, sample: string): FoundTree {
  if (given !== undefined) {
    const folder = path.resolve(from, given);
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found === undefined) return { error: `no such folder: ${given}` };
    if (!found.isDirectory()) return { error: `not a folder: ${given}` };
    return { root: rootOf(folder), isSample: false };
  }
  const above = treeAbove(from);
  return above === undefined ? { root: sample, isSample: true } : { root: above, isSample: false };
}
