import type { Grouping } from './cost.ts';

/** What the view keeps when the window is reloaded. */
export interface RegionState {
  readonly tab: string;
  /** Bytes of a row of the map; undefined before it was chosen. */
  readonly rowBytes: number | undefined;
  readonly firstRow: number;
  /** First byte of the selected block. */
  readonly selected: number | undefined;
  readonly search: string;
  readonly sortColumn: string;
  readonly sortDescending: boolean;
  readonly grouping: Grouping;
  readonly modules: readonly string[];
}

export const INITIAL_STATE: RegionState = {
  tab: 'map',
  rowBytes: undefined,
  firstRow: 0,
  selected: undefined,
  search: '',
  sortColumn: 'offset',
  sortDescending: false,
  grouping: 'subsystem',
  modules: [],
};
