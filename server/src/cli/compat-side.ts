import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readBaseline } from '../core/compat/read-baseline.ts';
import type { Baseline } from '../core/compat/baseline.ts';
import { findTree } from '../host/find-tree.ts';
import { GitFiles } from '../host/git-files.ts';
import { GitRepository } from '../host/git-repository.ts';
import { readNamed } from '../host/named-file.ts';
import type { NodeFiles } from '../host/node-files.ts';
import { UsageError, type CommonOptions } from './command.ts';
import { SOURCE_FOLDERS } from '../host/source-folders.ts';
import { toldFiles } from './open-workspace.ts';

/** What one side of a comparison is: a saved baseline, or files that layouts are measured from. */
export type CompatSide = { readonly kind: 'baseline'; readonly name: string; readonly baseline: Baseline } | FilesSide;

export interface FilesSide {
  readonly kind: 'files';
  readonly name: string;
  readonly files: NodeFiles | GitFiles;
}

/**
 * FILE.json | TREE | REVISION | REVISION:FOLDER | TREE@REVISION. A plain revision is one of the repository that holds
 * the current folder, and its tree is looked for as in a folder.
 */
export function compatSide(word: string, options: CommonOptions): CompatSide {
  const { folder } = options;
  const whole = path.resolve(folder, word);
  const found = statSync(whole, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return treeSide(word, options);
  if (found !== undefined) {
    const bytes = readNamed(whole);
    if ('error' in bytes) throw new UsageError(`${word}: ${bytes.error}`);
    const text = bytes.toString('utf8');
    // A repository's own folder holds files called HEAD and the like.
    if (/\.json$/.test(word) || text.startsWith('{')) {
      const baseline = readBaseline(text);
      if ('error' in baseline) throw new UsageError(`${word}: ${baseline.error}`);
      return { kind: 'baseline', name: word, baseline };
    }
  } else if (/\.json$/.test(word)) throw new UsageError(`no such file: ${word}`);
  const at = word.lastIndexOf('@');
  const before = at > 0 ? path.resolve(folder, word.slice(0, at)) : '';
  const isTree = at > 0 && word[at + 1] !== '{' && existsSync(before) && statSync(before).isDirectory();
  return isTree ? revisionSide(word.slice(at + 1), before, word) : revisionSide(word, folder, word);
}

/** The tree at or above a folder. */
export function treeSide(word: string | undefined, options: CommonOptions): CompatSide {
  const found = findTree(word ?? options.tree, options.folder, '');
  if ('error' in found) throw new UsageError(found.error);
  if (found.root === '') throw new UsageError('no kernel tree in this folder or above it: name one');
  return { kind: 'files', name: word ?? found.root, files: toldFiles(found.root, options) };
}

/** The tree or revision that the words after a verb name; without one the tree here. */
export function filesSide(verb: string, words: readonly string[], options: CommonOptions): FilesSide {
  if (words.length > 1) throw new UsageError(`compat ${verb} takes one tree or revision`);
  const [word] = words;
  const side = word === undefined ? treeSide(undefined, options) : compatSide(word, options);
  if (side.kind === 'baseline')
    throw new UsageError(`${side.name} is a baseline ${verb === 'save' ? 'already' : ', no tree'}`);
  return side;
}

function revisionSide(revision: string, folder: string, word: string): CompatSide {
  const repository = GitRepository.find(folder);
  if (repository === undefined)
    throw new UsageError(`${word}: neither a file nor a folder, and ${folder} is in no git repository`);
  if ('error' in repository) throw new UsageError(`${word}: ${repository.error}`);
  const tree = repository.tree(revision);
  if (typeof tree !== 'string')
    throw new UsageError(
      revision === word ? tree.error.replace(/no such revision$/, 'no such file, folder or revision') : tree.error,
    );
  const inside = revision.includes(':') ? '' : repository.prefix();
  // Most repositories hold the base system at their top: then what lies beside the kernel and the programs is not
  // listed.
  const usual = repository.files(tree, SOURCE_FOLDERS);
  const entries = 'error' in usual || !usual.has('sys/net/vnet.h') || inside !== '' ? repository.files(tree) : usual;
  if ('error' in entries) throw new UsageError(`${word}: ${entries.error}`);
  const root = treeRoot([...entries.keys()], inside);
  if (root === undefined) throw new UsageError(`${word}: no kernel tree in that revision (no net/vnet.h)`);
  return { kind: 'files', name: word, files: new GitFiles(repository, tree, entries, root) };
}

/** The folder that paths of a kernel tree are relative to: the nearest at, below or above the folder one stands in. */
function treeRoot(paths: readonly string[], inside: string): string | undefined {
  const marks = paths
    .filter((one) => one === 'net/vnet.h' || one.endsWith('/net/vnet.h'))
    .map((one) => one.slice(0, -'net/vnet.h'.length).replace(/\/$/, ''));
  const roots = marks.map((folder) =>
    folder === 'sys' ? '' : folder.endsWith('/sys') ? folder.slice(0, -'/sys'.length) : folder,
  );
  const isWithin = (one: string, folder: string): boolean =>
    folder === '' || one === folder || one.startsWith(`${folder}/`);
  const byLength = (left: string, right: string): number => left.length - right.length;
  const above = roots.filter((root) => isWithin(inside, root)).sort(byLength);
  const below = roots.filter((root) => isWithin(root, inside)).sort(byLength);
  return above.at(-1) ?? below[0] ?? roots.sort(byLength)[0];
}
