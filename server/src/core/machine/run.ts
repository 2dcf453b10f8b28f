import type { Writer } from './interpreter.ts';
import type { Memory } from './memory.ts';
import type { RegionMember } from './program.ts';
import type { Cells } from './store.ts';
import type { Cell, Thing } from './thing.ts';

/** A function that somebody outside of C calls. */
export interface Entry {
  /** The source in whose words it is named. */
  readonly source: string;
  readonly function: string;
  /** What it is handed: a symbol, "NULL", a number; anything else is not known. */
  readonly argument: string;
  /** It makes a vnet ready, or takes it apart: in another vnet it may do the same. */
  readonly isConstructor?: true;
}

/** A sysctl's handler with what its oid hands it. */
export interface SysctlCall {
  readonly source: string;
  readonly function: string;
  /** The last part of the sysctl's name. */
  readonly name: string;
  /** A place in the region, or a symbol as in Entry. */
  readonly arg1: string | { readonly offset: number; readonly isReference: boolean };
  readonly arg2: number | undefined;
}

/** What a function is run in. */
export interface Surroundings {
  readonly cells: Cells;
  /** The reference copies. */
  readonly reference: Memory;
  /** What vnet0 holds; undefined before there is one. */
  readonly vnet0: Memory | undefined;
  /** The vnet that curvnet is; undefined for NULL. */
  readonly vnet: { readonly memory: Memory; readonly ifcnt: number | undefined; readonly isVnet0: boolean } | undefined;
  readonly members: Members;
  readonly environment: ReadonlyMap<string, string>;
  /** Objects that an earlier run of the function made: they keep their identity where they are made again. */
  readonly reused?: readonly Thing[] | undefined;
  /** What is known of the example machine: hw.physmem, hz, mp_ncpus ... */
  readonly settings: ReadonlyMap<string, bigint>;
}

/** Members of set_vnet as they lie in the region. */
export interface Members {
  ofSymbol(symbol: string, path: string): RegionMember | undefined;
  at(offset: number): RegionMember | undefined;
  named(name: string): readonly RegionMember[];
  readonly all: readonly RegionMember[];
}

/** Who wrote where in a vnet's region. */
export interface WrittenRange extends Writer {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface RunResult {
  readonly cells: Cells;
  readonly reference: Memory;
  readonly memory: Memory | undefined;
  /** What vnet0 holds where it is another vnet's run that has changed it. */
  readonly vnet0: Memory | undefined;
  /** undefined: not known. */
  readonly ifcnt: number | undefined;
  readonly written: readonly WrittenRange[];
  /** Objects that were looked at or written, with what they held before; undefined: nobody had looked at them. */
  readonly reads: ReadonlyMap<Thing, Cell | undefined>;
  /** Another vnet's run has looked at what vnet0 holds. */
  readonly looksAtVnet0: boolean;
  /** Variables of the environment that were asked for, with their values. */
  readonly asked: ReadonlyMap<string, string | undefined>;
  /** Pieces of the vnet's region that were looked at, as Interpreter.regionReads has them. */
  readonly regionReads: ReadonlySet<number>;
  /** Objects that were made, in order. */
  readonly made: readonly Thing[];
  /** Functions whose bodies were run, as `path\nname`. */
  readonly entered: ReadonlySet<string>;
  /** What the function gives back; undefined where that is no number, or not known. */
  readonly answer: bigint | undefined;
  /** Every call was followed, or modelled. */
  readonly isFollowed: boolean;
  /** The kernel panics with it; undefined where it does not, or may not. */
  readonly panic: string | undefined;
  /** The call of panic(9), where it is one. */
  readonly panicAt: Writer | undefined;
  /** Why it was not run to its end; nothing above is of use then. */
  readonly gaveUp: string | undefined;
}
