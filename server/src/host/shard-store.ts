import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { Pack, writePack } from './shard-pack.ts';

/** Packs of one tree before they are made one. */
const MOST_PACKS = 6;
/** Unused entries stay until they are this many times what was used: branches that are visited in turn. */
const MOST_UNUSED = 2;
/** A larger entry is not stored: its length would not fit. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

/**
 * Entries by key in the packs of one folder; the newest pack first. Several processes may use one folder: a pack never
 * changes, each process adds its own, and a pack that another process has removed is absent. What cannot be read or
 * written is absent, too.
 */
export class ShardStore {
  private readonly folder: string;
  private packs: readonly Pack[] | undefined;
  private readonly fresh = new Map<string, Buffer>();
  private readonly used = new Set<string>();

  /** @param question what all entries depend on: the build of vnetscope and the tree */
  constructor(folder: string, question: string) {
    this.folder = path.join(folder, createHash('sha256').update(question).digest('hex').slice(0, 32));
  }

  find(key: string): unknown {
    const fresh = this.fresh.get(key);
    if (fresh !== undefined) return valueOf(fresh);
    for (const pack of this.open()) {
      const bytes = pack.find(key);
      const value = bytes === undefined ? undefined : valueOf(bytes);
      if (value === undefined) continue;
      this.used.add(key);
      return value;
    }
    return undefined;
  }

  keep(key: string, value: unknown): void {
    const bytes = Buffer.from(JSON.stringify(value), 'utf8');
    if (bytes.length <= MAX_ENTRY_BYTES) this.fresh.set(key, bytes);
  }

  /** Writes what was added, and makes many packs one; true if something was written. */
  save(): boolean {
    const packs = this.open();
    try {
      // The folder's age tells when the tree was used last.
      if (packs.length > 0) utimesSync(this.folder, new Date(), new Date());
      if (this.fresh.size === 0) return false;
      mkdirSync(this.folder, { recursive: true });
      if (packs.length < MOST_PACKS) {
        this.write(this.fresh);
      } else {
        this.write(this.merged(packs));
        for (const { file } of packs) rmSync(file, { force: true });
      }
    } catch {
      // Read-only or full: the next run computes it again.
    }
    for (const pack of packs) pack.close();
    this.packs = undefined;
    this.fresh.clear();
    return true;
  }

  private open(): readonly Pack[] {
    if (this.packs !== undefined) return this.packs;
    this.packs = [];
    try {
      const files = readdirSync(this.folder).filter((name) => name.endsWith('.pack'));
      const aged = files
        .map((name) => path.join(this.folder, name))
        .map((file) => ({ file, ms: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
        .sort((a, b) => b.ms - a.ms || (a.file < b.file ? 1 : -1));
      this.packs = aged.flatMap(({ file }) => Pack.open(file) ?? []);
    } catch {
      // No such folder yet.
    }
    return this.packs;
  }

  private write(entries: ReadonlyMap<string, Buffer>): void {
    const name = `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}.pack`;
    writePack(path.join(this.folder, name), entries);
  }

  /** All that was added or used, and as much of the rest as is worth its room. */
  private merged(packs: readonly Pack[]): ReadonlyMap<string, Buffer> {
    const all = new Map(this.fresh);
    let room = 0;
    const add = (key: string, pack: Pack): void => {
      const bytes = all.has(key) ? undefined : pack.find(key);
      if (bytes !== undefined) all.set(key, Buffer.from(bytes));
    };
    for (const pack of packs) for (const key of pack.keys()) if (this.used.has(key)) add(key, pack);
    for (const bytes of all.values()) room += MOST_UNUSED * bytes.length;
    for (const pack of packs) {
      for (const key of pack.keys()) {
        room -= all.has(key) ? 0 : (pack.sizeOf(key) ?? 0);
        if (room < 0) return all;
        add(key, pack);
      }
    }
    return all;
  }
}

function valueOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
