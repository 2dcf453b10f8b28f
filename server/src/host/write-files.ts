import { diffArrays } from 'diff';
import path from 'node:path';
import { diskOperations, type FileOperations } from './file-operations.ts';
import { FileReplacement, type Interrupted } from './replace-files.ts';

/**
 * Writes texts into files of a tree, all or none, each at one blow: a run that is killed leaves every file old or new.
 * Modes and links stay; lines that stay the same keep their bytes, whatever they are. Returns what went wrong, after
 * everything is as it was before.
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

/** What a run over the tree left that was ended while it wrote, in one line; undefined when none was. */
export function interruptedText(root: string, operations: FileOperations = diskOperations): string | undefined {
  const found = new FileReplacement(root, operations).takeInterrupted();
  return found === undefined ? undefined : textOf(found, root);
}

function textOf({ written, left }: Interrupted, root: string): string {
  const names = (files: readonly string[]): string => files.map((file) => path.relative(root, file)).join(', ');
  const done = written.length === 0 ? 'nothing is written' : `${names(written)} written`;
  return `an earlier run was ended while it wrote: ${done}, ${names(left)} left as before`;
}

/** Writes a file, new or in place of an old one: whole or not at all. What went wrong, in a few words. */
export function writeWhole(
  file: string,
  text: string,
  operations: FileOperations = diskOperations,
): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  try {
    const found = operations.look(file);
    if (found?.isDirectory() === true) return 'a folder';
    // /dev/stdout, a pipe, a link that leads nowhere yet: nothing that could be replaced.
    if (found === undefined ? operations.isLink(file) : !found.isFile()) {
      operations.write(file, bytes, found);
      return undefined;
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return new FileReplacement(file, operations).replace(new Map([[file, bytes]]));
}

/** A text that was made of a file's: old sources have bytes that are no UTF-8, and reading made them U+FFFD. */
function encoded(bytes: Buffer, text: string, file: string): Uint8Array {
  const before = bytes.toString('utf8');
  if (Buffer.from(before, 'utf8').equals(bytes)) return Buffer.from(text, 'utf8');
  const old = lines(bytes.toString('latin1')).map((line) => Buffer.from(line, 'latin1'));
  let at = 0;
  return Buffer.concat(
    diffArrays(lines(before), lines(text)).flatMap(({ added, removed, value }) => {
      if (added && value.some((line) => line.includes('\uFFFD')))
        throw new Error(`${file}: a line to be changed holds bytes that are no UTF-8; nothing is written`);
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
