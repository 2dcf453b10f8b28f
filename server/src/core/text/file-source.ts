import type { Shards } from './shards.ts';

/**
 * The only way core sees files. Paths use '/', are relative to the folder that holds `sys/`
 * ("sys/net/if.c"), and never contain '.' or '..' segments.
 */
export interface FileSource {
  /** The file's text; undefined when there is no such file or it is not text. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  /** Names in a folder, sorted; folders end in '/'. Empty when there is no such folder. */
  list(folder: string): readonly string[];
  /**
   * Whether the file holds one of the marks, looked for in its bytes, which is faster than `read`; undefined when it
   * can't be read.
   */
  holdsAny?(path: string, marks: readonly Mark[]): boolean | undefined;
  /** Tells that these files will be asked for soon: where many at once are cheaper than one by one, that is a hint. */
  expect?(paths: readonly string[]): void;
  /** Tells that work on a file begins: if it never ends, this is the file to name. */
  working?(path: string): void;
  /** Results of earlier runs over these files; undefined if none are stored. */
  readonly shards?: Shards | undefined;
}

/** What to look for in a file before it is worth lexing. */
export interface Mark {
  readonly word: string;
  /**
   * Only where a name starts with it and goes on with a lower-case letter or '_': `V_x`, but not `DEV_X` nor `V_FW_X`.
   */
  readonly startsName?: boolean;
  /** Only in a file that holds one of these, too. */
  readonly with?: readonly Mark[];
}

/** Whether a file holds one of the marks; undefined when it can't be read. */
export function holdsAny(files: FileSource, path: string, marks: readonly Mark[]): boolean | undefined {
  if (files.holdsAny !== undefined) return files.holdsAny(path, marks);
  const text = files.read(path);
  return text === undefined ? undefined : marks.some((mark) => holds(text, mark));
}

function holds(text: string, { word, startsName, with: others }: Mark): boolean {
  return (
    (startsName === true ? startsAName(text, word) : text.includes(word)) &&
    (others === undefined || others.some((mark) => holds(text, mark)))
  );
}

function startsAName(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isNamePart(text.charCodeAt(at - 1)) && isNameGoingOn(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}

/** Letters, digits and '_'. */
export function isNamePart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}

/** What follows the prefix of an accessor's name. */
export function isNameGoingOn(c: number): boolean {
  return (c >= 97 && c <= 122) || c === 95;
}
