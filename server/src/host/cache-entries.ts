import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readNamed } from './named-file.ts';

/** Larger entries are neither written nor read. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;

/** A file that an interrupted run left while writing an entry. After this time nobody is writing it any more. */
const UNFINISHED = /\.(?:json|entry)\.(?:\d+|[0-9a-f]{16}\.part)$/;
const UNFINISHED_MS = 60 * 60 * 1000;

const DIGEST_BYTES = 64;

/** Folders that this process has swept. */
// eslint-disable-next-line no-restricted-syntax -- says what this process has done
const swept = new Set<string>();

/** Reads an entry of the cache; undefined if the digest on its first line does not match. */
export function readEntry(file: string): unknown {
  const bytes = readNamed(file, MAX_ENTRY_BYTES);
  if ('error' in bytes || bytes[DIGEST_BYTES] !== 10) return undefined;
  const body = bytes.subarray(DIGEST_BYTES + 1);
  if (bytes.toString('latin1', 0, DIGEST_BYTES) !== digestOf(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes an entry, whole or not at all. A cache that cannot be written is not an error. */
export function writeEntry(file: string, content: unknown): void {
  const fresh = `${file}.${randomBytes(8).toString('hex')}.part`;
  try {
    const body = Buffer.from(JSON.stringify(content), 'utf8');
    mkdirSync(path.dirname(file), { recursive: true });
    sweep(path.dirname(file));
    writeFileSync(fresh, Buffer.concat([Buffer.from(`${digestOf(body)}\n`, 'latin1'), body]));
    renameSync(fresh, file);
  } catch {
    // Read-only or full: the next run computes the answer again.
    discard(fresh);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was written.
  }
}

/** Removes what runs left unfinished long ago, once in a process. */
function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  const old = Date.now() - UNFINISHED_MS;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!UNFINISHED.test(name)) continue;
    const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (writtenAt < old) discard(file);
  }
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
