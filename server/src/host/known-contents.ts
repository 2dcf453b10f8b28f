import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';

/** A file whose times are this close to the moment of reading may have changed since without looking different. */
const RACY_MS = 2000;

/** What a file looked like when its content was read. */
export interface KnownContent {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
  readonly id: string;
  /** By the number of a question about its bytes: the answer. */
  readonly holds: Record<string, boolean>;
}

/** As it is stored: the questions, and a row per file. */
interface StoredContents {
  readonly questions: readonly string[];
  readonly rows: readonly (readonly [
    path: string,
    size: number,
    mtimeMs: number,
    ctimeMs: number,
    inode: number,
    id: string,
    asked: number,
    held: number,
  ])[];
}

/**
 * The contents of files by their appearance: size, times and inode. A file that looks as it did when it was read has
 * the content that it had then.
 */
export class KnownContents {
  private readonly known = new Map<string, KnownContent>();
  private readonly questions: string[] = [];
  /** Files that were read in this run, or recognized. */
  private readonly now = new Map<string, KnownContent | undefined>();
  private isChanged = false;
  /** A file that was read twice had two contents: what was computed meanwhile may mix them. */
  isTorn = false;

  /** @param stored what `toStore` returned in an earlier run; anything else counts as nothing */
  constructor(stored: unknown) {
    if (!isStored(stored)) return;
    this.questions.push(...stored.questions);
    for (const [path, size, mtimeMs, ctimeMs, inode, id, asked, held] of stored.rows) {
      const holds: Record<string, boolean> = {};
      this.questions.forEach((_, i) => {
        if ((asked & (1 << i)) !== 0) holds[i] = (held & (1 << i)) !== 0;
      });
      this.known.set(path, { size, mtimeMs, ctimeMs, inode, id, holds });
    }
  }

  /** What is known of a file in this run: undefined for one that cannot be read; 'unknown' if it was not looked at. */
  current(path: string): KnownContent | undefined | 'unknown' {
    const known = this.now.get(path);
    return known === undefined && !this.now.has(path) ? 'unknown' : known;
  }

  /** The content of a file that looks as it did when it was read. */
  recognize(path: string, stats: Stats): KnownContent | undefined {
    const known = this.known.get(path);
    if (known === undefined || !looksLike(known, stats)) return undefined;
    this.now.set(path, known);
    return known;
  }

  /** A file was read, after `stats` had been taken; undefined for one that cannot be read. */
  note(path: string, stats: Stats | undefined, bytes: Buffer | undefined, nowMs: number): KnownContent | undefined {
    const before = this.current(path);
    const id = bytes === undefined ? undefined : blobId(bytes);
    if (before !== 'unknown') {
      if (before?.id !== id) this.isTorn = true;
      return before;
    }
    const known = this.known.get(path);
    const fresh: KnownContent | undefined =
      id === undefined
        ? undefined
        : {
            size: stats?.size ?? 0,
            mtimeMs: stats?.mtimeMs ?? Infinity,
            ctimeMs: stats?.ctimeMs ?? Infinity,
            inode: stats?.ino ?? 0,
            id,
            holds: known?.id === id ? known.holds : {},
          };
    this.now.set(path, fresh);
    this.isChanged = true;
    if (fresh !== undefined && Math.max(fresh.mtimeMs, fresh.ctimeMs) < nowMs - RACY_MS) this.known.set(path, fresh);
    else this.known.delete(path);
    return fresh;
  }

  /** The answer to a question about a file's bytes, from its content. */
  holds(content: KnownContent, question: string, search: () => boolean): boolean {
    let number = this.questions.indexOf(question);
    if (number < 0) number = this.questions.push(question) - 1;
    if (number > 30) return search();
    const known = content.holds[number];
    if (known !== undefined) return known;
    this.isChanged = true;
    return (content.holds[number] = search());
  }

  /** Files changed: they are looked at again. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) this.now.delete(path);
  }

  /** Undefined if nothing has changed. */
  toStore(): StoredContents | undefined {
    if (!this.isChanged) return undefined;
    const bits = (holds: Record<string, boolean>, wanted: (held: boolean) => boolean): number =>
      Object.entries(holds).reduce((sum, [number, held]) => (wanted(held) ? sum | (1 << Number(number)) : sum), 0);
    return {
      questions: this.questions.slice(0, 31),
      rows: [...this.known].map(
        ([path, { size, mtimeMs, ctimeMs, inode, id, holds }]) =>
          [path, size, mtimeMs, ctimeMs, inode, id, bits(holds, () => true), bits(holds, (held) => held)] as const,
      ),
    };
  }
}

function looksLike({ size, mtimeMs, ctimeMs, inode }: KnownContent, stats: Stats): boolean {
  return stats.size === size && stats.mtimeMs === mtimeMs && stats.ctimeMs === ctimeMs && stats.ino === inode;
}

function isStored(stored: unknown): stored is StoredContents {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    'rows' in stored &&
    Array.isArray(stored.rows) &&
    'questions' in stored &&
    Array.isArray(stored.questions)
  );
}

/** The id that git gives a blob. */
export function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
