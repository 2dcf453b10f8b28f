import { getOrMake } from '../core/collections/get-or-make.ts';
import path from 'node:path';
import type { FileSource, Mark } from '../core/text/file-source.ts';
import type { GitEntry, GitRepository } from './git-repository.ts';
import { holds } from './node-files.ts';
import { MAX_FILE_BYTES } from './permitted-files.ts';

/** Folders of drivers and of imported code: their headers are read one folder at a time. */
const LEAVES = /(?:^|\/)(?:dev|contrib|cddl|gnu|ofed)\//;

/**
 * The files of one revision, below a folder of it. Reading a file loads its neighbours of the same kind too; reading
 * the first header loads the kernel's other headers.
 */
export class GitFiles implements FileSource {
  /** Files that the repository lists but lacks: a partial clone, or a damaged store. */
  readonly missing = new Set<string>();
  /** The tree's id and the folder in it: equal for equal files. */
  readonly id: string;
  private readonly repository: GitRepository;
  private readonly entries: ReadonlyMap<string, GitEntry>;
  private readonly folders = new Map<string, Set<string>>();
  private hasHeaders = false;

  constructor(repository: GitRepository, tree: string, entries: ReadonlyMap<string, GitEntry>, folder = '') {
    this.id = `${tree}:${folder}`;
    this.repository = repository;
    const prefix = folder === '' ? '' : `${folder}/`;
    this.entries =
      prefix === ''
        ? entries
        : new Map(
            [...entries].flatMap(([name, entry]) =>
              name.startsWith(prefix) ? [[name.slice(prefix.length), entry] as const] : [],
            ),
          );
    for (const name of this.entries.keys()) this.enter(name);
  }

  /** Paths of all files. */
  get paths(): Iterable<string> {
    return this.entries.keys();
  }

  read(file: string): string | undefined {
    const bytes = this.content(file);
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  }

  isFile(file: string): boolean {
    return this.followed(file) !== undefined;
  }

  list(folder: string): readonly string[] {
    return [...(this.folders.get(folder) ?? [])].sort((a, b) => (a < b ? -1 : 1));
  }

  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    const bytes = this.content(file);
    return bytes === undefined ? undefined : marks.some((mark) => holds(bytes, mark));
  }

  expect(files: readonly string[]): void {
    this.repository.load(files.flatMap((file) => this.followed(file)?.id ?? []));
  }

  /** The blob's id: equal contents have equal ids, in every repository. */
  idOf(file: string): string | undefined {
    return this.followed(file)?.id;
  }

  private enter(name: string): void {
    for (let at = name; at !== '';) {
      const slash = at.lastIndexOf('/');
      const folder = slash < 0 ? '' : at.slice(0, slash);
      const inside = at === name ? name.slice(slash + 1) : `${at.slice(slash + 1)}/`;
      const names = getOrMake(this.folders, folder, () => new Set());
      if (names.has(inside)) return;
      names.add(inside);
      at = folder;
    }
  }

  /** The entry that a path leads to, through at most one symbolic link. */
  private followed(file: string): GitEntry | undefined {
    const entry = this.entries.get(file);
    if (entry?.isLink !== true) return entry;
    const target = this.blob(entry.id)?.toString('utf8');
    const found =
      target === undefined
        ? undefined
        : this.entries.get(path.posix.normalize(`${path.posix.dirname(file)}/${target}`));
    return found?.isLink === true ? undefined : found;
  }

  private content(file: string): Buffer | undefined {
    const entry = this.followed(file);
    if (entry === undefined) return undefined;
    if (this.repository.blob(entry.id) === undefined) this.repository.load([entry.id, ...this.neighbours(file)]);
    const bytes = this.blob(entry.id);
    if (bytes === undefined) this.missing.add(file);
    return bytes === undefined || bytes.length > MAX_FILE_BYTES ? undefined : bytes;
  }

  private neighbours(file: string): readonly string[] {
    if (!this.hasHeaders && file.endsWith('.h') && !LEAVES.test(file)) {
      this.hasHeaders = true;
      return [...this.entries].flatMap(([name, { id, isLink }]) =>
        name.endsWith('.h') && !isLink && !LEAVES.test(name) ? [id] : [],
      );
    }
    const folder = path.posix.dirname(file);
    const kind = kindOf(file);
    return this.list(folder === '.' ? '' : folder).flatMap((name) => {
      const entry =
        name.endsWith('/') || kindOf(name) !== kind
          ? undefined
          : this.entries.get(folder === '.' ? name : `${folder}/${name}`);
      return entry === undefined || entry.isLink ? [] : [entry.id];
    });
  }

  private blob(id: string): Buffer | undefined {
    if (this.repository.blob(id) === undefined) this.repository.load([id]);
    return this.repository.blob(id);
  }
}

/** Sources and headers are many and large; the other files beside a makefile are small. */
function kindOf(file: string): string {
  return /\.[chsSm]$/.exec(file)?.[0] ?? '';
}
