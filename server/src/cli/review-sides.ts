import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { withRenames, type ChangedFile } from '../core/analysis/review/changed-files.ts';
import { NamedContents } from '../host/contents.ts';
import { GitFiles } from '../host/git-files.ts';
import { GitRepository } from '../host/git-repository.ts';
import { commitOf, filesUnlike, isShallow, operationInProgress } from '../host/git-work-tree.ts';
import { NodeFiles } from '../host/node-files.ts';
import { OverlaidFiles } from '../host/overlaid-files.ts';
import { upstreamBase } from '../host/upstream-base.ts';
import { UsageError, type CommonOptions } from './command.ts';
import { compatSide, SOURCE_FOLDERS, treeSide, type FilesSide } from './compat-side.ts';

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

/** What a change of the kernel may be in: its sources, its headers, programs that read its memory, and UPDATING. */
const REVIEWED = [...SOURCE_FOLDERS, 'UPDATING'];
const WORKING_TREE = 'the working tree';

/** The sides that the words of `vnetscope review [REV] [NEW]` name; NEW is the working tree by default. */
export function reviewSides(words: readonly string[], options: CommonOptions): ReviewSides {
  const [first, second, ...more] = words.length === 1 ? rangeOf(words[0] ?? '') : words;
  if (more.length > 0) throw new UsageError('review [REV] [NEW]: at most two revisions or trees');
  if (first !== undefined && second !== undefined) return ofTwo(first, second, options);
  const here = diskSide(options);
  if (first !== undefined && isFolder(first, options)) return compared(sideOf(first, options), here, []);
  return ofWorkTree(here, first);
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

function sideOf(word: string, options: CommonOptions): FilesSide {
  const side = compatSide(word, options);
  if (side.kind === 'baseline')
    throw new UsageError(`${word}: a baseline has layouts alone; review wants a tree or a revision`);
  return side;
}

function isFolder(word: string, { folder }: CommonOptions): boolean {
  const whole = path.resolve(folder, word);
  return existsSync(whole) && statSync(whole).isDirectory();
}

function diskSide(options: CommonOptions): { readonly name: string; readonly files: NodeFiles } {
  const side = treeSide(undefined, options);
  if (side.kind !== 'files' || !(side.files instanceof NodeFiles))
    throw new UsageError('no kernel tree here: name one');
  return { name: WORKING_TREE, files: side.files };
}

/** From a revision, or the merge base with upstream, to the files on disk. */
function ofWorkTree(
  here: { readonly name: string; readonly files: NodeFiles },
  revision: string | undefined,
): ReviewSides {
  const { root } = here.files;
  const repository = GitRepository.find(root);
  if (repository === undefined)
    throw new UsageError(`${root} is in no git repository: name two trees, vnetscope review OLD NEW`);
  if ('error' in repository) throw new UsageError(repository.error);
  const notes: string[] = [];
  const operation = operationInProgress(root);
  if (operation !== undefined) notes.push(`${operation} is in progress: the files are reviewed as they are now`);
  const base = baseOf(repository, revision, notes);
  const tree = repository.tree(base.commit);
  if (typeof tree !== 'string') throw new UsageError(tree.error);
  const prefix = repository.prefix();
  const inside = (one: string): string => (prefix === '' ? one : `${prefix}/${one}`);
  const unlike = filesUnlike(root, base.commit, REVIEWED.map(inside));
  if ('error' in unlike) throw new UsageError(`git: ${unlike.error}`);
  const entries = repository.files(tree, REVIEWED.map(inside));
  if ('error' in entries) throw new UsageError(`git: ${entries.error}`);
  const revised = new GitFiles(repository, tree, entries, prefix);
  const disk = new NamedContents(here.files);
  const names = unlike
    .map((name) => (prefix === '' ? name : name.slice(prefix.length + 1)))
    // A file that was only touched has the same content.
    .filter((name) => disk.idOf(name) !== revised.idOf(name));
  const before = new OverlaidFiles(here.files, revised, new Set(names));
  return {
    before: { name: base.name, files: before },
    after: here,
    changed: changedOf(names, before, here.files),
    notes,
  };
}

function baseOf(
  repository: GitRepository,
  revision: string | undefined,
  notes: string[],
): { readonly commit: string; readonly name: string } {
  const { folder } = repository;
  if (revision !== undefined) {
    const commit = commitOf(folder, revision);
    if (commit === undefined)
      throw new UsageError(
        `${revision}: no such folder or revision${isShallow(folder) ? '; this clone is shallow: git fetch --unshallow' : ''}`,
      );
    return { commit, name: commit.startsWith(revision) ? commit.slice(0, 12) : `${revision} (${commit.slice(0, 12)})` };
  }
  const found = upstreamBase(repository);
  if (!('error' in found)) return { commit: found.revision, name: `${found.revision.slice(0, 12)}, ${found.name}` };
  const head = commitOf(folder, 'HEAD');
  if (head === undefined) throw new UsageError('the repository has no commit yet: there is nothing to compare with');
  notes.push(
    isShallow(folder)
      ? 'this clone is shallow and lacks the merge base with upstream: only uncommitted changes are reviewed; git fetch --unshallow, or name a revision'
      : 'no upstream branch: only uncommitted changes are reviewed; name a revision for more',
  );
  return { commit: head, name: `HEAD (${head.slice(0, 12)})` };
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

/** Names that differ, as files that came, went or changed, or were renamed. */
function changedOf(
  names: readonly string[],
  before: ReviewSide['files'],
  after: ReviewSide['files'],
): readonly ChangedFile[] {
  const changed = names.flatMap((name): readonly ChangedFile[] => {
    const [was, is] = [before.isFile(name), after.isFile(name)];
    return was || is ? [{ before: was ? name : undefined, after: is ? name : undefined }] : [];
  });
  return withRenames(
    changed,
    (file) => before.read(file),
    (file) => after.read(file),
  );
}
