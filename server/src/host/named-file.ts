import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { pause } from './file-operations.ts';

/** Baselines hold some megabytes for each machine. */
const MAX_NAMED_BYTES = 256 * 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;
/** FreeBSD and Linux have it, Windows has no such files. */
const flags: Readonly<Record<string, number | undefined>> = constants;

/**
 * The bytes of a file or pipe that the user named on the command line or in a setting, or a short reason why it cannot
 * be read. A FIFO without a writer is empty.
 * @param most the largest size that is read, in bytes
 */
export function readNamed(file: string, most = MAX_NAMED_BYTES): Buffer | { readonly error: string } {
  let handle: number | undefined;
  try {
    // Opening a device may already do something.
    const special = kindOf(statSync(file));
    if (special !== undefined) return { error: special };
    handle = openSync(file, constants.O_RDONLY | (flags['O_NONBLOCK'] ?? 0));
    const { size } = fstatSync(handle);
    return size > most ? { error: tooLong(most) } : readToEnd(handle, most, size);
  } catch (error) {
    return { error: reasonOf(error) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** What stands on standard input, to its end. */
export function readInput(most = MAX_NAMED_BYTES): Buffer | { readonly error: string } {
  try {
    return readToEnd(0, most);
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

/** @param size as far as it is known */
function readToEnd(handle: number, most: number, size = 0): Buffer | { readonly error: string } {
  const chunks: Buffer[] = [];
  for (let total = 0; total <= most;) {
    const chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, size - total));
    const got = readSome(handle, chunk);
    if (got === 0) return Buffer.concat(chunks);
    if (got === undefined) {
      pause();
      continue;
    }
    chunks.push(chunk.subarray(0, got));
    total += got;
  }
  return { error: tooLong(most) };
}

/** undefined if there is nothing yet. */
function readSome(handle: number, chunk: Buffer): number | undefined {
  try {
    return readSync(handle, chunk, 0, chunk.length, null);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EOF') return 0;
    if (code === 'EAGAIN') return undefined;
    throw error;
  }
}

function kindOf(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'a folder, not a file';
  if (stats.isSocket()) return 'a socket, not a file';
  return stats.isFile() || stats.isFIFO() ? undefined : 'a device, not a file';
}

function tooLong(most: number): string {
  return `more than ${most} bytes`;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read';
    default:
      return `cannot be read (${code})`;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
