import { getOrMake } from '../collections/get-or-make.ts';
import { exampleAddressSpace, uintptr, type AddressSpace } from './address-space.ts';
import type { SimulatorEvent } from './events.ts';
import { emptyHeap } from './heap.ts';
import type { KernelImage, ModuleImage, NamedValue, SetContents, Sysctl, SysinitEntry } from './kernel-image.ts';
import type { KernelState, RegisteredSysinit, Vnet } from './kernel-state.ts';
import { initialMemory } from './initial-memory.ts';
import type { Constructed, ConstructedBefore } from './constructed-vnet.ts';
import type { Destructed } from './destructed-vnet.ts';
import type { Machine } from '../machine/machine.ts';
import type { Entry, Members, RunResult } from '../machine/run.ts';
import type { Memory } from '../machine/memory.ts';
import { SparseArray } from '../machine/sparse-array.ts';
import { roundUp } from './vnet-data-alloc.ts';

/** What is fixed while a kernel runs and no tree tells. */
export interface KernelOptions {
  /** KASSERT and VNET_ASSERT are compiled in. */
  readonly invariants: boolean;
  /** mp_ncpus */
  readonly cpus: number;
  /** What is known of the example machine besides, by the kernel's names: hz, hw.physmem ... */
  readonly settings?: ReadonlyMap<string, bigint>;
}

/** Modules by KMOD name; a string says why there is none. */
export type ModuleSource = (name: string) => ModuleImage | string;

/** What is needed to run the C functions of a kernel. */
export interface MachineSource {
  /**
   * A machine that has not run yet, with the SYSINITs that it runs in link order, and what boot calls that it leaves
   * out.
   */
  open(): {
    readonly machine: Machine;
    readonly sysinits: readonly SysinitEntry[];
    readonly leftOut: readonly FunctionRoot[];
  };
  /** Links a module's sources with the kernel's. */
  link?(module: string, machine: Machine): void;
}

/** A function with the file whose names it is looked up among. */
export interface FunctionRoot {
  readonly file: string;
  readonly function: string;
}

export interface WritingFunction {
  readonly path: string;
  readonly name: string;
  /** It hands it to a function, which writes it if it is an array. */
  readonly isPassed?: boolean;
}

/** A C function that was run, with what it found. */
export interface FunctionRun {
  readonly entry: Entry;
  readonly owner: string;
  /** The vnet that it was run in; undefined for none. */
  readonly number: number | undefined;
  readonly state: KernelState;
  /** What its vnet, and all else, held before; undefined where it was run in none. */
  readonly before: Constructed | undefined;
  readonly result: RunResult;
}

/** Unwinds to whoever asked the kernel for something; the state says what happened. */
export class KernelPanic extends Error {
  /** The function that panics. */
  readonly where: string;
  readonly place: PanicPlace | undefined;

  constructor(message: string, where: string, place: PanicPlace | undefined) {
    super(message);
    this.where = where;
    this.place = place;
  }
}

/** The call of panic(9) in the source, or the head of the simulated function that panics; lines count from 1. */
export interface PanicPlace {
  readonly file: string;
  readonly line: number;
}

/**
 * A kernel that runs. Functions of the kernel are functions over it, each named as in the source that it follows; they
 * replace `state` and tell what happens. What constructors and other C functions could write is unknown.
 */
export class SimulatedKernel {
  readonly image: KernelImage;
  readonly moduleSource: ModuleSource;
  readonly addresses: AddressSpace;
  options: KernelOptions;
  state: KernelState;
  /** Where the caller stands, as assertions print it: "%s:%d %s()". */
  place = '?:0 ?()';
  /** undefined: nobody listens, and events need not be made. */
  listener: ((event: SimulatorEvent) => void) | undefined;
  /**
   * Symbols that a file's code needs and that neither it nor the kernel nor what it depends on has, as it needs them;
   * undefined: nobody looks into code.
   */
  undefinedSymbols: ((image: ModuleImage, dependencies: readonly ModuleImage[]) => readonly string[]) | undefined;
  /**
   * What a module's event handler answers who unloads it, where that is the same whatever the kernel's state is;
   * undefined: that depends on the state, or nobody looks.
   */
  unloadAnswer: ((image: ModuleImage, handler: string) => number | undefined) | undefined;
  /**
   * True for the kernel file's own name, and for an interface that the kernel brings (MODULE_VERSION); undefined:
   * nobody looks.
   */
  isInKernel: ((name: string) => boolean) | undefined;
  /** A sysctl of the kernel that its image leaves out: its value is not simulated; undefined: nobody looks. */
  otherSysctl: ((name: string) => Sysctl | undefined) | undefined;
  /** True where the kernel itself registers a module of a name that an image declares; undefined: nobody looks. */
  isDeclaredInKernel: ((image: ModuleImage, name: string) => boolean) | undefined;
  /** Brings machines that run C functions; undefined: none are run. */
  machineSource: MachineSource | undefined;
  /** What C functions would do is left for later: a value that they may write must not be looked at (deferred.ts). */
  isDeferring = false;
  /** Every SYSINIT of the kernel that is run or simulated, in link order; undefined: the image's. */
  sysinits: readonly SysinitEntry[] | undefined;
  /** Functions that boot calls, and that are not run. */
  leftOut: readonly FunctionRoot[] = [];
  /**
   * Tunables of sysctls with CTLFLAG_VNET that the kernel passes over, with their values: a constructor may fetch them.
   */
  readonly unfetched = new Map<string, string>();
  /** What destructors left, by their list; the newest first. */
  readonly destroyed = new WeakMap<readonly RegisteredSysinit[], Destructed[]>();
  /** Functions that were begun and given up, with why. */
  readonly gaveUp = new Map<string, string>();
  /**
   * Accessors (`V_x`) that functions of the kernel or of a loaded file could write, themselves or in what they call,
   * each with the function that does; undefined where one of them is not found. The member itself is undefined: nobody
   * has looked.
   */
  couldWrite:
    ((owner: string, roots: readonly FunctionRoot[]) => ReadonlyMap<string, WritingFunction> | undefined) | undefined;
  /**
   * Accessors that functions which run after boot write themselves or in what they call in their own file; undefined:
   * nobody looks.
   */
  writesLater: ((roots: Machine['scheduled']) => ReadonlyMap<string, WritingFunction>) | undefined;
  /** Where the source defines a function or macro that is simulated; undefined: nobody looks. */
  functionPlace: ((name: string) => PanicPlace | undefined) | undefined;
  /** Told of every C function that was run for boot or a vnet. */
  onRun: ((run: FunctionRun) => void) | undefined;
  /** Where a prison of a name was seen; the state decides whether it is one now. */
  readonly jidsByName = new Map<string, number[]>();
  /** Members of the region by how they are asked for, for each list of loaded files. */
  readonly membersByFiles = new WeakMap<KernelState['files'], Members>();
  lastMembers: Members | undefined;
  /** What an image brings, by name; the same for each load of it. */
  readonly oidsByName = new WeakMap<readonly Sysctl[], ReadonlyMap<string, Sysctl>>();
  /**
   * Vnets that begin alike and whose constructors find the same wherever they look hold the same: it is made once. The
   * newest first.
   */
  readonly constructedBefore = new WeakMap<KernelState['constructors'], ConstructedBefore[]>();
  /** What `writesLater` answered last, for so many functions that the machine had scheduled. */
  laterWriters:
    | {
        readonly machine: Machine;
        readonly count: number;
        readonly writers: ReadonlyMap<string, WritingFunction>;
      }
    | undefined;
  private readonly subsystems: ReadonlyMap<string, number>;

  constructor(image: KernelImage, moduleSource: ModuleSource, options: KernelOptions) {
    this.image = image;
    this.moduleSource = moduleSource;
    this.options = options;
    this.addresses = exampleAddressSpace(image.arch, image.machine.pointerBytes);
    this.subsystems = new Map(image.constants.subsystems.map(({ name, value }) => [name, value]));
    this.state = initialState(this);
  }

  /** Runs C functions; undefined: none are run, and what they could write is unknown. */
  get machine(): Machine | undefined {
    return this.state.machine;
  }

  tell(event: SimulatorEvent): void {
    this.listener?.(event);
  }

  printf(text: string): void {
    this.listener?.({ kind: 'printf', text: text.trimEnd(), to: 'console' });
  }

  /** panic(9): nothing runs behind it. `at`: the call, of C code that was run. */
  panic(message: string, where: string, at?: PanicPlace): never {
    const place = at ?? this.functionPlace?.(where);
    this.state = { ...this.state, phase: 'panicked', panic: message };
    this.tell({ kind: 'panic', message, function: where, ...(place && { file: place.file, line: place.line }) });
    throw new KernelPanic(message, where, place);
  }

  /** KASSERT(9): without INVARIANTS the kernel goes on. */
  kassert(holds: boolean, message: string, where: string): void {
    if (!holds && this.options.invariants) this.panic(message, where);
  }

  /** SI_SUB_* by name; undefined where the tree has none of that name. */
  subsystem(name: string): number | undefined {
    return this.subsystems.get(name);
  }

  subsystemName(value: number): string {
    return nameOf(this.image.constants.subsystems, value);
  }

  orderName(value: number): string {
    return nameOf(this.image.constants.orders, value);
  }

  get vnetSet(): SetContents | undefined {
    return this.image.sets.set_vnet;
  }

  /** VNET_SIZE: VNET_BYTES in whole pages. */
  get vnetSize(): number {
    return roundUp(this.vnetSet?.sizeBytes ?? 0, this.image.machine.pageBytes);
  }

  /** What vnet_data_alloc() and dpcpu_alloc() round up to. */
  get allocationUnit(): number {
    // sizeof(void *); the CHERI trees have _Alignof(max_align_t), which is 16 on their machines.
    return this.image.profile.allocationUnit.value === 'max_align_t' ? 16 : this.image.machine.pointerBytes;
  }

  vnet(number: number): Vnet | undefined {
    return this.state.vnets.get(number);
  }

  replaceVnet(vnet: Vnet): void {
    this.state = { ...this.state, vnets: this.state.vnets.with(vnet.number, vnet) };
  }

  /** VNET_FOREACH: vnet_head from its head, the newest first. */
  *vnetHead(): Generator<Vnet> {
    for (const [, vnet] of this.state.vnets.entriesBackwards()) if (vnet.isListed) yield vnet;
  }

  /**
   * Gives every vnet of vnet_head the memory that `change` makes of its own; returns how many there are. Vnets that
   * hold the same share what is made.
   */
  eachListed(change: (memory: Memory) => Memory): number {
    const made = new Map<Memory, Memory>();
    let { vnets } = this.state;
    let count = 0;
    for (const vnet of this.vnetHead()) {
      count++;
      const memory = getOrMake(made, vnet.memory, () => change(vnet.memory));
      if (memory !== vnet.memory) vnets = vnets.with(vnet.number, { ...vnet, memory });
    }
    if (vnets !== this.state.vnets) this.state = { ...this.state, vnets };
    return count;
  }

  /** vnet_data_base: what is added to the address of a reference copy. */
  dataBase(vnet: Vnet): bigint {
    return uintptr(vnet.dataMem - this.addresses.vnetStart, this.addresses);
  }
}

function nameOf(values: readonly NamedValue[], value: number): string {
  return values.find((named) => named.value === value)?.name ?? `0x${value.toString(16)}`;
}

/** Before boot: the kernel as loader(8) leaves it in memory. */
function initialState(kernel: SimulatedKernel): KernelState {
  const { image, addresses } = kernel;
  const vnetSet = kernel.vnetSet;
  const pcpuSet = image.sets.set_pcpu;
  const structBytes = image.constants.structVnet?.sizeBytes ?? 64;
  return {
    phase: 'off',
    panic: undefined,
    reference: vnetSet === undefined ? undefined : initialMemory(vnetSet, kernel.vnetSize),
    pcpuReference:
      pcpuSet === undefined ? undefined : initialMemory(pcpuSet, roundUp(pcpuSet.sizeBytes, image.machine.pageBytes)),
    initialValues: undefined,
    vnetFree: [],
    dpcpuFree: [],
    cpus: [],
    vnets: SparseArray.empty(),
    nextVnet: 0,
    vnet0: undefined,
    structHeap: emptyHeap(addresses.small, addresses.pages, 2 ** Math.ceil(Math.log2(structBytes))),
    dataHeap: emptyHeap(addresses.pages, addresses.pagesEnd, Math.max(kernel.vnetSize, image.machine.pageBytes)),
    constructors: [],
    destructors: [],
    sysinits: [],
    files: [],
    kernelFile: { userrefs: image.profile.kernelHasUserref.value ? 1 : 0, taken: 0 },
    foundModules: [],
    nextFileId: 1,
    sysctls: [],
    environment: new Map(),
    cells: new Map(),
    machine: undefined,
    newest: undefined,
    deferred: undefined,
    prisons: SparseArray.empty(),
    nextJid: 1,
    thread: { curvnet: undefined, blocks: [{ saved: undefined }] },
  };
}
