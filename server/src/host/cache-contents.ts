import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, SHARDS_FOLDER } from './cache-folder.ts';

/** All entries together; the least recently used go first. */
const MAX_CACHE_BYTES = 1024 * 1024 * 1024;

/** What an entry of the cache is: a whole answer, parts of layouts, a tree's shards. */
type Kind = 'answers' | 'layouts' | 'shards';

interface CachedThing {
  readonly kind: Kind;
  /** A file, or a tree's folder of packs. */
  readonly place: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

/** How much of the cache each kind takes. */
export interface CacheReport {
  readonly folder: string;
  readonly maxBytes: number;
  readonly kinds: readonly { readonly kind: Kind; readonly entries: number; readonly sizeBytes: number }[];
}

export function cacheReport(folder = cacheFolder()): CacheReport {
  const all = things(folder);
  return {
    folder,
    maxBytes: MAX_CACHE_BYTES,
    kinds: (['answers', 'layouts', 'shards'] as const).map((kind) => {
      const ofKind = all.filter((thing) => thing.kind === kind);
      return { kind, entries: ofKind.length, sizeBytes: ofKind.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    }),
  };
}

/**
 * Removes all entries, and no other file.
 * @throws if one cannot be removed
 */
export function clearCache(folder = cacheFolder()): void {
  for (const { place } of things(folder)) rmSync(place, { recursive: true, force: true });
}

/** Removes what was used least recently until the rest takes no more than `most` bytes. Never fails. */
export function trimCache(folder = cacheFolder(), most = MAX_CACHE_BYTES): void {
  try {
    let total = 0;
    for (const { place, sizeBytes } of things(folder).sort((a, b) => b.usedMs - a.usedMs)) {
      total += sizeBytes;
      // What was used last stays, whatever its size.
      if (total > most && total > sizeBytes) rmSync(place, { recursive: true, force: true });
    }
  } catch {
    // Read-only, or another process removes the same.
  }
}

function things(folder: string): CachedThing[] {
  const found: CachedThing[] = [];
  for (const name of namesIn(folder)) {
    if (!/^(?:parts-)?[0-9a-f]{32}\.entry$/.test(name)) continue;
    const place = path.join(folder, name);
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats !== undefined)
      found.push({
        kind: name.startsWith('parts-') ? 'layouts' : 'answers',
        place,
        sizeBytes: stats.size,
        usedMs: stats.mtimeMs,
      });
  }
  const shards = path.join(folder, SHARDS_FOLDER);
  for (const name of namesIn(shards)) {
    if (!/^[0-9a-f]{32}$/.test(name)) continue;
    const place = path.join(shards, name);
    let sizeBytes = 0;
    for (const pack of namesIn(place))
      sizeBytes += statSync(path.join(place, pack), { throwIfNoEntry: false })?.size ?? 0;
    found.push({
      kind: 'shards',
      place,
      sizeBytes,
      usedMs: statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    });
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
