import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { look } from './look.ts';

/** A file on which a language server was stuck, as it was then. */
interface StuckFile {
  /** Absolute. */
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** More are not remembered: the oldest are tried again. */
const MOST = 20;

/**
 * Files on which a server was stuck before: they are left alone until they change. They are stored in a file of the
 * cache folder, which the thread that ends the stuck server writes.
 */
export class StuckFiles {
  private readonly files = new Map<string, StuckFile>();
  /** Text with which a document was first opened. */
  private readonly opened = new Map<string, string>();

  /** @param store the file that `rememberStuck` wrote; none need be there */
  constructor(store: string) {
    for (const one of stored(store)) this.files.set(one.file, one);
  }

  get names(): readonly string[] {
    return [...this.files.keys()].filter((file) => this.isLeftAlone(file));
  }

  /** Whether the file on disk is still as it was. */
  isLeftAlone(file: string): boolean {
    const known = this.files.get(file);
    if (known === undefined) return false;
    const now = look(file);
    if (now?.size === known.size && now.mtimeMs === known.mtimeMs) return true;
    this.files.delete(file);
    return false;
  }

  /** Whether a document is still as it was opened. Once it is edited, it and its file are read again. */
  isDocumentLeftAlone(file: string, text: string): boolean {
    if (!this.isLeftAlone(file)) return false;
    const first = this.opened.get(file);
    if (first === undefined) this.opened.set(file, text);
    if (first === undefined || first === text) return true;
    this.files.delete(file);
    return false;
  }
}

/** Adds a file as it is now to the store. Nothing happens if that fails: the process is about to end. */
export function rememberStuck(store: string, file: string): void {
  const now = look(file);
  if (now === undefined) return;
  const others = stored(store).filter((one) => one.file !== file);
  const all: readonly StuckFile[] = [...others, { file, size: now.size, mtimeMs: now.mtimeMs }];
  try {
    mkdirSync(path.dirname(store), { recursive: true });
    writeFileSync(store, JSON.stringify(all.slice(-MOST)));
  } catch {
    // A cache that cannot be written remembers nothing.
  }
}

function stored(store: string): readonly StuckFile[] {
  try {
    const read: unknown = JSON.parse(readFileSync(store, 'utf8'));
    return Array.isArray(read) ? read.filter(isStuckFile) : [];
  } catch {
    return [];
  }
}

function isStuckFile(value: unknown): value is StuckFile {
  if (typeof value !== 'object' || value === null) return false;
  const { file, size, mtimeMs } = value as Readonly<Record<string, unknown>>;
  return typeof file === 'string' && typeof size === 'number' && typeof mtimeMs === 'number';
}
