import { REGION_PIECE } from '../../machine/interpreter.ts';
import { sameValue } from '../../machine/value.ts';
import type { Memory } from '../../machine/memory.ts';
import { isMemory } from '../../machine/cell.ts';
import type { Cells } from '../../machine/store.ts';
import type { Cell, Thing } from '../../machine/thing.ts';
import type { Constructed } from '../../simulator/constructed-vnet.ts';
import { tryFunction } from '../../simulator/run-function.ts';
import type { FunctionRun, SimulatedKernel } from '../../simulator/simulated-kernel.ts';

/** What is different now in a vnet's region: pieces by index. */
type Pieces = Set<number>;

/** What was edited. */
export interface ChangedCode {
  /** As `path\nname`. */
  readonly functions: ReadonlySet<string>;
  /** They call, and may write, what they did: what is not followed is as it was. */
  readonly hasSameEffects: boolean;
  /** The number of the vnet that is not vnet0. */
  readonly other: number;
}

/**
 * Runs again those of a boot's functions that come by changed ones, or that look at, or write, what is different since;
 * all others did what they did. The kernel's vnets hold then what they would after a whole boot; undefined where a
 * function that boot runs besides constructors is concerned, or where not all can be followed.
 */
export function runAgain(
  kernel: SimulatedKernel,
  runs: readonly FunctionRun[],
  { functions: changed, hasSameEffects, other }: ChangedCode,
): readonly FunctionRun[] | undefined {
  const { machine } = kernel;
  if (machine === undefined) return undefined;
  const cells = new Map<Thing, Cell>();
  const pieces = new Map<number, Pieces>();
  const memories = new Map<number, Memory>();
  const made: FunctionRun[] = [];
  let isBegun = false;
  for (const run of runs) {
    const { number, before, result } = run;
    const isConcerned = meets(run.result.entered, changed);
    isBegun ||= isConcerned;
    if (!isBegun) {
      made.push(run);
      continue;
    }
    if (number === undefined || before === undefined) {
      if (isConcerned || looksAt(result.reads, cells)) return undefined;
      made.push(run);
      continue;
    }
    const dirty = pieces.get(number) ?? new Set<number>();
    pieces.set(number, dirty);
    const isOther = number === other;
    const looks =
      looksAt(result.reads, cells) ||
      touches(run, dirty) ||
      (isOther && result.looksAtVnet0 && (pieces.get(kernel.state.vnet0 ?? 0)?.size ?? 0) > 0);
    const old = result.memory ?? before.memory;
    if (!isConcerned && !looks) {
      const memory = patched(old, memories.get(number), dirty);
      memories.set(number, memory);
      made.push(
        dirty.size === 0 && cells.size === 0
          ? run
          : {
              ...run,
              before: { ...before, memory: patched(before.memory, memories.get(number), dirty) },
              result: { ...result, memory },
            },
      );
      continue;
    }
    const from: Constructed = {
      ...before,
      memory: patched(before.memory, memories.get(number), dirty),
      cells: overlaid(before.cells, cells),
    };
    const again = tryFunction(
      kernel,
      machine,
      run.entry,
      { ...run.state, cells: from.cells, reference: from.reference },
      { ...from, number },
      result.made,
    );
    if (again === undefined || again.gaveUp !== undefined || again.panic !== undefined) return undefined;
    if (!again.isFollowed && !hasSameEffects) return undefined;
    if (again.reference !== result.reference && again.reference.differences(result.reference).length > 0)
      return undefined;
    const memory = again.memory ?? from.memory;
    memories.set(number, memory);
    dirty.clear();
    for (const { offset, sizeBytes } of memory.differences(old))
      for (let piece = Math.floor(offset / REGION_PIECE); piece * REGION_PIECE < offset + sizeBytes; piece++)
        dirty.add(piece);
    // What one of both has looked at or written is all that can be different.
    for (const thing of new Set([...result.reads.keys(), ...again.reads.keys()])) {
      const now = again.cells.get(thing);
      if (now === undefined || isSameCell(result.cells.get(thing), now)) cells.delete(thing);
      else cells.set(thing, now);
    }
    made.push({ ...run, before: from, result: { ...again, memory } });
  }
  replaceVnets(kernel, made, memories, pieces);
  return made;
}

function replaceVnets(
  kernel: SimulatedKernel,
  runs: readonly FunctionRun[],
  memories: ReadonlyMap<number, Memory>,
  pieces: ReadonlyMap<number, Pieces>,
): void {
  for (const [number] of memories) {
    const vnet = kernel.vnet(number);
    if (vnet === undefined) continue;
    const last = memories.get(number);
    kernel.replaceVnet({
      ...vnet,
      memory: patched(vnet.memory, last, pieces.get(number) ?? new Set()),
      writers: runs.flatMap((run) => (run.number === number ? run.result.written : [])),
    });
  }
}

function meets(entered: ReadonlySet<string>, changed: ReadonlySet<string>): boolean {
  for (const name of changed) if (entered.has(name)) return true;
  return false;
}

function looksAt(reads: ReadonlyMap<Thing, unknown>, cells: ReadonlyMap<Thing, Cell>): boolean {
  for (const thing of cells.keys()) if (reads.has(thing)) return true;
  return false;
}

/** Whether a function looked at, or wrote into, pieces that are different now. */
function touches({ result }: FunctionRun, dirty: Pieces): boolean {
  if (dirty.size === 0) return false;
  for (const piece of dirty) {
    if (result.regionReads.has(piece)) return true;
    const start = piece * REGION_PIECE;
    if (result.written.some(({ offset, sizeBytes }) => offset < start + REGION_PIECE && offset + sizeBytes > start))
      return true;
  }
  return false;
}

/** A region as it was, with the pieces that are different now. */
function patched(old: Memory, now: Memory | undefined, dirty: Pieces): Memory {
  if (now === undefined) return old;
  let made = old;
  for (const piece of dirty) {
    const start = piece * REGION_PIECE;
    made = made.copyFrom(now, start, Math.min(REGION_PIECE, old.sizeBytes - start));
  }
  return made;
}

function overlaid(old: Cells, cells: ReadonlyMap<Thing, Cell>): Cells {
  return cells.size === 0 ? old : new Map([...old, ...cells]);
}

function isSameCell(a: Cell | undefined, b: Cell): boolean {
  if (a === b) return true;
  if (a === undefined || a.sizeBytes !== b.sizeBytes) return false;
  return isMemory(a) ? isMemory(b) && a.differences(b).length === 0 : !isMemory(b) && sameValue(a.value, b.value);
}
