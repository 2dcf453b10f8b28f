import { statSync, type Stats } from 'node:fs';

/** Undefined if stat(2) fails: the file is absent, its name is too long, or a folder may not be entered. */
export function look(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
