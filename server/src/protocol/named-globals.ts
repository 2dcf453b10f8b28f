import type { VirtualizedGlobalPlace } from './virtualized-global.ts';

/** Client to server: where a document names virtualized globals, to be coloured. */
export const namedGlobalsMethod = 'vnetscope/namedGlobals';

export interface NamedGlobalsParams {
  readonly uri: string;
}

/** In the order of the text. */
export type NamedGlobals = readonly VirtualizedGlobalPlace['range'][];
