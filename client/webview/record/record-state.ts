/** What the view keeps when the window is reloaded. */
export interface RecordState {
  /** "struct inpcb"; empty before one was shown. */
  readonly record: string;
  readonly unfolded: readonly string[];
  /** Machines shown beside. */
  readonly machines: readonly string[];
  readonly showsBaseline: boolean;
  readonly showsBestOrder: boolean;
}

export const INITIAL_STATE: RecordState = {
  record: '',
  unfolded: [],
  machines: [],
  showsBaseline: true,
  showsBestOrder: false,
};
