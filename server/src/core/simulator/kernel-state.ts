import type { Constructed } from './constructed-vnet.ts';
import type { Deferred } from './deferred.ts';
import type { FreeList } from './vnet-data-alloc.ts';
import type { Heap } from './heap.ts';
import type { ModuleImage, SysinitEntry } from './kernel-image.ts';
import type { VnetSysinit } from '../vnet/sysinits.ts';
import type { Memory, MemoryRange } from '../machine/memory.ts';
import type { Machine } from '../machine/machine.ts';
import type { WrittenRange } from '../machine/run.ts';
import type { Cells } from '../machine/store.ts';
import type { SparseArray } from '../machine/sparse-array.ts';
import type { SysctlGroup } from './find-sysctl.ts';

/**
 * Everything that changes while a kernel runs, as one immutable value: whoever keeps it can come back to it. Two states
 * share what is alike in them.
 */
export interface KernelState {
  readonly phase: 'off' | 'booting' | 'up' | 'panicked';
  /** The message of the panic that stopped it. */
  readonly panic: string | undefined;
  /** The reference copies: `set_vnet` of the kernel, modspace included. Undefined without VIMAGE. */
  readonly reference: Memory | undefined;
  /** vnet_init_var: initial values of the reference copies (net/vnet.c, main). */
  readonly initialValues: Memory | undefined;
  /** vnet_data_free_head */
  readonly vnetFree: FreeList;
  /** `set_pcpu` of the kernel. */
  readonly pcpuReference: Memory | undefined;
  /** What dpcpu_off[] leads to, by CPU. */
  readonly cpus: readonly Memory[];
  /** dpcpu_head */
  readonly dpcpuFree: FreeList;
  /** Every vnet that is allocated, by its number. */
  readonly vnets: SparseArray<Vnet>;
  /** Number of the next vnet; numbers are not used again. */
  readonly nextVnet: number;
  /** vnet0 */
  readonly vnet0: number | undefined;
  /** What plain globals and allocated memory hold, as far as C code has looked at them or written them. */
  readonly cells: Cells;
  /** The vnet that was made last; nothing has changed since while `cells` are `around`. */
  readonly newest:
    { readonly number: number; readonly made: Constructed; readonly before: Cells; readonly around: Cells } | undefined;
  /** Runs C functions; undefined: none are run, and what they could write is unknown. */
  readonly machine: Machine | undefined;
  /** What was done last while C functions wait; undefined: all have run. */
  readonly deferred: Deferred | undefined;
  readonly structHeap: Heap;
  readonly dataHeap: Heap;
  /** vnet_constructors and vnet_destructors, in the lists' order. */
  readonly constructors: readonly RegisteredSysinit[];
  readonly destructors: readonly RegisteredSysinit[];
  /** What runs at boot: SYSINITs that are still to come, in order. */
  readonly sysinits: readonly OwnedSysinit[];
  /** linker_files without the kernel, in the list's order. */
  readonly files: readonly LinkerFile[];
  /**
   * The file of the kernel itself, which `files` leaves out: the user's references to it, and how many of those that
   * loaded files hold a user's kldunload(2) took away.
   */
  readonly kernelFile: { readonly userrefs: number; readonly taken: number };
  /** found_modules without the kernel's own. */
  readonly foundModules: readonly FoundModule[];
  readonly nextFileId: number;
  /** Sysctls of the kernel and of loaded files, in order of registration. */
  readonly sysctls: readonly SysctlGroup[];
  /** The kernel environment, kenv(1). */
  readonly environment: ReadonlyMap<string, string>;
  /** By jid; 0 is prison0, the host. */
  readonly prisons: SparseArray<Prison>;
  readonly nextJid: number;
  readonly thread: Thread;
}

/** struct vnet (net/vnet.h) and its data. */
export interface Vnet {
  readonly number: number;
  /** What a scenario calls it; the kernel has no names. */
  readonly name: string;
  /** Of struct vnet itself. */
  readonly address: bigint;
  readonly magic: number;
  /** undefined: not known, as a constructor is not followed. */
  readonly ifcnt: number | undefined;
  readonly sockcnt: number;
  /** SI_SUB_* of the last constructor or destructor; stays 0 where the release has no vnet_state. */
  readonly state: number;
  readonly shutdown: boolean;
  readonly dataMem: bigint;
  /** VNET_SIZE bytes. */
  readonly memory: Memory;
  /** On vnet_head: not while constructors or destructors run. */
  readonly isListed: boolean;
  /** What was written on purpose, apart from copies of initial values; ascending. */
  readonly written: readonly MemoryRange[];
  /** What its constructors wrote last, by place. */
  readonly writers: readonly WrittenRange[];
  /** What its constructors made for it alone. */
  readonly heap: Cells;
}

/** A SYSINIT or SYSUNINIT with the image that brought it. */
export interface OwnedSysinit {
  readonly entry: SysinitEntry;
  /** "kernel", or a file: "pf.ko". */
  readonly owner: string;
}

/** A struct vnet_sysinit on one of the two lists. */
export interface RegisteredSysinit {
  readonly vnet: VnetSysinit;
  readonly owner: string;
  readonly file: string;
  readonly line: number;
  /** The source of the object that brought it; undefined: `file`. */
  readonly source?: string | undefined;
}

/** struct linker_file (sys/linker.h). */
export interface LinkerFile {
  readonly id: number;
  /** "pf.ko" */
  readonly filename: string;
  readonly pathname: string;
  readonly image: ModuleImage;
  readonly refs: number;
  readonly userrefs: number;
  /** LINKER_FILE_LINKED */
  readonly isLinked: boolean;
  readonly isPreloaded: boolean;
  /** Files it depends on, by id, in the order of lf->deps; the kernel is left out. */
  readonly deps: readonly number[];
  /** What it holds of the two module spaces; undefined without such a set. */
  readonly vnetSet: HeldSpace | undefined;
  readonly pcpuSet: HeldSpace | undefined;
}

/** A piece of module space in a file's hands. */
export interface HeldSpace {
  /** From the set's start. */
  readonly start: number;
  /** As asked for, before rounding. */
  readonly sizeBytes: number;
  /**
   * False for the section of a file that was refused: never allocated, freed all the same (link_elf_obj.c,
   * link_elf_link_preload).
   */
  readonly isAllocated: boolean;
}

/** struct modlist (kern_linker.c): an interface that a file provides. */
export interface FoundModule {
  readonly name: string;
  readonly version: number;
  /** Of the file. */
  readonly container: number;
}

/** struct prison (sys/jail.h). */
export interface Prison {
  readonly jid: number;
  readonly name: string;
  /** Of its parent. */
  readonly parent: number;
  /** pr_vnet; undefined without VIMAGE. */
  readonly vnet: number | undefined;
  /** PR_VNET: the vnet is its own. */
  readonly ownsVnet: boolean;
  /** Sockets that hold its credential. */
  readonly sockets: number;
  /** Removed, but sockets still hold it. */
  readonly isDying: boolean;
}

/** The thread that runs what a scenario asks for. */
interface Thread {
  /** td_vnet; undefined for NULL. */
  readonly curvnet: number | undefined;
  /** C blocks that are open, outermost first; never empty. */
  readonly blocks: readonly Block[];
}

/** A C block: CURVNET_SET declares saved_vnet in it. */
interface Block {
  readonly saved: { readonly vnet: number | undefined } | undefined;
}
