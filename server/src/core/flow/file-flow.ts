import type { Spot } from '../text/spot.ts';
import type { Method } from './method-calls.ts';

/**
 * What holds at a place in a function, on some way to it, in some reading of its #if lines. Flags of FlowUse.state.
 */
/** curvnet is what it was when the function was called. */
export const S_INHERITED = 1;
/** The function has set curvnet. */
export const S_SET = 2;
/** VNET_LIST_RLOCK_NOSLEEP is held. */
export const S_NOSLEEP = 4;
/** No lock of the list of vnets is held. */
export const S_UNLOCKED = 8;
/** May be in any vnet: no IS_DEFAULT_VNET was tested and true. */
export const S_ANY_VNET = 16;
/** In the body of a VNET_FOREACH, with no CURVNET_SET in that body. */
export const S_BARE_LOOP = 32;

/** curvnet is surely the caller's there. */
export function isInherited(state: number): boolean {
  return (state & (S_INHERITED | S_SET)) === S_INHERITED;
}

/** A use or a call with what holds there. Only the first with the same name and state is kept of a function. */
export interface FlowUse extends Spot {
  readonly name: string;
  /** S_ flags. */
  readonly state: number;
  /** The macro that it comes from; undefined if it stands in the function itself. */
  readonly macro: string | undefined;
  /** Labels of the switch over a parameter under one of which it stands; absent where it stands under none. */
  readonly cases?: readonly string[];
}

/** What the arguments of a call say about sleeping: M_WAITOK, M_NOWAIT, or nothing of the kind. */
export type Wait = 'may' | 'must-not' | 'unsaid';

export interface FlowCall extends FlowUse {
  readonly wait: Wait;
  /** The first argument that is a constant's name alone: SIOCSIFMTU; absent without. */
  readonly constant?: string;
}

/** A fault of CURVNET_SET and CURVNET_RESTORE within one function. */
export interface ScopeFault extends Spot {
  readonly fault:
    'left-set' | 'never-restored' | 'restored-unset' | 'set-twice' | 'set-in-block' | 'set-unbraced' | 'set-again';
  /** The CURVNET_SET that is meant, or the first of two. */
  readonly other: Spot | undefined;
  /** `return`, `break`, `goto`, `continue` for left-set. */
  readonly by: string;
}

/** VNET_FOREACH(v) body. */
export interface VnetLoop extends Spot {
  readonly iterator: string;
  /** Offset behind its body. */
  readonly bodyEnd: number;
  readonly isBraced: boolean;
  /** Some way to it holds no lock of the list. */
  readonly isUnlocked: boolean;
  /** S_ flags where it starts. */
  readonly state: number;
  /** break and continue that mean this loop, those left out that only VIMAGE compiles. */
  readonly jumps: readonly (Spot & { readonly word: string })[];
}

export type HandlerKind =
  | 'callout'
  | 'task'
  | 'kthread'
  | 'event'
  | 'interrupt'
  | 'epoch'
  | 'sysinit'
  | 'sysuninit'
  | 'module'
  | 'cdev'
  | 'timer'
  | 'boot-hook'
  | 'system-call'
  | 'bus-method'
  | 'usb'
  | 'crypto'
  | 'rdma'
  | 'tty'
  | 'jail'
  | 'debugger'
  | 'vnet-sysinit'
  | 'vnet-sysuninit';

/** A function that is registered to be called later. */
export interface Registration extends Spot {
  readonly kind: HandlerKind;
  readonly handler: string;
  /** What it was registered with: callout_reset, .d_ioctl. */
  readonly via: string;
  /** The argument that the function will get, as written: the one after it. */
  readonly argument: string;
  /** The event's name, the sysinit's subsystem. */
  readonly detail: string;
  /** The sysinit's order. */
  readonly order: string;
  /** S_ flags where it happens; 0 at file scope. */
  readonly state: number;
}

export type ResourceKind =
  | 'lock'
  | 'callout'
  | 'zone'
  | 'counter'
  | 'hash'
  | 'memory'
  | 'event'
  | 'hook'
  | 'unit-numbers'
  | 'radix'
  | 'taskqueue'
  | 'task'
  | 'interrupt'
  | 'cloner'
  | 'list'
  | 'condition'
  | 'numbers';

/** What a function does with a resource that must be created before use and released in the end. */
export type ResourceAction = 'make' | 'use' | 'look' | 'free';

/** Something made, used or given back. */
export interface ResourceUse extends Spot {
  readonly kind: ResourceKind;
  readonly action: ResourceAction;
  /** Accessor at the root of the resource's path: V_x; undefined for anything else. */
  readonly accessor: string | undefined;
  /** Last member of the path, else the root: it identifies the resource from wherever it is reached. */
  readonly key: string;
  /** As written. */
  readonly text: string;
  readonly by: string;
  readonly state: number;
}

export interface FunctionFlow extends Spot {
  readonly name: string;
  readonly isStatic: boolean;
  /** Head that is a macro; DB_SHOW_COMMAND and its kin are called with the rest of the kernel stopped. */
  readonly headMacro: string | undefined;
  /** Offsets of `{` and after `}`. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Accesses of virtualized globals through curvnet. */
  readonly uses: readonly FlowUse[];
  readonly calls: readonly FlowCall[];
  readonly faults: readonly ScopeFault[];
  readonly loops: readonly VnetLoop[];
  readonly resources: readonly ResourceUse[];
  /**
   * Accessors V_x that it assigns to, or whose address it passes to a function that is none of those that are known.
   */
  readonly givesOut: readonly string[];
  /** Accessors V_x whose value or address it passes to such a function. */
  readonly passes: readonly string[];
  /** Events that it invokes: EVENTHANDLER_INVOKE(name, ...). */
  readonly announces: readonly FlowUse[];
  /** Mentions of vnet0 as a value that is set or passed on. */
  readonly vnet0: readonly Spot[];
}

/**
 * The flow of a file's functions, from its own text. Plain data that depends on no other file, except for the headers'
 * macros.
 */
export interface FileFlow {
  readonly path: string;
  readonly functions: readonly FunctionFlow[];
  readonly registrations: readonly Registration[];
  /** Functions that are called through a pointer by who has it set or not: no rule asks. */
  readonly methods: readonly Method[];
  /** Counter arrays that VNET_PCPUSTAT_SYSINIT and VNET_PCPUSTAT_SYSUNINIT name. */
  readonly counterSysinits: readonly string[];
  readonly counterSysuninits: readonly string[];
  /** Kernel environment variables that it fetches by name: TUNABLE_INT_FETCH("net.x", ...). */
  readonly tunables: readonly string[];
  /** Functions of the file that are assigned to a plain name: what a call of that name may mean. */
  readonly pointers: readonly FunctionPointer[];
}

/** `name = target;` */
export interface FunctionPointer {
  readonly name: string;
  readonly target: string;
}
