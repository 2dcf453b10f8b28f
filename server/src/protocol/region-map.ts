/** Client to server: everything that the region's picture shows, as `vnetscope layout --format json` prints it. */
export const regionMapMethod = 'vnetscope/regionMap';

export interface RegionMapParams {
  /** Modules to load, in this order; `all` for every module with virtualized globals. */
  readonly modules: readonly string[];
}

/** Client to server: modules that bring virtualized globals, once the server knows them. */
export const regionModulesMethod = 'vnetscope/regionModules';

/** Client to server: what the hover says about a variable, as plain text; null where it says nothing. */
export const variableFactsMethod = 'vnetscope/variableFacts';

/** A place in the tree; counts from 1. */
export interface SourcePlace {
  /** Relative to the folder that holds `sys`, or absolute outside the tree. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A row of `layout --format json`. Bytes; null is unknown. */
export interface MapVariable extends SourcePlace {
  readonly name: string;
  readonly symbol: string;
  readonly type: string;
  /** From the start of its section: the kernel's, or its module's. */
  readonly offset: number | null;
  readonly size: number | null;
  readonly align: number | null;
  readonly binding: 'global' | 'local';
  readonly initialized: boolean;
  readonly module: string | null;
}

interface MapModule {
  readonly name: string;
  readonly size: number | null;
  readonly align: number | null;
  readonly modspaceOffset: number | null;
  readonly error: string | null;
}

interface MapProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** The part of `layout --format json` that is drawn. */
export interface MapLayout {
  readonly release: { readonly name: string; readonly osreldate: number };
  readonly arch: string;
  readonly kernconf: string;
  readonly vimage: boolean;
  readonly section: {
    readonly name: string;
    readonly size: number | null;
    readonly align: number | null;
    readonly paddingBytes: number | null;
  };
  readonly objects: readonly {
    readonly file: string;
    readonly start: number | null;
    readonly end: number | null;
    readonly align: number | null;
  }[];
  readonly variables: readonly MapVariable[];
  readonly modules: readonly MapModule[];
  readonly modspace?: {
    readonly size: number;
    readonly used: number;
    readonly free: number;
    readonly largestFree: number;
    readonly pieces: readonly { readonly offset: number; readonly size: number; readonly module: string | null }[];
  };
  readonly problems: readonly MapProblem[];
}

export interface RegionMap {
  readonly kernel: MapLayout;
  /** The modules that were asked for, loaded into this kernel; null without any. */
  readonly loaded: MapLayout | null;
  /** Bytes; null where the tree does not say. */
  readonly pageBytes: number | null;
  readonly cacheLineBytes: number | null;
  /** URI of the folder that holds `sys`. */
  readonly root: string;
  /** Why the modules are not shown; null if they are. */
  readonly modulesError: string | null;
}

/** The map, or why there is none. */
export type RegionMapAnswer = RegionMap | { readonly message: string };
