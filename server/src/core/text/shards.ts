/**
 * Results of earlier runs, stored outside: what is known of a file by its content, what is known of a unit by the
 * contents that it read. A result that is absent is computed again; nothing else depends on this store.
 */
export interface Shards {
  /**
   * Equal for equal contents of files; undefined if the file cannot be read. Costs no reading if nothing has changed.
   */
  idOf(path: string): string | undefined;
  /** Equal for equal texts, and for a file with that text. */
  textId(text: string): string;
  /** A stored value as it was given to `keep`: plain data as JSON has it. */
  find(key: string): unknown;
  keep(key: string, value: unknown): void;
  /**
   * Calls `write` before what was kept is written: for a value that grows until then. Absent where files are switched:
   * such a value is about one state of them.
   */
  readonly beforeSave?: ((write: () => void) => void) | undefined;
}
