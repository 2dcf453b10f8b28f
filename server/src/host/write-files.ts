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
 * they take the places of the old ones. Returns what went wrong, after everything is as it was before.
 */
export function writeFiles(texts: ReadonlyMap<string, string>): string | undefined {
  const fresh = new Map<string, string>();
  const old = new Map<string, Buffer>();
  try {
    for (const [file, text] of texts) {
      const beside = `${file}.vnetscope-${process.pid}`;
      fresh.set(file, beside);
      old.set(file, readFileSync(file));
      writeFileSync(beside, text, { mode: statSync(file).mode });
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
