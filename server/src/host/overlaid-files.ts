import type { FileSource, Mark } from '../core/text/file-source.ts';
import { holdsAny } from '../core/text/file-source.ts';
import type { Shards } from '../core/text/shards.ts';
import type { GitFiles } from './git-files.ts';
import type { NodeFiles } from './node-files.ts';

/**
 * The files of a revision, of which most are on disk with the same content: only those that differ are read from git.
 * That is much faster than to read all of them from git.
 */
export class OverlaidFiles implements FileSource {
  readonly disk: NodeFiles;
  /** Those of the disk; a file that git is read for has git's id, which is made alike. */
  readonly shards: Shards | undefined;
  private readonly revision: GitFiles;
  private readonly other: ReadonlySet<string>;

  /** Of the revision. */
  get id(): string {
    return this.revision.id;
  }

  /** @param other paths of files that may differ from the revision */
  constructor(disk: NodeFiles, revision: GitFiles, other: ReadonlySet<string>) {
    this.disk = disk;
    this.revision = revision;
    this.other = other;
    const { shards } = disk;
    if (shards === undefined) return;
    this.shards = {
      idOf: (path) => (other.has(path) ? revision.idOf(path) : shards.idOf(path)),
      textId: (text) => shards.textId(text),
      find: (key) => shards.find(key),
      keep: (key, value) => {
        shards.keep(key, value);
      },
      beforeSave: (write) => {
        shards.beforeSave(write);
      },
    };
  }

  private at(file: string): NodeFiles | GitFiles {
    return this.other.has(file) ? this.revision : this.disk;
  }

  read(file: string): string | undefined {
    return this.at(file).read(file);
  }

  isFile(file: string): boolean {
    return this.at(file).isFile(file);
  }

  list(folder: string): readonly string[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = [...this.other].flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length)] : []));
    if (inside.length === 0) return this.disk.list(folder);
    const names = new Set(this.disk.list(folder));
    for (const name of inside) {
      const slash = name.indexOf('/');
      if (slash < 0) {
        if (this.revision.isFile(prefix + name)) names.add(name);
        else names.delete(name);
      } else {
        const sub = name.slice(0, slash + 1);
        if (this.revision.list(prefix + sub.slice(0, -1)).length > 0) names.add(sub);
        else names.delete(sub);
      }
    }
    return [...names].sort((a, b) => (a < b ? -1 : 1));
  }

  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    return holdsAny(this.at(file), file, marks);
  }

  /** git's name of a file's content. */
  bytes(file: string): Buffer | undefined {
    const at = this.at(file);
    if ('bytes' in at) return at.bytes(file);
    const text = at.read(file);
    return text === undefined ? undefined : Buffer.from(text);
  }
}
