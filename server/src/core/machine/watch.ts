import type { Pointee } from './byte-mark.ts';
import type { Interpreter, RegionWrite } from './interpreter.ts';
import type { Cell, Thing } from './thing.ts';

/** More bytes of one object are not followed one by one. */
const MOST_BYTES = 4096;

/** A call does what can't be repeated elsewhere as it was. */
export class RecordingEnds extends Error {
  constructor() {
    super('a call is not recorded');
  }
}

/** What the interpreter counts, as it was before a call that is recorded. */
export interface Kept {
  readonly steps: number;
  readonly writes: number;
  readonly entered: Set<string>;
  readonly frame: Interpreter['frame'];
  readonly calls: number;
}

/** Looks on while a call is run on a stand-in for its object; ends it where more than the object's bytes count. */
export class Watch {
  /** The object, which must not be met under its own name. */
  readonly object: Thing;
  readonly standIn: Thing;
  /** Bytes of the stand-in: looked at; looked at before they were written; written. */
  readonly looked = new Set<number>();
  readonly read = new Set<number>();
  readonly written = new Set<number>();
  readonly notes: RegionWrite[] = [];
  /** What was looked at in the vnet's region besides. */
  readonly regionLooks: { readonly thing: Thing; readonly offset: number; readonly sizeBytes: number }[] = [];
  readonly others = new Map<Thing, Cell>();
  readonly compared = new Set<Thing>();
  deepest: number;
  steps = 0;
  entered: ReadonlySet<string> = new Set();
  /** Variables of the functions that are run. */
  private readonly own = new Set<Thing>();
  private readonly ownPointees = new Set<Pointee>();

  constructor(object: Thing, standIn: Thing, calls: number) {
    this.object = object;
    this.standIn = standIn;
    this.deepest = calls;
  }

  end(): never {
    throw new RecordingEnds();
  }

  /** What is done to this object depends on more than its bytes. */
  not(thing: Thing): void {
    if (thing === this.standIn) this.end();
  }

  local(thing: Thing): void {
    this.own.add(thing);
    this.ownPointees.add(thing.pointee);
  }

  /** A variable of a function that has ended. */
  isOwn(pointee: Pointee): boolean {
    return this.ownPointees.has(pointee);
  }

  onRead(thing: Thing, cell: Cell): void {
    if (thing === this.standIn || this.own.has(thing)) return;
    if (thing === this.object) this.end();
    if (!this.others.has(thing)) this.others.set(thing, cell);
  }

  onWrite(thing: Thing): void {
    if (thing !== this.standIn && !this.own.has(thing)) this.end();
  }

  onLook(thing: Thing, offset: number, sizeBytes: number): void {
    if (thing !== this.standIn) return;
    for (let at = offset; at < offset + sizeBytes; at++) {
      this.looked.add(at);
      if (!this.written.has(at)) this.read.add(at);
    }
    if (this.looked.size > MOST_BYTES) this.end();
  }

  onWritten(write: RegionWrite, thing: Thing): void {
    if (thing !== this.standIn) return;
    this.notes.push(write);
    for (let at = write.offset; at < write.offset + write.sizeBytes; at++) this.written.add(at);
    if (this.written.size > MOST_BYTES) this.end();
  }

  /** Addresses are compared, or subtracted. */
  onCompare(a: Thing, b: Thing): void {
    if (a !== this.standIn && b !== this.standIn) return;
    const other = a === this.standIn ? b : a;
    if (other === this.object) this.end();
    if (other !== this.standIn) this.compared.add(other);
  }

  /** Takes what was counted meanwhile, and puts back what was before. */
  settle(m: Interpreter, { steps, writes, entered, frame, calls }: Kept): void {
    this.steps = m.stepsDone - steps;
    this.entered = m.entered;
    for (const thing of this.own) m.store.end(thing);
    m.stepsDone = steps;
    m.writes.length = writes;
    m.entered = entered;
    m.frame = frame;
    m.calls = calls;
  }
}
