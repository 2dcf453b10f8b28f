/**
 * The control-flow graph of one function, one reading of its #if lines. Blocks hold events: tokens that mean something
 * to an analysis. Scopes are the function's blocks in braces; 0 is outside its body.
 */
export interface FlowGraph {
  readonly blocks: readonly FlowBlock[];
  /** Parent of each scope; -1 for 0. */
  readonly scopeParents: readonly number[];
  readonly loops: readonly MacroLoop[];
  /** Calls that stand alone as the body of an if, else or loop without braces. */
  readonly unbraced: ReadonlySet<number>;
}

export interface FlowBlock {
  readonly events: readonly FlowEvent[];
  readonly edges: readonly FlowEdge[];
  /** Scope of its first token. */
  readonly scope: number;
}

export interface FlowEvent {
  readonly kind:
    | 'token'
    | /** The `}` that ends `scope`, reached in order. */ 'scope-end'
    | /** A condition was found to hold: curvnet is vnet0. */ 'default-vnet'
    | /** A flag that is followed is assigned. */ 'flag';
  readonly token: number;
  readonly scope: number;
  /** Interned name of the flag, and what it becomes; undefined where nobody knows. */
  readonly name?: number;
  readonly value?: number | 'set' | undefined;
}

/** A plain name compared with a constant; `name` is interned. */
export interface FlagTest {
  readonly name: number;
  readonly value: number;
  readonly isEqual: boolean;
}

/** What flags say about an edge: it is taken when none of `all` fails, and never where each of `unless` holds. */
export interface EdgeTests {
  readonly all: readonly FlagTest[];
  readonly unless: readonly FlagTest[];
}

export interface FlowEdge {
  /** Index of the block; -1 is the function's end. */
  readonly to: number;
  /** Token of the return, goto, break or continue; -1 if control continues by itself. */
  readonly jump: number;
  /** Scope at the jump. */
  readonly scope: number;
  readonly tests?: EdgeTests | undefined;
  /**
   * The other branch's tests, where one of the two does a CURVNET_SET or CURVNET_RESTORE before both meet again.
   */
  readonly guard?: EdgeTests | undefined;
}

/** A loop or a condition that a macro opens: VNET_FOREACH(v) { ... }. Tokens. */
export interface MacroLoop {
  readonly name: number;
  /** First and last token of its body. */
  readonly from: number;
  readonly to: number;
  readonly isBraced: boolean;
  /** break and continue whose nearest loop this is. */
  readonly jumps: readonly number[];
}
