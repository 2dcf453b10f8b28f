import { NamedContents } from './contents.ts';
import { GitFiles } from './git-files.ts';
import { GitRepository } from './git-repository.ts';
import { commitOf, filesUnlike, isShallow, operationInProgress } from './git-work-tree.ts';
import type { NodeFiles } from './node-files.ts';
import { OverlaidFiles } from './overlaid-files.ts';
import { SOURCE_FOLDERS } from './source-folders.ts';
import { upstreamBase } from './upstream-base.ts';

/** What a change of the kernel may be in: its sources, its headers, programs that read its memory, and UPDATING. */
export const REVIEWED: readonly string[] = [...SOURCE_FOLDERS, 'UPDATING', '.vnetscope.json'];

/** What a working tree has that a commit has not. */
interface WorkTreeChange {
  readonly commit: string;
  /** For people: "1a2b3c4d5e6f, the merge base with upstream". */
  readonly name: string;
  /** The tree as it was in that commit. */
  readonly before: OverlaidFiles;
  /** Files that differ, came or went, as the tree names them. */
  readonly names: readonly string[];
  /** One line each: what git says of the repository that matters here. */
  readonly notes: readonly string[];
}

/**
 * The change from a revision, or from the merge base with upstream, to the files on disk; nothing is checked out. An
 * error is one line.
 */
export function workTreeChange(
  files: NodeFiles,
  revision: string | undefined,
): WorkTreeChange | { readonly error: string } {
  const { root } = files;
  const repository = GitRepository.find(root);
  if (repository === undefined)
    return { error: `${root} is in no git repository: name two trees, vnetscope review OLD NEW` };
  if ('error' in repository) return repository;
  const notes: string[] = [];
  const operation = operationInProgress(root);
  if (operation !== undefined) notes.push(`${operation} is in progress: the files are reviewed as they are now`);
  const base = revision === undefined ? baseOf(repository, notes) : named(repository, revision);
  if ('error' in base) return base;
  const tree = repository.tree(base.commit);
  if (typeof tree !== 'string') return tree;
  const prefix = repository.prefix();
  const inside = (one: string): string => (prefix === '' ? one : `${prefix}/${one}`);
  const unlike = filesUnlike(root, base.commit, REVIEWED.map(inside));
  if ('error' in unlike) return { error: `git: ${unlike.error}` };
  const entries = repository.files(tree, REVIEWED.map(inside));
  if ('error' in entries) return { error: `git: ${entries.error}` };
  const revised = new GitFiles(repository, tree, entries, prefix);
  const disk = new NamedContents(files);
  const names = unlike
    .map((name) => (prefix === '' ? name : name.slice(prefix.length + 1)))
    // A file that was only touched has the same content.
    .filter((name) => disk.idOf(name) !== revised.idOf(name));
  return { ...base, before: new OverlaidFiles(files, revised, new Set(names)), names, notes };
}

type Base = Pick<WorkTreeChange, 'commit' | 'name'> | { readonly error: string };

function named({ folder }: GitRepository, revision: string): Base {
  const commit = commitOf(folder, revision);
  if (commit === undefined)
    return {
      error: `${revision}: no such folder or revision${isShallow(folder) ? '; this clone is shallow: git fetch --unshallow' : ''}`,
    };
  return { commit, name: commit.startsWith(revision) ? commit.slice(0, 12) : `${revision} (${commit.slice(0, 12)})` };
}

function baseOf(repository: GitRepository, notes: string[]): Base {
  const found = upstreamBase(repository);
  if (!('error' in found)) return { commit: found.revision, name: `${found.revision.slice(0, 12)}, ${found.name}` };
  const head = commitOf(repository.folder, 'HEAD');
  if (head === undefined) return { error: 'the repository has no commit yet: there is nothing to compare with' };
  notes.push(
    isShallow(repository.folder)
      ? 'this clone is shallow and lacks the merge base with upstream: only uncommitted changes are reviewed; git fetch --unshallow, or name a revision'
      : 'no upstream branch: only uncommitted changes are reviewed; name a revision for more',
  );
  return { commit: head, name: `HEAD (${head.slice(0, 12)})` };
}
