/** `+` came, `-` went, `~` changed, `!` is to be looked at, ` ` is told beside them. */
export type Mark = '+' | '-' | '~' | '!' | ' ';

/** One line of a review, for any output. */
export interface ReviewLine {
  readonly mark: Mark;
  readonly text: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  /** What to do about it. */
  readonly help?: string;
}

export interface ReviewBlock {
  readonly title: string;
  /** What the lines amount to; undefined where they say it all. */
  readonly head: string | undefined;
  readonly lines: readonly ReviewLine[];
}
