import { BOOTED, type Scenario } from './scenario.ts';

/** What the view keeps when the window is reloaded. */
export interface SimulationState extends Scenario {
  /** Index of the step that is shown. */
  readonly shown: number;
  readonly tab: string;
  /** Values are worked out for each run. */
  readonly values: boolean;
  /** What was run before, the newest last: for Undo. */
  readonly undo: readonly Scenario[];
}

export const INITIAL_STATE: SimulationState = {
  ...BOOTED,
  shown: 0,
  tab: 'events',
  values: false,
  undo: [],
};
