import { FIRST_ANSWER_MS, git } from './git-program.ts';

/** A file of a revision. */
export interface GitEntry {
  readonly id: string;
  /** True for a symbolic link; its content is its target. */
  readonly isLink: boolean;
}

/** Most bytes of blobs in memory: a kernel's headers and makefiles are some ten million. */
const KEPT_BYTES = 256 << 20;
/** The most that is loaded at once. */
const LOADED_BYTES = 256 << 20;

// eslint-disable-next-line no-restricted-syntax -- a process has one connection to a repository; ids name contents
const byFolder = new Map<string, GitRepository>();

/** A git repository, read through its object store. Nothing is checked out or written. */
export class GitRepository {
  /** A folder inside it (its work tree, or the repository itself). */
  readonly folder: string;
  /** Blobs by id, for all revisions. */
  private readonly blobs = new Map<string, Buffer>();
  private keptBytes = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** The repository that contains `folder`; undefined if there is none. */
  static find(folder: string): GitRepository | { readonly error: string } | undefined {
    const before = byFolder.get(folder);
    if (before !== undefined) return before;
    const found = git(folder, ['rev-parse', '--git-dir'], { answerMs: FIRST_ANSWER_MS });
    if (Buffer.isBuffer(found)) {
      const repository = new GitRepository(folder);
      byFolder.set(folder, repository);
      return repository;
    }
    return /^not a git repository/.test(found.error) ? undefined : found;
  }

  /** The folder's path inside the work tree, "" at its top and in a bare repository. */
  prefix(): string {
    const found = git(this.folder, ['rev-parse', '--show-prefix']);
    return Buffer.isBuffer(found) ? found.toString('utf8').trim().replace(/\/$/, '') : '';
  }

  /** Id of the tree that `revision` ("HEAD~1", "stable/13", "v2:sub/folder") stands for. */
  tree(revision: string): string | { readonly error: string } {
    if (/^-|[\0\n]/.test(revision)) return { error: `${revision}: not a revision` };
    // Reading the index may run programs that the repository's configuration names.
    if (revision.startsWith(':'))
      return { error: `${revision}: the index is not a revision; REV:FOLDER names a folder of a revision` };
    const found = git(this.folder, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      revision.includes(':') ? revision : `${revision}^{tree}`,
    ]);
    if (!Buffer.isBuffer(found))
      return { error: found.error === '' ? `${revision}: no such revision` : `${revision}: ${found.error}` };
    const id = found.toString('utf8').trim();
    const kind = git(this.folder, ['cat-file', '-t', id]);
    const text = Buffer.isBuffer(kind) ? kind.toString('utf8').trim() : '';
    return text === 'tree' || text === 'commit'
      ? id
      : { error: `${revision}: ${text === '' ? 'its object is missing' : `a ${text}, not a folder`}` };
  }

  /** Where two lines of history part. */
  mergeBase(left: string, right: string): string | undefined {
    const found = git(this.folder, ['merge-base', '--end-of-options', left, right]);
    return Buffer.isBuffer(found) ? found.toString('utf8').trim() : undefined;
  }

  /** Every file of a tree, or of some folders (or files) in it, by its path. */
  files(tree: string, folders: readonly string[] = []): ReadonlyMap<string, GitEntry> | { readonly error: string } {
    const listed = git(this.folder, ['ls-tree', '-r', '-z', '--full-tree', tree, ...folders]);
    if (!Buffer.isBuffer(listed)) return listed;
    const entries = new Map<string, GitEntry>();
    for (const line of listed.toString('utf8').split('\0')) {
      const tab = line.indexOf('\t');
      const [mode, kind, id] = line.slice(0, tab).split(' ');
      if (tab > 0 && kind === 'blob' && id !== undefined)
        entries.set(line.slice(tab + 1), { id, isLink: mode === '120000' });
    }
    return entries;
  }

  /** The content of a blob; undefined before `load`, and if the repository lacks it. */
  blob(id: string): Buffer | undefined {
    return this.blobs.get(id);
  }

  /**
   * Loads many blobs at once, because starting git costs more than reading most of them. A blob that the repository
   * lacks stays undefined.
   */
  load(ids: readonly string[]): void {
    const wanted = [...new Set(ids)].filter((id) => !this.blobs.has(id));
    if (this.keptBytes > KEPT_BYTES) {
      this.blobs.clear();
      this.keptBytes = 0;
    }
    this.loadAll(wanted);
  }

  private loadAll(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const output = git(this.folder, ['cat-file', '--batch'], { input: `${ids.join('\n')}\n`, mostBytes: LOADED_BYTES });
    if (Buffer.isBuffer(output)) this.keep(output);
    else if (output.isTooLong === true && ids.length > 1) {
      // One of them may be larger than the limit: only that one stays undefined.
      const middle = ids.length >> 1;
      this.loadAll(ids.slice(0, middle));
      this.loadAll(ids.slice(middle));
    }
  }

  private keep(output: Buffer): void {
    for (let at = 0; at < output.length;) {
      const end = output.indexOf(10, at);
      const [id = '', kind, size] = output.toString('latin1', at, end).split(' ');
      at = end + 1;
      if (kind !== 'blob') continue;
      const bytes = Number(size);
      this.blobs.set(id, output.subarray(at, at + bytes));
      this.keptBytes += bytes;
      at += bytes + 1;
    }
  }
}
