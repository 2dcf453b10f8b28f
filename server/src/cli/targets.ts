import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './command.ts';

export interface Targets {
  /** Folder to look for the tree in or above; undefined: the current one. */
  readonly root: string | undefined;
  /** Absolute paths of files named; undefined when a whole tree is meant. */
  readonly files: readonly string[] | undefined;
}

/** `check ROOT` or `check FILE...`: files are looked up in the tree that holds the first of them. */
export function splitTargets(words: readonly string[], folder: string): Targets {
  const paths = words.map((word) => path.resolve(folder, word));
  for (const [i, file] of paths.entries()) if (!existsSync(file)) throw new UsageError(`no such file or folder: ${words[i] ?? file}`);
  const [first] = paths;
  if (first === undefined) return { root: undefined, files: undefined };
  if (statSync(first).isDirectory()) {
    if (paths.length > 1) throw new UsageError('name one tree, or files of one tree');
    return { root: words[0], files: undefined };
  }
  return { root: treeAbove(path.dirname(first)), files: paths };
}

function treeAbove(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'sys', 'net', 'vnet.h'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}
