import { diffArrays } from 'diff';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** The text of a file; undefined when it can't be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Writes all files or none: each text goes into a file beside its own first, with its mode; only when all are written
 * they take the places of the old ones. Lines that stay the same keep their bytes, whatever they are. Returns what went wrong, after everything is as it was before.
 */
export function writeFiles(texts: ReadonlyMap<string, string>): string | undefined {
  const fresh = new Map<string, string>();
  const old = new Map<string, Buffer>();
  try {
    for (const [file, text] of texts) {
      const beside = `${file}.vnetscope-${process.pid}`;
      fresh.set(file, beside);
      const bytes = readFileSync(file);
      old.set(file, bytes);
      writeFileSync(beside, encoded(bytes, text, file), { mode: statSync(file).mode });
    }
  } catch (error) {
    for (const beside of fresh.values()) rmSync(beside, { force: true });
    return messageOf(error);
  }
  const done: string[] = [];
  try {
    for (const [file, beside] of fresh) {
      renameSync(beside, file);
      done.push(file);
    }
  } catch (error) {
    for (const file of done) writeFileSync(file, old.get(file) ?? '');
    for (const beside of fresh.values()) rmSync(beside, { force: true });
    return messageOf(error);
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A text that was made of a file's: old sources have bytes that are no UTF-8, and reading made them U+FFFD. */
function encoded(bytes: Buffer, text: string, file: string): string | Buffer {
  const before = bytes.toString('utf8');
  if (Buffer.from(before, 'utf8').equals(bytes)) return text;
  const old = lines(bytes.toString('latin1')).map((line) => Buffer.from(line, 'latin1'));
  let at = 0;
  return Buffer.concat(diffArrays(lines(before), lines(text)).flatMap(({ added, removed, value }) => {
    if (added && value.some((line) => line.includes('\uFFFD'))) throw new Error(`${file}: a line to be changed holds bytes that are no UTF-8; nothing is written`);
    if (added) return value.map((line) => Buffer.from(line, 'utf8'));
    at += value.length;
    return removed ? [] : old.slice(at - value.length, at);
  }));
}

/** With their line ends. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
