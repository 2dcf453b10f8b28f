import { fstatSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAll } from '../host/file-operations.ts';
import { sampleKernel } from '../host/package-root.ts';
import { EXIT_OK, EXIT_USAGE, OutputError, type Terminal } from './command.ts';

/** The process's own terminal. */
export function processTerminal(): Terminal {
  const isFile = isPlainFile(1);
  return {
    // On a full disk that accepts only a part, node's stream reports all of it as written.
    out: isFile ? writeToFile : (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isInteractive: process.stderr.isTTY,
    isScreen: process.stdout.isTTY,
    // https://no-color.org: present and not empty.
    hasColors: (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    folder: process.cwd(),
    sample: sampleKernel(path.dirname(fileURLToPath(import.meta.url))),
  };
}

/** Handles output that cannot be written. A reader that has gone away (`| head`) is not an error. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_OK);
    process.stderr.write(`vnetscope: ${new OutputError(error).message}\n`);
    process.exit(EXIT_USAGE);
  });
  // Then there is nobody to tell.
  process.stderr.on('error', () => undefined);
}

function writeToFile(text: string): void {
  try {
    writeAll(1, Buffer.from(text, 'utf8'));
  } catch (error) {
    throw new OutputError(error);
  }
}

/** True for files, and for devices other than terminals: node writes to these without waiting or retrying. */
function isPlainFile(handle: number): boolean {
  try {
    const stats = fstatSync(handle);
    return stats.isFile() || (stats.isCharacterDevice() && !process.stdout.isTTY);
  } catch {
    return false;
  }
}
