import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { changedOf, type ChangedFile } from '../core/analysis/review/changed-files.ts';
import { NamedContents } from '../host/contents.ts';
import { DiskShards } from '../host/disk-shards.ts';
import { GitFiles } from '../host/git-files.ts';
import { NodeFiles } from '../host/node-files.ts';
import type { OverlaidFiles } from '../host/overlaid-files.ts';
import { REVIEWED, workTreeChange } from '../host/work-tree-change.ts';
import { UsageError, type CommonOptions } from './command.ts';
import { compatSide, treeSide, type FilesSide } from './compat-side.ts';
import { buildName } from './version.ts';

/** One side of a review. */
export interface ReviewSide {
  /** As people know it: "main", "1a2b3c4", "the working tree". */
  readonly name: string;
  readonly files: NodeFiles | GitFiles | OverlaidFiles;
}

/** Both sides, and what differs between them. */
export interface ReviewSides {
  readonly before: ReviewSide;
  readonly after: ReviewSide;
  readonly changed: readonly ChangedFile[];
  /** One line each: what git says of the repository that matters here. */
  readonly notes: readonly string[];
}

const WORKING_TREE = 'the working tree';

/** The sides that the words of `vnetscope review [REV] [NEW]` name; NEW is the working tree by default. */
export function reviewSides(words: readonly string[], options: CommonOptions): ReviewSides {
  const [first, second, ...more] = words.length === 1 ? rangeOf(words[0] ?? '') : words;
  if (more.length > 0) throw new UsageError('review [REV] [NEW]: at most two revisions or trees');
  if (first !== undefined && second !== undefined) return ofTwo(first, second, options);
  const here = diskSide(options);
  if (first !== undefined && isFolder(first, options)) return compared(sideOf(first, options), here, []);
  return ofWorkTree(here, first, options);
}

/** A..B is two revisions. */
function rangeOf(word: string): readonly string[] {
  const at = word.indexOf('..');
  return at <= 0 || word.startsWith('.') || word.includes('/..') || word.endsWith('..')
    ? [word]
    : [word.slice(0, at), word.slice(at + 2)];
}

function ofTwo(first: string, second: string, options: CommonOptions): ReviewSides {
  return compared(sideOf(first, options), sideOf(second, options), []);
}

/** The tree or revision that a word names. */
export function sideOf(word: string, options: CommonOptions): FilesSide {
  const side = compatSide(word, options);
  if (side.kind === 'baseline')
    throw new UsageError(`${word}: a baseline holds only layouts; review wants a tree or a revision`);
  return side;
}

function isFolder(word: string, { folder }: CommonOptions): boolean {
  const whole = path.resolve(folder, word);
  return existsSync(whole) && statSync(whole).isDirectory();
}

function diskSide(options: CommonOptions): { readonly name: string; readonly files: NodeFiles } {
  const side = treeSide(undefined, options);
  if (side.kind !== 'files' || !(side.files instanceof NodeFiles))
    throw new UsageError('no kernel tree in this folder or above it: name one');
  return { name: WORKING_TREE, files: side.files };
}

/** From a revision, or the merge base with upstream, to the files on disk. */
function ofWorkTree(
  here: ReviewSide & { readonly files: NodeFiles },
  revision: string | undefined,
  { usesCache }: CommonOptions,
): ReviewSides {
  if (usesCache) here.files.shards = new DiskShards(here.files, buildName());
  const found = workTreeChange(here.files, revision);
  if ('error' in found) throw new UsageError(found.error);
  const { name, before, names, notes } = found;
  return { before: { name, files: before }, after: here, changed: changedOf(names, before, here.files), notes };
}

export function compared(before: ReviewSide, after: ReviewSide, notes: readonly string[]): ReviewSides {
  const [left, right] = [listed(before), listed(after)];
  const names = [...new Set([...left.names, ...right.names])].filter((name) => !isSameFile(name, left, right)).sort();
  return { before, after, changed: changedOf(names, before.files, after.files), notes };
}

interface Listed {
  readonly files: ReviewSide['files'];
  readonly names: ReadonlySet<string>;
  readonly contents: NamedContents;
}

function listed({ files }: ReviewSide): Listed {
  const names =
    files instanceof GitFiles ? new Set(files.paths) : new Set(REVIEWED.flatMap((top) => below(files, top)));
  return { files, names, contents: new NamedContents(files) };
}

/** Files at or below a path. */
function below(files: ReviewSide['files'], start: string): readonly string[] {
  const found: string[] = files.isFile(start) ? [start] : [];
  const folders = [start];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const name of files.list(folder))
      if (name.endsWith('/')) folders.push(`${folder}/${name.slice(0, -1)}`);
      else found.push(`${folder}/${name}`);
  return found;
}

function isSameFile(name: string, left: Listed, right: Listed): boolean {
  if (!left.names.has(name) || !right.names.has(name)) return false;
  if (left.files instanceof NodeFiles && right.files instanceof NodeFiles) {
    const [old, now] = [left.files.bytes(name), right.files.bytes(name)];
    return old === undefined ? now === undefined : now !== undefined && old.equals(now);
  }
  return left.contents.idOf(name) === right.contents.idOf(name);
}
