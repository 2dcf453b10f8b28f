import { pointerBytes, type ByteMark, type PointerMark } from './byte-mark.ts';
import { isMemory } from './cell.ts';
import type { Code } from './frame.ts';
import type { Interpreter, RegionWrite } from './interpreter.ts';
import { sameMark, type Contents, type Memory } from './memory.ts';
import type { Cell, Thing } from './thing.ts';
import { sameValue, type Address, type Value } from './value.ts';
import { Watch } from './watch.ts';

/** A function is recorded when it was called this often; what can't be recorded is tried again after twice as many. */
const FIRST_TRY = 3;
const MOST_TRIES = 6;
const MOST_RECORDS = 8;
/** What every object is aligned to (pointer-arithmetic.ts): a place moved by a multiple looks the same to C code. */
const ALIGNED = 8;
/** An object no larger may be held as one scalar. */
const SCALAR_BYTES = 16;

interface Piece extends Contents {
  readonly offset: number;
}

/** What a call did whose one object lay at `origin`; all offsets in it are counted from there. */
interface Recorded {
  readonly args: readonly Value[];
  readonly object: Thing;
  readonly origin: number;
  readonly standIn: Thing;
  readonly reads: readonly Piece[];
  readonly writes: readonly Piece[];
  readonly looks: readonly { readonly offset: number; readonly sizeBytes: number }[];
  readonly notes: readonly RegionWrite[];
  readonly regionLooks: Watch['regionLooks'];
  readonly low: number;
  readonly high: number;
  /** Other objects that it looked at, and those whose addresses it compared with its own. */
  readonly others: ReadonlyMap<Thing, Cell>;
  readonly compared: ReadonlySet<Thing>;
  readonly entered: ReadonlySet<string>;
  readonly steps: number;
  readonly depth: number;
  readonly result: Value;
}

interface History {
  calls: number;
  nextTry: number;
  tries: number;
  readonly records: Recorded[];
}

/**
 * Calls that initialize one object after another - a lock of each bucket - do the same at another place. A call is
 * recorded with a stand-in for its object: an object that nothing else names, so that whatever holds for it holds for
 * any object that has the same bytes where it was looked at. What looks at more than the object's bytes, or changes
 * anything else, is run each time.
 */
export class RepeatedCalls {
  private readonly histories = new WeakMap<Code, History>();

  /** What a call gives back that does what an earlier one did; undefined: it has to be run. */
  again(m: Interpreter, code: Code, args: readonly Value[], run: (args: readonly Value[]) => Value): Value | undefined {
    const object = args.find(isPlaced);
    if (object === undefined || !isUsual(m, object.thing) || args.some(({ kind }) => kind === 'bytes'))
      return undefined;
    // Looking at it here must not be the first time: what nobody has looked at is nobody's concern.
    if (!m.store.isTouched(object.thing)) return undefined;
    let history = this.histories.get(code);
    if (history === undefined)
      this.histories.set(code, (history = { calls: 0, nextTry: FIRST_TRY, tries: 0, records: [] }));
    for (const one of history.records) {
      const found = repeated(m, one, args, object);
      if (found !== undefined) return found;
    }
    history.calls++;
    if (history.calls < history.nextTry || history.tries >= MOST_TRIES) return undefined;
    const made = record(m, args, object, run);
    if (made === undefined) {
      history.tries++;
      history.nextTry = history.calls * 2;
      return undefined;
    }
    history.records.unshift(made);
    history.records.length = Math.min(history.records.length, MOST_RECORDS);
    history.nextTry = history.calls + FIRST_TRY;
    return repeated(m, made, args, object);
  }
}

function isPlaced(value: Value): value is Address {
  return value.kind === 'address' && !Number.isNaN(value.offset) && !value.thing.isFixed;
}

/** An object that is nothing but its bytes. */
function isUsual(m: Interpreter, thing: Thing): boolean {
  return (
    thing !== m.kernel.reference &&
    thing.why === undefined &&
    thing.member === undefined &&
    thing.leadsTo === undefined &&
    (thing.sizeBytes === undefined || thing.sizeBytes > SCALAR_BYTES)
  );
}

function record(
  m: Interpreter,
  args: readonly Value[],
  { thing, offset: origin }: Address,
  run: (args: readonly Value[]) => Value,
): Recorded | undefined {
  const { store } = m;
  const { depth } = store;
  const cell = store.read(thing);
  if (!isMemory(cell)) return undefined;
  const standIn = m.know({ ...thing, pointee: { kind: 'made', what: thing.name, id: 0 } });
  const watch = new Watch(thing, standIn, m.calls);
  const before = m.kept();
  let result: Value;
  let after: Cell | undefined;
  store.push(new Map([[standIn, cell]]));
  m.watchedBy(watch);
  try {
    result = run(args.map((value) => (value.kind === 'address' && value.thing === thing ? on(standIn, value) : value)));
    after = store.pop(depth).get(standIn);
  } catch (error) {
    // Whatever it is, running it without a stand-in tells.
    if (!(error instanceof Error)) throw error;
    return undefined;
  } finally {
    m.watchedBy(undefined);
    store.pop(depth);
    watch.settle(m, before);
  }
  if (after === undefined || !isMemory(after) || result.kind === 'bytes') return undefined;
  if (result.kind === 'address' && Number.isNaN(result.offset)) return undefined;
  const pieces = (offsets: ReadonlySet<number>, memory: Memory): readonly Piece[] =>
    ranges(offsets).map(({ offset, sizeBytes }) => ({ ...memory.read(offset, sizeBytes), offset: offset - origin }));
  const writes = pieces(watch.written, after);
  // An address of a variable that is gone is another one each time.
  const isGone = (one: ByteMark | undefined): boolean =>
    one?.mark.kind === 'pointer'
      ? watch.isOwn(one.mark.pointee)
      : [...(one?.mark.leads ?? [])].some(({ pointee }) => watch.isOwn(pointee) || pointee === standIn.pointee);
  if (writes.some(({ marks }) => marks?.some(isGone) === true)) return undefined;
  if (result.kind === 'address' && watch.isOwn(result.thing.pointee)) return undefined;
  if (result.kind === 'unknown' && result.leads !== undefined) return undefined;
  const all = ranges(new Set([...watch.looked, ...watch.written]));
  return {
    args,
    object: thing,
    origin,
    standIn,
    reads: pieces(watch.read, cell),
    writes,
    looks: ranges(watch.looked).map(({ offset, sizeBytes }) => ({ offset: offset - origin, sizeBytes })),
    notes: watch.notes.map((note) => ({ ...note, offset: note.offset - origin })),
    regionLooks: watch.regionLooks,
    low: Math.min(0, ...all.map(({ offset }) => offset - origin)),
    high: Math.max(0, ...all.map(({ offset, sizeBytes }) => offset + sizeBytes - origin)),
    others: watch.others,
    compared: watch.compared,
    entered: watch.entered,
    steps: watch.steps,
    depth: watch.deepest - m.calls,
    result,
  };
}

function on(thing: Thing, { offset, near }: Address): Address {
  return near === undefined ? { kind: 'address', thing, offset } : { kind: 'address', thing, offset, near };
}

/** Does what was recorded at another place, where all that the call looked at is the same there. */
function repeated(m: Interpreter, one: Recorded, args: readonly Value[], object: Address): Value | undefined {
  const { thing, offset } = object;
  const moved = offset - one.origin;
  const { store } = m;
  if (
    moved % (one.object.alignBytes ?? ALIGNED) !== 0 ||
    thing.alignBytes !== one.object.alignBytes ||
    thing.isOne !== one.object.isOne ||
    args.length !== one.args.length ||
    !m.hasRoom(one.steps, one.depth) ||
    one.others.has(thing) ||
    one.compared.has(thing) ||
    !args.every((value, i) => isSameArgument(one, one.args[i], value, thing, moved))
  )
    return undefined;
  const cell = store.read(thing);
  if (!isMemory(cell)) return undefined;
  const end = Math.min(cell.sizeBytes, thing.sizeBytes ?? cell.sizeBytes);
  if (offset + one.low < 0 || offset + one.high > end) return undefined;
  if (!one.reads.every((piece) => holds(cell, offset + piece.offset, piece))) return undefined;
  for (const [other, held] of one.others) if (store.read(other) !== held) return undefined;
  for (const other of one.others.keys()) m.recorder?.lookedAtAll(other);
  m.step(one.steps);
  for (const name of one.entered) {
    m.entered.add(name);
    m.recorder?.entered.add(name);
  }
  for (const look of one.looks) m.looksAt(thing, offset + look.offset, look.sizeBytes);
  for (const look of one.regionLooks) m.looksAt(look.thing, look.offset, look.sizeBytes);
  let made = cell;
  for (const { offset: at, bytes, marks } of one.writes) {
    made = made.write(offset + at, bytes, marks && movedMarks(marks, one.standIn, thing, moved));
    m.recorder?.wrote(m, thing, offset + at, bytes.length);
  }
  if (one.writes.length > 0) store.write(thing, made);
  if (thing === m.kernel.curvnet?.region)
    for (const note of one.notes) m.writes.push({ ...note, offset: offset + note.offset });
  return one.result.kind === 'address' && one.result.thing === one.standIn
    ? { kind: 'address', thing, offset: one.result.offset + moved }
    : one.result;
}

function isSameArgument(
  { object }: Recorded,
  then: Value | undefined,
  now: Value,
  thing: Thing,
  moved: number,
): boolean {
  if (then === undefined) return false;
  if (then.kind === 'address' && then.thing === object)
    return now.kind === 'address' && now.thing === thing && now.offset === then.offset + moved;
  return sameValue(then, now) && !(now.kind === 'address' && now.thing === thing);
}

function holds(memory: Memory, offset: number, { bytes, marks }: Contents): boolean {
  const now = memory.read(offset, bytes.length);
  for (let i = 0; i < bytes.length; i++)
    if (now.bytes[i] !== bytes[i] || !sameMark(now.marks?.[i], marks?.[i])) return false;
  return true;
}

/** Marks in which pointers into the stand-in are pointers into the object. */
function movedMarks(
  marks: readonly (ByteMark | undefined)[],
  standIn: Thing,
  thing: Thing,
  moved: number,
): readonly (ByteMark | undefined)[] {
  const known = new Map<PointerMark, readonly ByteMark[]>();
  return marks.map((one) => {
    if (one?.mark.kind !== 'pointer' || one.mark.pointee !== standIn.pointee) return one;
    let made = known.get(one.mark);
    if (made === undefined)
      known.set(one.mark, (made = pointerBytes(thing.pointee, one.mark.addend + moved, one.mark.sizeBytes)));
    return made[one.index];
  });
}

/** Bytes as ranges, ascending. */
function ranges(offsets: ReadonlySet<number>): readonly { readonly offset: number; readonly sizeBytes: number }[] {
  const made: { offset: number; sizeBytes: number }[] = [];
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    const last = made.at(-1);
    if (last !== undefined && last.offset + last.sizeBytes === offset) last.sizeBytes++;
    else made.push({ offset, sizeBytes: 1 });
  }
  return made;
}
