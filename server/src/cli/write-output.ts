import path from 'node:path';
import { writeWhole } from '../host/write-files.ts';
import { UsageError, type CommonOptions } from './command.ts';

/** Writes an answer into the file that the user named, whole or not at all. */
export function writeOutput(file: string, text: string, { folder }: CommonOptions): void {
  const trouble = writeWhole(path.resolve(folder, file), text);
  // Node appends the names of temporary files: "ENOENT: ..., rename '...'".
  if (trouble !== undefined) throw new UsageError(`${file} cannot be written: ${trouble.replace(/, \w+ '.*$/s, '')}`);
}
