import type { FileSource } from '../../text/file-source.ts';

const SOURCE = /\.[ch]$/;
/** Folders without relevant kernel C: tools, and generated tables. */
const SKIPPED = new Set(['.git/', 'compile/', 'obj/']);

/** The C sources and headers of a folder and of each folder below it, one folder at a time. */
export function* sourceFolders(files: FileSource, folder: string): Generator<readonly string[]> {
  const found: string[] = [];
  const below: string[] = [];
  for (const name of files.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (!name.endsWith('/')) {
      if (SOURCE.test(name)) found.push(path);
    } else if (!SKIPPED.has(name)) below.push(path.slice(0, -1));
  }
  yield found;
  for (const inner of below) yield* sourceFolders(files, inner);
}
