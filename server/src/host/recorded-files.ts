import type { FileSource, Mark } from '../core/text/file-source.ts';
import type { Shards } from '../core/text/shards.ts';
import { look } from './look.ts';
import type { NodeFiles } from './node-files.ts';

/** The appearance of files and folders by absolute path, at the time of an answer. */
export type Appearances = Readonly<Record<string, string>>;

/** Times, kind and size of a file or folder. Changes whenever its content may have changed. */
export function appearance(file: string): string {
  const stat = look(file);
  return stat === undefined ? '-' : `${stat.mtimeMs}:${stat.ctimeMs}:${stat.isDirectory() ? 'd' : stat.size}`;
}

/**
 * Passes everything on and records which files were asked for, so that an answer can be cached until one of them
 * changes.
 */
export class RecordedFiles implements FileSource {
  readonly shards: Shards | undefined;
  private readonly files: NodeFiles;
  private readonly seen = new Set<string>();

  constructor(files: NodeFiles) {
    this.files = files;
    const { shards } = files;
    if (shards === undefined) return;
    this.shards = {
      idOf: (file) => {
        this.seen.add(file);
        return shards.idOf(file);
      },
      textId: (text) => shards.textId(text),
      find: (key) => shards.find(key),
      keep: (key, value) => {
        shards.keep(key, value);
      },
      beforeSave: shards.beforeSave,
    };
  }

  read(file: string): string | undefined {
    this.seen.add(file);
    return this.files.read(file);
  }

  isFile(file: string): boolean {
    this.seen.add(file);
    return this.files.isFile(file);
  }

  list(folder: string): readonly string[] {
    this.seen.add(folder);
    return this.files.list(folder);
  }

  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    this.seen.add(file);
    return this.files.holdsAny(file, marks);
  }

  /**
   * The appearance of every recorded file now; undefined if one changed after `since` (milliseconds since the epoch).
   */
  appearances(since: number): Appearances | undefined {
    const all: Record<string, string> = {};
    for (const file of this.seen) {
      const absolute = this.files.absolute(file);
      const look = appearance(absolute);
      const [modified] = look.split(':');
      if (look !== '-' && Number(modified) >= since) return undefined;
      all[absolute] = look;
    }
    return all;
  }
}
