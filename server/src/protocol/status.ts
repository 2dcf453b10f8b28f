/** Server to client: what the index holds, whenever that changes. */
export const statusMethod = 'vnetscope/status';

export interface Status {
  readonly state: 'indexing' | 'ready' | 'noTree' | 'error';
  /** "13.0-CURRENT"; absent while unknown. */
  readonly release?: string;
  readonly arch?: string;
  readonly kernconf?: string;
  /** Number of virtualized globals in the region of (arch, kernconf). */
  readonly globals?: number;
  /** Size of `set_vnet` in bytes; null when it could not be worked out. */
  readonly regionBytes?: number | null;
  /** One line for people: what is being done, or what went wrong. */
  readonly message?: string;
  readonly progress?: { readonly done: number; readonly total: number };
}
