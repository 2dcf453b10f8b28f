import type { Shards } from '../../text/shards.ts';
import { holdsAny, type FileSource, type Mark } from '../../text/file-source.ts';

/** The files of one tree, and from `switchTo` on those of another: a session sees the difference as edits. */
export class SwitchedFiles implements FileSource {
  private files: FileSource;
  /** Paths and folders that were asked for: a file that nobody asked for decides nothing. */
  private readonly asked = new Set<string>();

  /** Those of the tree that is there at the time; both trees have some, or none. */
  readonly shards: Shards | undefined;

  constructor(files: FileSource) {
    this.files = files;
    if (files.shards === undefined) return;
    this.shards = {
      idOf: (path) => this.files.shards?.idOf(path),
      textId: (text) => files.shards?.textId(text) ?? text,
      find: (key) => this.files.shards?.find(key),
      keep: (key, value) => this.files.shards?.keep(key, value),
      beforeSave: (write) => this.files.shards?.beforeSave(write),
    };
  }

  switchTo(files: FileSource): void {
    this.files = files;
  }

  /** True if some answer depends on the file, or on whether it exists. */
  wasAsked(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return this.asked.has(path) || this.asked.has(`${slash < 0 ? '' : path.slice(0, slash)}/`);
  }

  read(path: string): string | undefined {
    this.asked.add(path);
    return this.files.read(path);
  }

  isFile(path: string): boolean {
    this.asked.add(path);
    return this.files.isFile(path);
  }

  list(folder: string): readonly string[] {
    return this.files.list(folder);
  }

  holdsAny(path: string, marks: readonly Mark[]): boolean | undefined {
    return holdsAny(this.files, path, marks);
  }

  expect(paths: readonly string[]): void {
    this.files.expect?.(paths);
  }
}
