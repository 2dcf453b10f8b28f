import { isMemory } from '../machine/cell.ts';
import type { Memory } from '../machine/memory.ts';
import type { Cells } from '../machine/store.ts';
import type { Cell, Thing } from '../machine/thing.ts';
import { sameValue } from '../machine/value.ts';
import { changeVnet0, construct, forOtherVnets, vnet0Memory, type Constructed } from './constructed-vnet.ts';
import type { KernelState, RegisteredSysinit, Vnet } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** What destructors left behind in surroundings that were the same. */
export interface Destructed {
  readonly memory: Memory;
  readonly heap: Cells;
  readonly ifcnt: number | undefined;
  readonly vnet0: Memory | undefined;
  readonly cells: Cells;
  readonly environment: ReadonlyMap<string, string>;
  readonly after: Pick<Constructed, 'cells' | 'vnet0' | 'reference'>;
}

const MOST_KNOWN = 8;

/**
 * What else holds when a vnet's destructors have run. The vnet that was made last, with nothing changed since, is taken
 * apart as it was put together; any other among what the making of vnets leaves of others' surroundings.
 * @param list the destructors in the list's order: they run in descending order.
 */
export function afterDestructors(kernel: SimulatedKernel, vnet: Vnet, list: readonly RegisteredSysinit[]): void {
  if (kernel.isDeferring || kernel.machine === undefined || list.length === 0) return;
  const { newest } = kernel.state;
  const last = newest?.number === vnet.number && newest.around === kernel.state.cells ? newest : undefined;
  const exact = last === undefined ? undefined : exactCells(last);
  const { cells, environment } = kernel.state;
  const vnet0 = vnet0Memory(kernel);
  let known = kernel.destroyed.get(list);
  if (known === undefined) kernel.destroyed.set(list, (known = []));
  const start = exact ?? cells;
  let found = known.find(
    (one) =>
      one.memory === vnet.memory &&
      one.heap === vnet.heap &&
      one.ifcnt === vnet.ifcnt &&
      one.vnet0 === vnet0 &&
      one.cells === start &&
      one.environment === environment,
  );
  if (found === undefined) {
    const made = takeApart(kernel, vnet, list, start);
    const others =
      last === undefined || exact === undefined
        ? forOtherVnets(kernel, cells, { cells: made.cells, heap: vnet.heap }).cells
        : withoutTheVnet(last.before, made.cells);
    found = {
      memory: vnet.memory,
      heap: vnet.heap,
      ifcnt: vnet.ifcnt,
      vnet0,
      cells: start,
      environment,
      after: { cells: others, vnet0: made.vnet0, reference: made.reference },
    };
    known.unshift(found);
    known.length = Math.min(known.length, MOST_KNOWN);
  }
  const { after } = found;
  kernel.state = { ...kernel.state, cells: after.cells, reference: after.reference, newest: undefined };
  changeVnet0(kernel, after);
}

/** What objects held exactly when a vnet had been made. */
function exactCells({ made: { exact }, before }: NonNullable<KernelState['newest']>): Cells | undefined {
  if (exact === undefined || exact.before === before) return exact?.after;
  let over = exact.over.get(before);
  if (over === undefined) {
    const changed = [...exact.after].filter(([thing, cell]) => exact.before.get(thing) !== cell);
    exact.over.set(before, (over = new Map([...before, ...changed])));
  }
  return over;
}

/** What was before a vnet was made, where making and destroying it has changed nothing. */
function withoutTheVnet(before: Cells, after: Cells): Cells {
  const changed: [Thing, Cell][] = [];
  const made: [Thing, Cell][] = [];
  for (const [thing, cell] of after) {
    const old = before.get(thing);
    if (old === cell) continue;
    if (old === undefined && thing.pointee.kind === 'made') made.push([thing, cell]);
    else if (!isSameCell(old ?? thing.initial(), cell)) changed.push([thing, cell]);
  }
  return changed.length === 0 ? before : new Map([...before, ...made, ...changed]);
}

function isSameCell(a: Cell, b: Cell): boolean {
  if (isMemory(a) && isMemory(b)) return a.sizeBytes === b.sizeBytes && a.differences(b).length === 0;
  return !isMemory(a) && !isMemory(b) && a.sizeBytes === b.sizeBytes && sameValue(a.value, b.value);
}

/** Runs the destructors, the last of the list first, on what `cells` are. */
export function takeApart(
  kernel: SimulatedKernel,
  vnet: Vnet,
  list: readonly RegisteredSysinit[],
  cells: Cells,
): Constructed {
  const { state } = kernel;
  try {
    // What was made for the vnet is among the rest from here on: each destructor finds what those before it have left.
    kernel.state = { ...state, cells: vnet.heap.size === 0 ? cells : new Map([...cells, ...vnet.heap]) };
    return construct(kernel, { ...vnet, heap: new Map() }, list.toReversed());
  } finally {
    if (kernel.state.phase !== 'panicked') kernel.state = state;
  }
}
