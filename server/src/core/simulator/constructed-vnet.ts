import { getOrMake } from '../collections/get-or-make.ts';
import { eitherCell, isMemory } from '../machine/cell.ts';
import type { Machine } from '../machine/machine.ts';
import type { Entry, RunResult, WrittenRange } from '../machine/run.ts';
import type { Cells } from '../machine/store.ts';
import type { Cell, Thing } from '../machine/thing.ts';
import { fillCounters, pcpuStatCounters } from './constructor-effects.ts';
import { setsInPlace } from './find-variable.ts';
import type { KernelState, RegisteredSysinit, Vnet } from './kernel-state.ts';
import type { Memory } from '../machine/memory.ts';
import { tryFunction } from './run-function.ts';
import type { KernelOptions, SimulatedKernel } from './simulated-kernel.ts';
import type { Pointee } from '../machine/byte-mark.ts';
import { boundsOf, leading, leadsOf, unknownValue } from '../machine/value.ts';
import { unfollowed } from './unfollowed-memory.ts';

/** What objects hold after constructors, on what they held before. */
interface ExactCells {
  readonly before: Cells;
  readonly after: Cells;
  /** The same on what others held before, where the constructors would have found what they did find. */
  readonly over: WeakMap<Cells, Cells>;
}

/** What constructors made of a vnet, and of everything else. */
export interface Constructed {
  readonly memory: Memory;
  /** What vnet0 holds where another vnet's constructors have changed it. */
  readonly vnet0: Memory | undefined;
  readonly ifcnt: number | undefined;
  readonly writers: readonly WrittenRange[];
  readonly heap: Cells;
  readonly cells: Cells;
  readonly reference: Memory | undefined;
  /** What all else holds exactly after them, where `cells` says what later vnets may count on. */
  readonly exact?: ExactCells;
}

/** What constructors made in surroundings of which they have looked at a part. */
export interface ConstructedBefore {
  readonly made: Constructed;
  readonly memory: Memory;
  /** Undefined where nobody has looked there. */
  readonly vnet0: Memory | undefined;
  readonly files: KernelState['files'];
  readonly settings: KernelOptions['settings'];
  readonly reads: ReadonlyMap<Thing, Cell | undefined>;
  readonly asked: ReadonlyMap<string, string | undefined>;
  /** A constructor was given up: nobody knows where it would have looked. */
  readonly isPartial: boolean;
  /** Objects that others find changed. */
  readonly changes: Cells;
  /** Surroundings in which all of this was found last, and what others find then. */
  cells: Cells;
  after: Cells;
  environment: KernelState['environment'];
}

/** As many are remembered of each list of constructors. */
const MOST_REMEMBERED = 8;

/** A vnet after all of `constructors`. */
export function afterConstructors(
  kernel: SimulatedKernel,
  vnet: Vnet,
  constructors: readonly RegisteredSysinit[],
): Vnet {
  if (kernel.isDeferring) return vnet;
  const { cells: before } = kernel.state;
  // vnet0 begins on its own; what each vnet changes in all others' surroundings is not taken for granted by the next.
  const made =
    vnet.number === 0
      ? construct(kernel, { ...vnet, writers: [] }, constructors)
      : (copied(kernel, vnet, constructors) ?? constructOther(kernel, vnet, constructors));
  kernel.state = { ...kernel.state, cells: made.cells, reference: made.reference };
  changeVnet0(kernel, made);
  kernel.state = { ...kernel.state, newest: { number: vnet.number, made, before, around: made.cells } };
  return { ...vnet, memory: made.memory, ifcnt: made.ifcnt, writers: made.writers, heap: made.heap };
}

/** Runs the constructors of a vnet that is not vnet0, and remembers what they looked at. */
function constructOther(kernel: SimulatedKernel, vnet: Vnet, constructors: readonly RegisteredSysinit[]): Constructed {
  const { cells, environment, files } = kernel.state;
  const before = vnet0Memory(kernel);
  const reads = new Map<Thing, Cell | undefined>();
  const asked = new Map<string, string | undefined>();
  const seen = { vnet0: false, givenUp: false };
  const alone = construct(kernel, { ...vnet, writers: [] }, constructors, (result) => {
    for (const [name, value] of result.asked) asked.set(name, value);
    seen.vnet0 ||= result.looksAtVnet0;
    seen.givenUp ||= result.gaveUp !== undefined;
    // What an earlier constructor of this vnet has left there follows from what that one looked at.
    for (const [thing, cell] of result.reads)
      if (!reads.has(thing) && cells.get(thing) === cell && (cell !== undefined || thing.pointee.kind !== 'made'))
        reads.set(thing, cell);
  });
  const others = forOtherVnets(kernel, cells, alone);
  const made = { ...alone, ...others, exact: { before: cells, after: alone.cells, over: new WeakMap<Cells, Cells>() } };
  const remembered = getOrMake(kernel.constructedBefore, constructors, () => []);
  remembered.unshift({
    made,
    memory: vnet.memory,
    vnet0: seen.vnet0 ? before : undefined,
    files,
    settings: kernel.options.settings,
    reads,
    asked,
    isPartial: seen.givenUp,
    changes: new Map([...made.cells].filter(([thing, cell]) => cells.get(thing) !== cell)),
    cells,
    after: made.cells,
    environment,
  });
  remembered.length = Math.min(remembered.length, MOST_REMEMBERED);
  return made;
}

export function vnet0Memory({ state }: SimulatedKernel): Memory | undefined {
  return state.vnet0 === undefined ? undefined : state.vnets.get(state.vnet0)?.memory;
}

/** What is known of a vnet whose constructors would find what those of an earlier one found. */
function copied(
  kernel: SimulatedKernel,
  vnet: Vnet,
  constructors: readonly RegisteredSysinit[],
): Constructed | undefined {
  const { cells, environment, files } = kernel.state;
  const earlier = kernel.constructedBefore
    .get(constructors)
    ?.find(
      (before) =>
        before.memory === vnet.memory &&
        (before.vnet0 === undefined || before.vnet0 === vnet0Memory(kernel)) &&
        before.files === files &&
        before.settings === kernel.options.settings &&
        (before.cells === cells ||
          (!before.isPartial && all(before.reads, (thing, cell) => cells.get(thing) === cell))) &&
        (before.environment === environment || all(before.asked, (name, value) => environment.get(name) === value)),
    );
  if (earlier === undefined) return undefined;
  if (earlier.cells !== cells) {
    earlier.after = earlier.changes.size === 0 ? cells : new Map([...cells, ...earlier.changes]);
    earlier.cells = cells;
  }
  earlier.environment = environment;
  return { ...earlier.made, cells: earlier.after };
}

function all<K, V>(map: ReadonlyMap<K, V>, holds: (key: K, value: V) => boolean): boolean {
  for (const [key, value] of map) if (!holds(key, value)) return false;
  return true;
}

/** Another vnet's constructors may have written into vnet0: any number of times, in any order. */
export function changeVnet0(kernel: SimulatedKernel, { vnet0 }: Pick<Constructed, 'vnet0'>): void {
  const { machine, state } = kernel;
  const own = state.vnet0 === undefined ? undefined : kernel.vnet(state.vnet0);
  if (machine === undefined || vnet0 === undefined || own === undefined) return;
  const either = eitherCell(
    own.memory,
    vnet0,
    'a constructor of a later vnet changes it',
    machine.target,
    ({ kind }) => kind !== 'made',
  );
  if (isMemory(either) && either.differences(own.memory).length > 0) kernel.replaceVnet({ ...own, memory: either });
}

/** A vnet before its constructors, in the kernel's present state. */
function withNoneRun({ cells, reference }: SimulatedKernel['state'], vnet: Vnet): Constructed {
  const { memory, ifcnt, writers, heap } = vnet;
  return { vnet0: undefined, memory, ifcnt, writers, heap, cells, reference };
}

export function construct(
  kernel: SimulatedKernel,
  vnet: Vnet,
  constructors: readonly RegisteredSysinit[],
  onRun?: (result: RunResult) => void,
): Constructed {
  const { state } = kernel;
  let made = withNoneRun(state, vnet);
  for (const entry of constructors) made = afterConstructor(kernel, made, entry, vnet.number, onRun);
  return made;
}

function afterConstructor(
  kernel: SimulatedKernel,
  before: Constructed,
  entry: RegisteredSysinit,
  number: number,
  onRun?: (result: RunResult) => void,
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
    {
      source: entry.source ?? entry.file,
      function: entry.vnet.function,
      argument: entry.vnet.argument,
      isConstructor: true,
    },
    entry.owner,
    number,
    onRun,
  );
}

function run(
  kernel: SimulatedKernel,
  machine: Machine,
  before: Constructed,
  entry: Entry,
  owner: string,
  number: number,
  onRun?: (result: RunResult) => void,
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
  onRun?.(result);
  kernel.onRun?.({ entry, owner, number, state: kernel.state, before, result });
  if (result.gaveUp !== undefined) {
    kernel.gaveUp.set(`${entry.function}()`, result.gaveUp);
    const { cells, memory = before.memory } = machine.forgotten(entry, before.cells, before.memory);
    return {
      ...before,
      memory: unfollowed(kernel, memory, owner, [{ file: entry.source, function: entry.function }], result.gaveUp),
      ifcnt: undefined,
      cells,
    };
  }
  return {
    vnet0: result.vnet0 ?? before.vnet0,
    memory: result.memory ?? before.memory,
    ifcnt: result.ifcnt,
    heap: before.heap,
    cells: result.cells,
    reference: result.reference,
    writers: [...before.writers, ...result.written],
  };
}

function panicked(kernel: SimulatedKernel, { panic, panicAt }: RunResult, entry: Entry): void {
  if (panic !== undefined) kernel.panic(panic, entry.function, panicAt);
}

/**
 * Runs a constructor that was registered while there are vnets, or a destructor that is taken off, in each vnet of
 * vnet_head.
 */
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
    kernel.onRun?.({ entry, owner, number: undefined, state, before: undefined, result });
    if (result.gaveUp === undefined)
      kernel.state = { ...kernel.state, cells: result.cells, reference: result.reference };
    else {
      kernel.gaveUp.set(`${entry.function}()`, result.gaveUp);
      kernel.state = { ...kernel.state, cells: machine.forgotten(entry, state.cells).cells };
    }
    return;
  }
  const made = run(kernel, machine, withNoneRun(state, vnet), entry, owner, vnet.number);
  kernel.state = { ...kernel.state, cells: made.cells, reference: made.reference };
  kernel.replaceVnet({ ...vnet, memory: made.memory, ifcnt: made.ifcnt, writers: made.writers });
}

/**
 * What other vnets may count on after one was made: what that changed may be as it was, or changed any number of times.
 * What was made for the vnet is its own.
 */
export function forOtherVnets(
  kernel: SimulatedKernel,
  before: Cells,
  { cells, heap }: Pick<Constructed, 'cells' | 'heap'>,
): Pick<Constructed, 'cells' | 'heap'> {
  const { machine } = kernel;
  if (machine === undefined) return { cells, heap };
  let made: Map<Thing, Cell> | undefined;
  const own = new Map(heap);
  // What one vnet has made no other finds but through what is not known.
  let shared: Set<Pointee> | undefined;
  const isShared = (pointee: Pointee): boolean =>
    pointee.kind !== 'made' || (shared ??= new Set([...before.keys()].map((thing) => thing.pointee))).has(pointee);
  for (const [thing, cell] of cells) {
    const old = before.get(thing);
    if (old === cell) continue;
    if (old === undefined && thing.pointee.kind === 'made') {
      own.set(thing, cell);
      continue;
    }
    const either = anyNumberOfTimes(old ?? thing.initial(), cell, machine, isShared);
    if (either !== old) (made ??= new Map(before)).set(thing, either);
  }
  return { cells: made ?? before, heap: own };
}

/** What an object can hold when what made the second of the first is done any number of times. */
function anyNumberOfTimes(before: Cell, after: Cell, machine: Machine, isShared: (pointee: Pointee) => boolean): Cell {
  const either = eitherCell(before, after, 'a constructor of each vnet changes it', machine.target, isShared);
  if (isMemory(either)) return isMemory(before) && either.differences(before).length === 0 ? before : either;
  if (either === before || either.value.kind !== 'unknown') return either;
  // Bounds of once are none of twice.
  if (!isMemory(before) && before.value.kind === 'unknown' && boundsOf(before.value) === undefined) return before;
  return { ...either, value: leading(unknownValue(either.value.reason), leadsOf(either.value)) };
}

/** The set that the constructor's own image brought, with its place in the region. */
function ownSets(kernel: SimulatedKernel, owner: string): Parameters<typeof pcpuStatCounters>[1] {
  return [...setsInPlace(kernel, 'set_vnet')].flatMap(({ contents, start, owner: by }) =>
    by === owner ? [{ set: contents, start }] : [],
  );
}
