import { diffArrays } from 'diff';
import path from 'node:path';
import { diskOperations, type FileOperations } from './file-operations.ts';
import { FileReplacement, type Interrupted } from './replace-files.ts';

/**
 * Writes texts into files of a tree, all or none, each atomically: a run that is killed leaves every file old or new.
 * Modes and links stay; unchanged lines keep their bytes, even if they are not UTF-8. On failure, restores everything
 * and returns the reason.
 * @param root the tree's folder
 */
export function writeFiles(
  texts: ReadonlyMap<string, string>,
  root: string,
  operations: FileOperations = diskOperations,
): string | undefined {
  const contents = new Map<string, Uint8Array>();
  try {
    for (const [file, text] of texts) contents.set(file, encoded(operations.read(file), text, file));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return contents.size === 0 ? undefined : new FileReplacement(root, operations).replace(contents);
}

/** One line about a run over the tree that was interrupted while writing; undefined if there was none. */
export function interruptedText(root: string, operations: FileOperations = diskOperations): string | undefined {
  const found = new FileReplacement(root, operations).takeInterrupted();
  return found === undefined ? undefined : textOf(found, root);
}

function textOf({ written, left }: Interrupted, root: string): string {
  const names = (files: readonly string[]): string => files.map((file) => path.relative(root, file)).join(', ');
  const done = written.length === 0 ? 'nothing is written' : `${names(written)} written`;
  return `an earlier run was interrupted while it wrote: ${done}, ${names(left)} left as before`;
}

/** Writes a file, new or over an old one, whole or not at all. Returns a short reason on failure. */
export function writeWhole(
  file: string,
  text: string,
  operations: FileOperations = diskOperations,
): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  try {
    const found = operations.look(file);
    if (found?.isDirectory() === true) return 'a folder';
    // /dev/stdout, a pipe, or a dangling link: it cannot be replaced, so it is written to.
    if (found === undefined ? operations.isLink(file) : !found.isFile()) {
      operations.write(file, bytes, found);
      return undefined;
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return new FileReplacement(file, operations).replace(new Map([[file, bytes]]));
}

/** Encodes a text that was made from a file's: bytes of old sources that are not UTF-8 were read as U+FFFD. */
function encoded(bytes: Buffer, text: string, file: string): Uint8Array {
  const before = bytes.toString('utf8');
  if (Buffer.from(before, 'utf8').equals(bytes)) return Buffer.from(text, 'utf8');
  const old = lines(bytes.toString('latin1')).map((line) => Buffer.from(line, 'latin1'));
  let at = 0;
  return Buffer.concat(
    diffArrays(lines(before), lines(text)).flatMap(({ added, removed, value }) => {
      if (added && value.some((line) => line.includes('\uFFFD')))
        throw new Error(`${file}: a line to be changed is not UTF-8; nothing is written`);
      if (added) return value.map((line) => Buffer.from(line, 'utf8'));
      at += value.length;
      return removed ? [] : old.slice(at - value.length, at);
    }),
  );
}

/** With their line ends. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
