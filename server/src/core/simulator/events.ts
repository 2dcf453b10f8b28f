import type { InstanceSet } from '../vnet/set-variables.ts';
import type { Errno } from './errno.ts';
import type { Extent } from './vnet-data-alloc.ts';

/** What happened, in order. Plain data; addresses are bigints, offsets are numbers from the set's start. */
export type SimulatorEvent =
  /** printf(9) or uprintf(9), without the newline. */
  | { readonly kind: 'printf'; readonly text: string; readonly to: 'console' | 'terminal' }
  /** `file` and `line`: the call of panic(9), or the head of the simulated function that panics, where it is found. */
  | {
      readonly kind: 'panic';
      readonly message: string;
      readonly function: string;
      readonly file?: string;
      readonly line?: number;
    }
  /** A system call came back with an error. */
  | { readonly kind: 'error'; readonly call: string; readonly errno: Errno }
  /** A SYSINIT of those that are simulated began at boot or at a module's load. */
  | {
      readonly kind: 'sysinit';
      readonly function: string;
      readonly subsystem: string;
      readonly order: string;
      readonly owner: string;
    }
  | {
      readonly kind: 'vnet_alloc';
      readonly vnet: string;
      readonly address: bigint;
      readonly dataMem: bigint;
      readonly dataBase: bigint;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'vnet_destroy'; readonly vnet: string; readonly address: bigint }
  /**
   * Constructors or destructors ran in a vnet, in this order. They are not executed: what they would write is not
   * known.
   */
  | {
      readonly kind: 'constructors' | 'destructors';
      readonly vnet: string;
      readonly why: 'vnet' | 'registration';
      readonly functions: readonly string[];
    }
  | {
      readonly kind: 'alloc' | 'free';
      readonly set: InstanceSet;
      readonly file: string;
      readonly sizeBytes: number;
      readonly start: number | undefined;
      readonly freeList: readonly Extent[];
    }
  /** Initial values went into existing copies: vnet_data_copy(), dpcpu_copy(). */
  | {
      readonly kind: 'copy';
      readonly set: InstanceSet;
      readonly file: string;
      readonly start: number;
      readonly sizeBytes: number;
      readonly copies: number;
    }
  /**
   * Pointers of a module's initial values. `where`: the bytes that the linker changed; `copies` existing copies hold
   * the bytes from before.
   */
  | {
      readonly kind: 'relocated';
      readonly file: string;
      readonly pointers: readonly string[];
      readonly where: 'reference' | 'file';
      readonly copies: number;
    }
  /** An allocator that keeps no alignment gave an address that is not aligned as asked. */
  | {
      readonly kind: 'misaligned';
      readonly set: InstanceSet;
      readonly file: string;
      readonly start: number;
      readonly needsBytes: number;
      readonly hasBytes: number;
      readonly variables: readonly string[];
    }
  | { readonly kind: 'kldload'; readonly file: string; readonly id: number }
  /** `refs` are left: the file stays. */
  | { readonly kind: 'kldunload'; readonly file: string; readonly id: number; readonly refs: number }
  | {
      readonly kind: 'write';
      readonly where: string;
      readonly path: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'jail';
      readonly name: string;
      readonly what: 'created' | 'removed' | 'dying';
      readonly vnet: string;
    }
  | {
      readonly kind: 'curvnet';
      readonly from: string;
      readonly to: string;
      readonly by: 'CURVNET_SET' | 'CURVNET_RESTORE' | 'boot';
    }
  /** What was asked for: lines to read, and the same as data. */
  | { readonly kind: 'shown'; readonly what: string; readonly lines: readonly string[]; readonly data: unknown }
  /** An expectation that holds, or a failure that was expected. */
  | { readonly kind: 'holds'; readonly text: string }
  /** Something that the kernel does not say and a reader should know. */
  | { readonly kind: 'note'; readonly text: string };
