import path from 'node:path';
import { writeWhole } from '../host/write-files.ts';
import { UsageError, type CommonOptions } from './command.ts';

/** Writes an answer into the file that was named for it, whole or not at all. */
export function writeOutput(file: string, text: string, { folder }: CommonOptions): void {
  const trouble = writeWhole(path.resolve(folder, file), text);
  // Node names the files that it worked with, which nobody asked about: "ENOENT: ..., rename '...'".
  if (trouble !== undefined) throw new UsageError(`${file} cannot be written: ${trouble.replace(/, \w+ '.*$/s, '')}`);
}
