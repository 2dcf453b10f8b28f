import { pointerBytes, type ByteMark, type Pointee } from './byte-mark.ts';
import { CallRecorder, MOST_BYTES } from './call-recorder.ts';
import { isMemory, memoryOf } from './cell.ts';
import type { Code } from './frame.ts';
import type { Interpreter, RegionWrite } from './interpreter.ts';
import type { VnetThings } from './kernel.ts';
import { sameMark, type Contents } from './memory.ts';
import type { ZoneState } from './models/memory.ts';
import type { Cell, Thing } from './thing.ts';
import { sameValue, type Value } from './value.ts';

/** Runs of one function that are remembered. */
const MOST_RECORDS = 2;
/** What takes fewer steps is run; so is what was short so often, or found other things so often one after another. */
const LEAST_STEPS = 200;
const MOST_SHORT = 2;
const MOST_MISSES = 6;

interface Piece extends Contents {
  readonly offset: number;
}

/** An object that was there before, with what the call found in it, and what it left. */
interface Met {
  readonly thing: Thing;
  readonly before: Cell;
  readonly reads: readonly Piece[];
  readonly after: Cell;
  readonly writes: readonly Piece[];
}

interface Recorded {
  readonly vnet: VnetThings;
  readonly args: readonly Value[];
  readonly result: Value;
  /** In the order in which the call came by them. */
  readonly met: readonly Met[];
  readonly made: readonly (readonly [Thing, Cell | undefined, ZoneState | undefined])[];
  readonly zones: CallRecorder['zones'];
  readonly asked: CallRecorder['asked'];
  readonly entered: CallRecorder['entered'];
  readonly notes: readonly RegionWrite[];
  readonly steps: number;
}

interface History {
  short: number;
  misses: number;
  readonly records: Recorded[];
}

/** What was found is not what the earlier call found. */
class NotAlike extends Error {}

/**
 * What a call did in one vnet it does in another where all that it looked at is the same there. An object that was
 * allocated may have another in its place: what pointed to the one must point to the other wherever the call looked,
 * and no two have the same. Addresses that were alike, or not, are so again then.
 */
export class RecordedCalls {
  private histories = new WeakMap<Code, History>();
  /** Calls are remembered, and what is remembered is done again. */
  isOn = false;

  /** Functions, or the places of variables, are not what they were. */
  forget(): void {
    this.histories = new WeakMap();
  }

  /** Does what the function did before, or runs it and remembers what it does. */
  call(m: Interpreter, code: Code, args: readonly Value[], run: () => Value): Value {
    const vnet = m.kernel.curvnet;
    if (vnet === undefined || args.some(({ kind }) => kind === 'bytes')) return run();
    let history = this.histories.get(code);
    if (history === undefined) this.histories.set(code, (history = { short: 0, misses: 0, records: [] }));
    if (history.short >= MOST_SHORT || history.misses >= MOST_MISSES) return run();
    for (const one of history.records) {
      const done = again(m, one, vnet, args);
      if (done === undefined) continue;
      history.misses = 0;
      return done;
    }
    history.misses++;
    const { store, stepsDone: steps } = m;
    const { length: made } = m.madeNow;
    const { length: notes } = m.writes;
    const { depth } = store;
    const recorder = new CallRecorder(m.recorder);
    m.recorder = recorder;
    let recorded: Recorded | undefined;
    try {
      store.push();
      const result = run();
      const written = store.pop(depth);
      if (m.stepsDone - steps < LEAST_STEPS) history.short++;
      else if (!recorder.isSpoiled && result.kind !== 'bytes') {
        const met = metBy(m, recorder, written);
        if (met !== undefined)
          recorded = {
            vnet,
            args,
            result,
            met,
            made: m.madeNow.slice(made).map((thing) => [thing, written.get(thing), stateOf(m, thing)]),
            zones: recorder.zones,
            asked: recorder.asked,
            entered: recorder.entered,
            notes: m.writes.slice(notes),
            steps: m.stepsDone - steps,
          };
      }
      store.put(written);
      return result;
    } finally {
      m.recorder = recorder.outer;
      m.recorder?.takeIn(m, recorder, m.madeNow.slice(made));
      if (recorded !== undefined) {
        history.records.unshift(recorded);
        history.records.length = Math.min(history.records.length, MOST_RECORDS);
      }
    }
  }
}

/** What a call that is over met; undefined where it left something that is another one each time. */
function metBy(
  m: Interpreter,
  { touched }: CallRecorder,
  written: ReadonlyMap<Thing, Cell>,
): readonly Met[] | undefined {
  const met: Met[] = [];
  for (const [thing, bytes] of touched) {
    const before = m.store.read(thing);
    const after = written.get(thing) ?? before;
    if (after.sizeBytes !== before.sizeBytes || (bytes.readsAll && before.sizeBytes > MOST_BYTES)) return undefined;
    const pieces = (cell: Cell, ranges: ReturnType<typeof bytes.reads>): readonly Piece[] => {
      const memory = memoryOf(cell, m.target);
      return ranges.map(({ offset, sizeBytes }) => ({ ...memory.read(offset, sizeBytes), offset }));
    };
    met.push({
      thing,
      before,
      reads: pieces(before, bytes.readsAll ? [{ offset: 0, sizeBytes: before.sizeBytes }] : bytes.reads()),
      after,
      writes: pieces(after, bytes.writes()),
    });
  }
  return met;
}

function stateOf(m: Interpreter, zone: Thing): ZoneState | undefined {
  const state = m.zones.get(zone);
  return state && { ...state };
}

function again(m: Interpreter, one: Recorded, vnet: VnetThings, args: readonly Value[]): Value | undefined {
  const { length } = m.madeNow;
  try {
    return new Repetition(m, one, vnet).result(args);
  } catch (error) {
    if (!(error instanceof NotAlike)) throw error;
    m.madeNow.length = length;
    return undefined;
  }
}

/** Allocated, or a variable of a function. */
function isMade({ kind }: Pointee): boolean {
  return kind === 'made';
}

/** One attempt to do what was recorded. */
class Repetition {
  private readonly m: Interpreter;
  private readonly one: Recorded;
  private readonly counterparts = new Map<Thing, Thing>();
  private readonly pointees = new Map<Pointee, Thing>();
  private readonly taken = new Set<Pointee>();
  private readonly marks = new Map<ByteMark['mark'], readonly ByteMark[]>();

  constructor(m: Interpreter, one: Recorded, vnet: VnetThings) {
    this.m = m;
    this.one = one;
    this.pair(one.vnet.region, vnet.region);
    this.pair(one.vnet.vnet, vnet.vnet);
  }

  /** What the call gives back; a NotAlike is thrown before anything is written. */
  result(args: readonly Value[]): Value {
    const { m, one } = this;
    args.forEach((value, i) => this.isLike(one.args[i], value));
    for (const [name, value] of one.asked) if (m.kernel.kenv(name) !== value) throw new NotAlike();
    this.findAll();
    const isNew = new Set(one.made.map(([thing]) => thing));
    for (const zone of one.zones.keys()) if (!isNew.has(zone)) this.compareZones(zone);
    for (const [thing] of one.made)
      this.pair(thing, m.make(thing.name, thing.sizeBytes, thing.initial, thing.alignBytes));
    const cells = [
      ...one.met.flatMap((met) => (met.writes.length === 0 ? [] : [this.written(met)])),
      ...one.made.flatMap(([thing, cell]) =>
        cell === undefined ? [] : [[this.other(thing), this.moved(cell)] as const],
      ),
    ];
    const zones = one.made.flatMap(([thing, , state]) =>
      state === undefined ? [] : [[this.other(thing), this.movedZone(state)] as const],
    );
    const result = this.movedValue(one.result);
    for (const { thing, reads, writes } of one.met) {
      const other = this.other(thing);
      for (const { offset, bytes } of reads) m.looksAt(other, offset, bytes.length);
      for (const { offset, bytes } of writes) m.recorder?.wrote(m, other, offset, bytes.length);
    }
    for (const [thing, cell] of cells) m.store.write(thing, cell);
    for (const [thing, state] of zones) m.zones.set(thing, state);
    for (const [zone, isAllocatedFrom] of one.zones) {
      const state = m.zones.get(this.other(zone));
      if (isAllocatedFrom && state !== undefined) state.isUnused = false;
      m.recorder?.asksZone(this.other(zone), isAllocatedFrom);
    }
    for (const note of one.notes) m.writes.push(note);
    for (const name of one.entered) {
      m.entered.add(name);
      m.recorder?.entered.add(name);
    }
    m.step(one.steps);
    return result;
  }

  /** Compares what the call looked at. What leads to an object may be found after it. */
  private findAll(): void {
    let waiting = this.one.met;
    for (let before = Infinity; waiting.length > 0 && waiting.length < before;) {
      before = waiting.length;
      waiting = waiting.filter((met) => {
        if (isMade(met.thing.pointee) && !this.counterparts.has(met.thing)) return true;
        this.compare(met);
        return false;
      });
    }
    if (waiting.length > 0) throw new NotAlike();
  }

  private compare({ thing, before, reads }: Met): void {
    const cell = this.m.store.read(this.other(thing));
    if (cell.sizeBytes !== before.sizeBytes) throw new NotAlike();
    if (reads.length === 0) return;
    if (!isMemory(before)) {
      if (isMemory(cell)) throw new NotAlike();
      this.isLike(before.value, cell.value);
      return;
    }
    if (!isMemory(cell)) throw new NotAlike();
    for (const { offset, bytes, marks } of reads) {
      const now = cell.read(offset, bytes.length);
      for (let i = 0; i < bytes.length; i++) {
        if (bytes[i] !== now.bytes[i]) throw new NotAlike();
        const [then, one] = [marks?.[i], now.marks?.[i]];
        if (then?.mark.kind === 'pointer' && one?.mark.kind === 'pointer' && then.index === 0)
          this.meet(then.mark.pointee, one.mark.pointee);
        if (!sameMark(this.movedMark(then), one)) throw new NotAlike();
      }
    }
  }

  /** What an address led to, and what it leads to. */
  private meet(then: Pointee, now: Pointee): void {
    if (!isMade(then) || !isMade(now)) return;
    const [a, b] = [this.thing(then), this.thing(now)];
    if (a !== undefined && b !== undefined && !this.counterparts.has(a)) this.pair(a, b);
  }

  private thing(pointee: Pointee): Thing | undefined {
    return this.m.resolve({ kind: 'pointer', pointee, addend: 0, sizeBytes: this.m.target.pointerBytes })?.thing;
  }

  private pair(a: Thing, b: Thing): void {
    if (
      this.taken.has(b.pointee) ||
      a.name !== b.name ||
      a.sizeBytes !== b.sizeBytes ||
      a.alignBytes !== b.alignBytes ||
      a.isOne !== b.isOne ||
      a.why !== b.why
    )
      throw new NotAlike();
    this.counterparts.set(a, b);
    this.pointees.set(a.pointee, b);
    this.taken.add(b.pointee);
  }

  private isLike(then: Value | undefined, now: Value): void {
    if (then?.kind === 'address' && now.kind === 'address') this.meet(then.thing.pointee, now.thing.pointee);
    if (then === undefined || !sameValue(this.movedValue(then), now)) throw new NotAlike();
  }

  private compareZones(zone: Thing): void {
    const [then, now] = [this.m.zones.get(zone), this.m.zones.get(this.other(zone))];
    if (then === now) return;
    if (then === undefined || now === undefined || then.name !== now.name) throw new NotAlike();
    const [a, b] = [then, now].map(({ size, inits, constructors }) => [size, ...inits, 'then', ...constructors]);
    if (a?.length !== b?.length) throw new NotAlike();
    a?.forEach((value, i) => {
      const other = b?.[i];
      if (typeof value === 'string' || typeof other === 'string' || other === undefined) {
        if (value !== other) throw new NotAlike();
      } else this.isLike(value, other);
    });
  }

  private other(thing: Thing): Thing {
    const found = this.counterparts.get(thing);
    if (found !== undefined) return found;
    // Which one it would be nothing has told; and a vnet that stands in another's place is not itself.
    if (isMade(thing.pointee) || this.taken.has(thing.pointee)) throw new NotAlike();
    return thing;
  }

  private written({ thing, after, writes }: Met): readonly [Thing, Cell] {
    const other = this.other(thing);
    if (!isMemory(after)) return [other, this.moved(after)];
    let memory = memoryOf(this.m.store.read(other), this.m.target);
    for (const { offset, bytes, marks } of writes)
      memory = memory.write(
        offset,
        bytes,
        marks?.map((one) => this.movedMark(one)),
      );
    return [other, memory];
  }

  private moved(cell: Cell): Cell {
    return isMemory(cell)
      ? cell.withMarks((one) => this.movedMark(one) ?? one)
      : { value: this.movedValue(cell.value), sizeBytes: cell.sizeBytes };
  }

  private movedValue(value: Value): Value {
    if (value.kind === 'address') return { ...value, thing: this.other(value.thing) };
    return value.kind === 'unknown' && value.leads !== undefined
      ? { ...value, leads: value.leads.moved((pointee) => this.movedPointee(pointee)) }
      : value;
  }

  private movedZone(state: ZoneState): ZoneState {
    const all = (values: readonly Value[]): readonly Value[] => values.map((value) => this.movedValue(value));
    return { ...state, inits: all(state.inits), constructors: all(state.constructors) };
  }

  private movedMark(one: ByteMark | undefined): ByteMark | undefined {
    if (one === undefined) return one;
    const { mark } = one;
    let bytes = this.marks.get(mark);
    if (bytes === undefined) {
      if (mark.kind === 'pointer') {
        const to = this.movedPointee(mark.pointee);
        if (to === mark.pointee) return one;
        bytes = pointerBytes(to, mark.addend, mark.sizeBytes);
      } else {
        const { leads } = mark;
        if (leads === undefined) return one;
        const moved = leads.moved((pointee) => this.movedPointee(pointee));
        if (moved === leads) return one;
        bytes = [{ mark: { ...mark, leads: moved }, index: 0 }];
      }
      this.marks.set(mark, bytes);
    }
    return bytes[one.index];
  }

  private movedPointee(pointee: Pointee): Pointee {
    const other = this.pointees.get(pointee);
    if (other !== undefined) return other.pointee;
    if (isMade(pointee) || this.taken.has(pointee)) throw new NotAlike();
    return pointee;
  }
}
