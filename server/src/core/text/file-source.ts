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
}
