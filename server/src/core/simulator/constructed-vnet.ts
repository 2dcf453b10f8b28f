import { eitherCell, isMemory } from '../machine/cell.ts';
import type { Entry, Machine, RunResult, WrittenRange } from '../machine/machine.ts';
import type { Cells } from '../machine/store.ts';
import type { Cell, Thing } from '../machine/thing.ts';
import { fillCounters, pcpuStatCounters } from './constructor-effects.ts';
import { setsInPlace } from './find-variable.ts';
import type { KernelState, RegisteredSysinit, Vnet } from './kernel-state.ts';
import type { Memory } from '../machine/memory.ts';
import { tryFunction } from './run-function.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { unfollowed } from './unfollowed-memory.ts';

/** What constructors made of a vnet, and of everything else. */
interface Constructed {
  readonly memory: Memory;
  /** What vnet0 holds where another vnet's constructors have changed it. */
  readonly vnet0: Memory | undefined;
  readonly ifcnt: number;
  readonly writers: readonly WrittenRange[];
  readonly heap: Cells;
  readonly cells: Cells;
  readonly reference: Memory | undefined;
}

/** Vnets that begin alike and run the same constructors in the same surroundings hold the same: it is made once. */
const KNOWN = new WeakMap<
  readonly RegisteredSysinit[],
  WeakMap<Memory, WeakMap<Cells, WeakMap<KernelState['environment'], Constructed>>>
>();

/** A vnet after all of `constructors`. */
export function afterConstructors(
  kernel: SimulatedKernel,
  vnet: Vnet,
  constructors: readonly RegisteredSysinit[],
): Vnet {
  if (kernel.isDeferring) return vnet;
  const { environment } = kernel.state;
  // vnet0 begins on its own; what each vnet changes in all others' surroundings is not taken for granted by the next.
  const { cells } = kernel.state;
  const byMemory = inner(KNOWN, constructors);
  const byEnvironment = inner(inner(byMemory, vnet.memory), cells);
  let made = vnet.number === 0 ? undefined : byEnvironment.get(environment);
  if (made === undefined) {
    made = construct(kernel, { ...vnet, writers: [] }, constructors);
    if (vnet.number !== 0) made = { ...made, ...forOtherVnets(kernel, cells, made) };
    byEnvironment.set(environment, made);
  }
  kernel.state = { ...kernel.state, cells: made.cells, reference: made.reference };
  changeVnet0(kernel, made);
  return { ...vnet, memory: made.memory, ifcnt: made.ifcnt, writers: made.writers, heap: made.heap };
}

/** Another vnet's constructors may have written into vnet0: any number of times, in any order. */
function changeVnet0(kernel: SimulatedKernel, { vnet0 }: Constructed): void {
  const { machine, state } = kernel;
  const own = state.vnet0 === undefined ? undefined : kernel.vnet(state.vnet0);
  if (machine === undefined || vnet0 === undefined || own === undefined) return;
  const either = eitherCell(own.memory, vnet0, 'making another vnet changes it', machine.target);
  if (isMemory(either) && either.differences(own.memory).length > 0) kernel.replaceVnet({ ...own, memory: either });
}

function inner<K extends object, I extends object, V>(map: WeakMap<K, WeakMap<I, V>>, key: K): WeakMap<I, V> {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = new WeakMap()));
  return found;
}

function construct(kernel: SimulatedKernel, vnet: Vnet, constructors: readonly RegisteredSysinit[]): Constructed {
  const { state } = kernel;
  let made: Constructed = {
    vnet0: undefined,
    memory: vnet.memory,
    ifcnt: vnet.ifcnt,
    writers: vnet.writers,
    heap: vnet.heap,
    cells: state.cells,
    reference: state.reference,
  };
  for (const entry of constructors) made = afterConstructor(kernel, made, entry, vnet.number);
  return made;
}

function afterConstructor(
  kernel: SimulatedKernel,
  before: Constructed,
  entry: RegisteredSysinit,
  number: number,
): Constructed {
  const { machine } = kernel;
  if (machine === undefined) {
    const counters = pcpuStatCounters(entry, ownSets(kernel, entry.owner));
    if (counters !== undefined) return { ...before, memory: fillCounters(before.memory, counters) };
    return {
      ...before,
      memory: unfollowed(kernel, before.memory, entry.owner, [{ file: entry.file, function: entry.vnet.function }]),
    };
  }
  return run(
    kernel,
    machine,
    before,
    { source: entry.source ?? entry.file, function: entry.vnet.function, argument: entry.vnet.argument },
    entry.owner,
    number,
  );
}

function run(
  kernel: SimulatedKernel,
  machine: Machine,
  before: Constructed,
  entry: Entry,
  owner: string,
  number: number,
): Constructed {
  const result = tryFunction(
    kernel,
    machine,
    entry,
    { ...kernel.state, cells: before.cells, reference: before.reference },
    { ...before, number },
  );
  if (result === undefined) return before;
  panicked(kernel, result, entry);
  if (result.gaveUp !== undefined) {
    kernel.gaveUp.set(`${entry.function}()`, result.gaveUp);
    return {
      ...before,
      memory: unfollowed(
        kernel,
        before.memory,
        owner,
        [{ file: entry.source, function: entry.function }],
        result.gaveUp,
      ),
      cells: machine.forgotten(entry, before.cells),
    };
  }
  return {
    vnet0: result.vnet0 ?? before.vnet0,
    memory: result.memory ?? before.memory,
    ifcnt: result.ifcnt ?? before.ifcnt,
    heap: before.heap,
    cells: result.cells,
    reference: result.reference,
    writers: [...before.writers, ...result.written],
  };
}

function panicked(kernel: SimulatedKernel, { panic }: RunResult, entry: Entry): void {
  if (panic !== undefined) kernel.panic(panic, entry.function);
}

/** Runs a constructor that was registered while there are vnets, in each of vnet_head. */
export function constructListed(kernel: SimulatedKernel, added: RegisteredSysinit): void {
  if (kernel.isDeferring) return;
  const made = new Map<Memory, Constructed>();
  for (const vnet of [...kernel.vnetHead()]) {
    let after = made.get(vnet.memory);
    if (after === undefined) {
      after = construct(kernel, vnet, [added]);
      if (vnet.number !== kernel.state.vnet0) after = { ...after, ...forOtherVnets(kernel, kernel.state.cells, after) };
      kernel.state = { ...kernel.state, cells: after.cells, reference: after.reference };
      if (vnet.number !== kernel.state.vnet0) made.set(vnet.memory, after);
    }
    changeVnet0(kernel, after);
    kernel.replaceVnet({ ...vnet, memory: after.memory, ifcnt: after.ifcnt, writers: after.writers, heap: after.heap });
  }
}

/** Runs a function that is no constructor: a SYSINIT, in the vnet that curvnet is. */
export function runPlainFunction(kernel: SimulatedKernel, entry: Entry, owner: string): void {
  const { machine, state } = kernel;
  if (machine === undefined || kernel.isDeferring) return;
  const vnet = state.thread.curvnet === undefined ? undefined : kernel.vnet(state.thread.curvnet);
  if (vnet === undefined) {
    const result = tryFunction(kernel, machine, entry, state, undefined);
    if (result === undefined) return;
    panicked(kernel, result, entry);
    if (result.gaveUp === undefined)
      kernel.state = { ...kernel.state, cells: result.cells, reference: result.reference };
    else {
      kernel.gaveUp.set(`${entry.function}()`, result.gaveUp);
      kernel.state = { ...kernel.state, cells: machine.forgotten(entry, state.cells) };
    }
    return;
  }
  const made = run(
    kernel,
    machine,
    {
      vnet0: undefined,
      memory: vnet.memory,
      ifcnt: vnet.ifcnt,
      writers: vnet.writers,
      heap: vnet.heap,
      cells: state.cells,
      reference: state.reference,
    },
    entry,
    owner,
    vnet.number,
  );
  kernel.state = { ...kernel.state, cells: made.cells, reference: made.reference };
  kernel.replaceVnet({ ...vnet, memory: made.memory, ifcnt: made.ifcnt, writers: made.writers });
}

/**
 * What other vnets may count on after one was made: what that changed may be as it was, or changed any number of times.
 * What was made for the vnet is its own.
 */
function forOtherVnets(
  kernel: SimulatedKernel,
  before: Cells,
  { cells, heap }: Constructed,
): Pick<Constructed, 'cells' | 'heap'> {
  const { machine } = kernel;
  if (machine === undefined) return { cells, heap };
  let made: Map<Thing, Cell> | undefined;
  const own = new Map(heap);
  for (const [thing, cell] of cells) {
    const old = before.get(thing);
    if (old === cell) continue;
    if (old === undefined && thing.pointee.kind === 'made') {
      own.set(thing, cell);
      continue;
    }
    const either = eitherCell(old ?? thing.initial(), cell, 'making a vnet changes it', machine.target);
    if (
      old !== undefined &&
      (either === old || (isMemory(either) && isMemory(old) && either.differences(old).length === 0))
    )
      continue;
    (made ??= new Map(before)).set(thing, either);
  }
  return { cells: made ?? before, heap: own };
}

/** The set that the constructor's own image brought, with its place in the region. */
function ownSets(kernel: SimulatedKernel, owner: string): Parameters<typeof pcpuStatCounters>[1] {
  return [...setsInPlace(kernel, 'set_vnet')].flatMap(({ contents, start, owner: by }) =>
    by === owner ? [{ set: contents, start }] : [],
  );
}
