/** Server to client: the state of the index, sent whenever it changes. */
export const statusMethod = 'vnetscope/status';

export interface Status {
  readonly state: 'indexing' | 'ready' | 'noTree' | 'error';
  /** "13.0-CURRENT"; absent while unknown. */
  readonly release?: string;
  readonly arch?: string;
  readonly kernconf?: string;
  /** Number of virtualized globals in the region of (arch, kernconf). */
  readonly globals?: number;
  /** Size of `set_vnet` in bytes; null if it is unknown. */
  readonly regionBytes?: number | null;
  /** One line for the user: what is being done, or what went wrong. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total: number };
}
