/** Something in the input that could not be understood; said once, at its cause. */
export interface Problem {
  /** Path relative to the folder that holds `sys/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}
