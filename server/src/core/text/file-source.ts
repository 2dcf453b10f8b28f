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
  /** True when the file holds one of the words, looked for in its bytes; a host does this faster than `read`. */
  holdsAny?(path: string, words: readonly string[]): boolean;
}

/** Whether a file holds one of the words. */
export function holdsAny(files: FileSource, path: string, words: readonly string[]): boolean {
  if (files.holdsAny !== undefined) return files.holdsAny(path, words);
  const text = files.read(path);
  return text !== undefined && words.some((word) => text.includes(word));
}
