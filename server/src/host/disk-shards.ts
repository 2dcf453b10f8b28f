import path from 'node:path';
import type { Mark } from '../core/text/file-source.ts';
import type { Shards } from '../core/text/shards.ts';
import { cacheFolder, SHARDS_FOLDER } from './cache-folder.ts';
import { trimCache } from './cache-contents.ts';
import { blobId, KnownContents, type KnownContent } from './known-contents.ts';
import { holds, type NodeFiles } from './node-files.ts';
import { ShardStore } from './shard-store.ts';

const CONTENTS_KEY = 'contents';

/** Results of earlier runs over the files of one tree, on disk. */
export class DiskShards implements Shards {
  private readonly files: NodeFiles;
  private readonly store: ShardStore;
  private readonly contents: KnownContents;
  private readonly folder: string;
  private readonly writers: (() => void)[] = [];
  private readonly now: () => number;

  /** @param build identifies the build of vnetscope: another one may compute something else */
  constructor(files: NodeFiles, build: string, folder = cacheFolder(), now: () => number = Date.now) {
    this.files = files;
    this.now = now;
    this.folder = folder;
    this.store = new ShardStore(path.join(folder, SHARDS_FOLDER), `${build}\n${files.root}`);
    this.contents = new KnownContents(this.store.find(CONTENTS_KEY));
  }

  idOf(file: string): string | undefined {
    return this.contentOf(file)?.id;
  }

  textId(text: string): string {
    return blobId(Buffer.from(text, 'utf8'));
  }

  find(key: string): unknown {
    return this.store.find(key);
  }

  keep(key: string, value: unknown): void {
    this.store.keep(key, value);
  }

  readonly beforeSave = (write: () => void): void => {
    this.writers.push(write);
  };

  /** The bytes of a file, which are noted; in the room that the next file is put into. */
  read(file: string): Buffer | undefined {
    // Before reading: a change in between shows as another appearance next time.
    const stats = this.files.stats(file);
    const bytes = this.files.unnotedBytes(file);
    this.contents.note(file, stats, bytes, this.now());
    return bytes;
  }

  /** Whether a file holds one of the marks; undefined if it cannot be read. */
  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    const content = this.contentOf(file);
    if (content === undefined) return undefined;
    return this.contents.holds(content, JSON.stringify(marks), () => {
      const bytes = this.files.peek(file);
      return bytes !== undefined && marks.some((mark) => holds(bytes, mark));
    });
  }

  /** Files changed: they are looked at again. */
  forget(files: Iterable<string>): void {
    this.contents.forget(files);
  }

  /** Writes what was added. */
  save(): void {
    // Some file changed while it was worked on: what was computed from it is not stored.
    if (this.contents.isTorn) return;
    for (const write of this.writers) write();
    const contents = this.contents.toStore();
    if (contents !== undefined) this.store.keep(CONTENTS_KEY, contents);
    if (this.store.save()) trimCache(this.folder);
  }

  private contentOf(file: string): KnownContent | undefined {
    const known = this.contents.current(file);
    if (known !== 'unknown') return known;
    const stats = this.files.stats(file);
    const recognized = stats === undefined ? undefined : this.contents.recognize(file, stats);
    if (recognized !== undefined) return recognized;
    this.files.peek(file);
    const read = this.contents.current(file);
    return read === 'unknown' ? undefined : read;
  }
}
