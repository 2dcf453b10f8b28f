/** Client to server: the virtualized globals of the whole tree; null while it is being read. */
export const globalsMethod = 'vnetscope/globals';

export interface VirtualizedGlobalRow {
  readonly name: string;
  readonly type: string;
  readonly uri: string;
  /** Relative to the tree's root, or absolute outside it. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly column: number;
  /** Bytes; null: not in this configuration's kernel, or unknown. */
  readonly size: number | null;
  readonly offset: number | null;
  readonly isInKernel: boolean;
  /** Modules that compile the file. */
  readonly modules: readonly string[];
}

export interface VirtualizedGlobals {
  readonly globals: readonly VirtualizedGlobalRow[];
}
