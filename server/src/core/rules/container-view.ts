import type { Spot } from '../text/spot.ts';

/** A stretch of a file of the tree. */
interface FileSpot extends Spot {
  readonly path: string;
}

/**
 * The containers of a tree of 2008 or 2009, whose virtualized globals are their members: one question per rule, each
 * about one file, at whose stretches the answers stand. Trees of other eras have none.
 */
export interface ContainerView {
  /** INIT_VNET_INET and its like, where the tree has them. */
  readonly inits: ReadonlySet<string>;
  /** Files about which one of the questions has an answer. */
  readonly files: readonly string[];
  /** Members without a V_ accessor that somebody means. */
  unreached(path: string): readonly UnreachedMember[];
  /** Plain globals that kernels without options VIMAGE_GLOBALS have or promise too. */
  guards(path: string): readonly UnguardedGlobal[];
  /** Functions that reach a container's members without its pointer. */
  bareUses(path: string): readonly BareUse[];
  /** Initial values that only the plain global has. */
  lostInitializers(path: string): readonly LostInitializer[];
  /** Published sizes that are not the containers' on this machine. */
  sizes(path: string): readonly PublishedSize[];
  /** Members that programs ask for and no symbol map has. */
  missingRows(path: string): readonly MissingRow[];
  /** Members of another type than their plain globals. */
  otherTypes(path: string): readonly OtherType[];
}

/** At the member. */
export interface UnreachedMember extends Spot {
  /** Without its underscore: `ip_defttl`. */
  readonly name: string;
  readonly tag: string;
  /** The macro that reaches members of the container. */
  readonly head: string;
  /** The last accessor through it. */
  readonly lastAccessor: FileSpot | undefined;
}

/** At the plain global. */
export interface UnguardedGlobal extends Spot {
  readonly kind: 'declared' | 'defined';
  readonly name: string;
  readonly tag: string;
  /** The whole declaration, to its semicolon. */
  readonly declaration: Spot;
  /** For a declaration: the definition inside #ifdef VIMAGE_GLOBALS. */
  readonly definition: FileSpot | undefined;
  readonly member: FileSpot;
}

/** At the first use in the function. */
export interface BareUse extends Spot {
  readonly accessor: string;
  readonly functionName: string;
  /** The pointer that the accessor goes through. */
  readonly base: string;
  /** The macro that declares it. */
  readonly init: string;
  /** Offset behind the function's `{`. */
  readonly bodyStart: number;
}

/** At the plain global. */
export interface LostInitializer extends Spot {
  readonly name: string;
  readonly tag: string;
  /** As it is written. */
  readonly value: string;
}

/** At the constant. */
export interface PublishedSize extends Spot {
  readonly constant: string;
  readonly tag: string;
  readonly published: number;
  readonly sizeBytes: number;
  readonly arch: string;
}

/** At the map's first row, else at the module. */
export interface MissingRow extends Spot {
  readonly name: string;
  /** The container's tag without `vnet_`. */
  readonly module: string;
  /** As the module names its map. */
  readonly map: string | undefined;
  readonly hasRows: boolean;
  /** The program that asks, and for what. */
  readonly asked: { readonly file: string; readonly line: number; readonly name: string };
  readonly member: FileSpot;
}

/** At the member. */
export interface OtherType extends Spot {
  readonly name: string;
  readonly tag: string;
  readonly type: string;
  readonly plainType: string;
  readonly definition: FileSpot;
}
