import { getOrMake } from '../core/collections/get-or-make.ts';
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CachedPart } from '../core/analysis/layouts/layout-parts.ts';
import { cacheFolder } from './cache-folder.ts';
import { readEntry, writeEntry } from './cache-entries.ts';

/** How many contents of one unit are cached: one for each branch that the user works on. */
const PARTS_PER_UNIT = 4;

type Row = CachedPart['layouts']['records'][number];
type StoredPart = Omit<CachedPart, 'layouts'> & {
  readonly layouts: Omit<CachedPart['layouts'], 'records'> & { readonly records: readonly number[] };
};
interface Stored {
  readonly question: string;
  /** By marks: contents that have one of them, and contents that have none. */
  readonly holds: Readonly<Record<string, readonly [string, string]>>;
  readonly rows: readonly Row[];
  readonly parts: Readonly<Record<string, readonly StoredPart[]>>;
}

const NOTHING: Stored = { question: '', holds: {}, rows: [], parts: {} };

/**
 * A cache on disk of what units contribute to layouts, one per configuration. A record is written once, even if many
 * units see it. A cache that cannot be read or written is not an error.
 */
export class PartCache {
  private readonly file: string;
  private readonly question: string;
  private readonly parts = new Map<string, CachedPart[]>();
  private readonly held = new Map<string, Map<string, boolean>>();
  private isChanged = false;

  /**
   * @param question identifies the cache: build of vnetscope, machine, configuration
   * @param readsDisk false: it starts empty
   */
  constructor(question: string, readsDisk = true, folder = cacheFolder()) {
    this.question = question;
    this.file = path.join(folder, `parts-${createHash('sha256').update(question).digest('hex').slice(0, 32)}.entry`);
    if (!readsDisk) return;
    const { question: asked, rows, parts, holds } = (readEntry(this.file) as Stored | undefined) ?? NOTHING;
    if (asked !== question) return;
    for (const [key, stored] of Object.entries(parts)) {
      this.parts.set(
        key,
        stored.map((part) => ({
          ...part,
          layouts: { ...part.layouts, records: part.layouts.records.flatMap((index) => rows[index] ?? []) },
        })),
      );
    }
    for (const [marks, [yes, no]] of Object.entries(holds)) {
      const known = new Map<string, boolean>();
      for (const id of words(yes)) known.set(id, true);
      for (const id of words(no)) known.set(id, false);
      this.held.set(marks, known);
    }
  }

  holds(content: string, marks: string): boolean | undefined {
    return this.held.get(marks)?.get(content);
  }

  keepHolds(content: string, marks: string, holds: boolean): void {
    this.isChanged = true;
    const known = getOrMake(this.held, marks, () => new Map<string, boolean>());
    known.set(content, holds);
  }

  find(key: string): readonly CachedPart[] {
    return this.parts.get(key) ?? [];
  }

  keep(key: string, part: CachedPart): void {
    this.isChanged = true;
    this.parts.set(key, [part, ...this.find(key)].slice(0, PARTS_PER_UNIT));
  }

  /** Writes what has been added. */
  save(): void {
    if (!this.isChanged) return;
    const rows: Row[] = [];
    const indices = new Map<string, number>();
    const indexOf = (row: Row): number => {
      const text = JSON.stringify(row);
      const known = indices.get(text);
      if (known !== undefined) return known;
      indices.set(text, rows.push(row) - 1);
      return rows.length - 1;
    };
    const parts: Record<string, StoredPart[]> = {};
    for (const [key, cached] of this.parts)
      parts[key] = cached.map((part) => ({
        ...part,
        layouts: { ...part.layouts, records: part.layouts.records.map(indexOf) },
      }));
    const holds: Record<string, [string, string]> = {};
    for (const [marks, known] of this.held) holds[marks] = [joined(known, true), joined(known, false)];
    writeEntry(this.file, { question: this.question, holds, rows, parts } satisfies Stored);
  }
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function joined(known: ReadonlyMap<string, boolean>, wanted: boolean): string {
  return [...known]
    .filter(([, holds]) => holds === wanted)
    .map(([id]) => id)
    .join(' ');
}
