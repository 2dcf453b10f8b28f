/** A stretch of one line or more of a file; offsets into its text. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}
