import { isCertain } from './ledger.ts';
import type { Interpreter } from './interpreter.ts';
import type { Thing } from './thing.ts';
import { TouchedBytes } from './touched-bytes.ts';

/** Ranges of more bytes are not told apart: what does that is run each time. */
export const MOST_BYTES = 1 << 20;

/** Notes which bytes of which objects a call looks at and writes, so that it need not be run where these are alike. */
export class CallRecorder {
  /** Of the call around it, while this one is not over. */
  readonly outer: CallRecorder | undefined;
  readonly touched = new Map<Thing, TouchedBytes>();
  /** Zones that were asked for more than their bytes, and whether something was allocated from them. */
  readonly zones = new Map<Thing, boolean>();
  /** Variables of the environment that were asked for. */
  readonly asked = new Map<string, string | undefined>();
  readonly entered = new Set<string>();
  /** It hangs on more than bytes, or changes more: it can't be done again. */
  isSpoiled = false;
  /** Made by the call, or variables of functions that it runs. */
  private readonly own = new Set<Thing>();

  constructor(outer: CallRecorder | undefined) {
    this.outer = outer;
  }

  looked(thing: Thing, offset: number, sizeBytes: number): void {
    if (sizeBytes > MOST_BYTES) this.isSpoiled = true;
    else this.of(thing)?.read(offset, sizeBytes);
  }

  lookedAtAll(thing: Thing): void {
    const touched = this.of(thing);
    if (touched !== undefined) touched.readsAll = true;
  }

  wrote(m: Interpreter, thing: Thing, offset: number, sizeBytes: number): void {
    const touched = this.of(thing);
    if (touched === undefined) return;
    if (sizeBytes > MOST_BYTES) this.isSpoiled = true;
    else touched.write(offset, sizeBytes, isCertain(m));
  }

  asksZone(zone: Thing, isAllocatedFrom: boolean): void {
    this.zones.set(zone, isAllocatedFrom || this.zones.get(zone) === true);
  }

  spoil(): void {
    this.isSpoiled = true;
  }

  /** Nobody else knows this object, or none did before. */
  owns(thing: Thing): void {
    this.own.add(thing);
  }

  /** What an inner call has done is done by this one. */
  takeIn(m: Interpreter, inner: CallRecorder, made: readonly Thing[]): void {
    const certain = isCertain(m);
    for (const thing of made) this.own.add(thing);
    for (const [thing, touched] of inner.touched) this.of(thing)?.takeIn(touched, certain);
    for (const [zone, isAllocatedFrom] of inner.zones) this.asksZone(zone, isAllocatedFrom);
    for (const [name, value] of inner.asked) this.asked.set(name, value);
    for (const name of inner.entered) this.entered.add(name);
    this.isSpoiled ||= inner.isSpoiled;
  }

  private of(thing: Thing): TouchedBytes | undefined {
    if (thing.isFixed || this.own.has(thing)) return undefined;
    let touched = this.touched.get(thing);
    if (touched === undefined) this.touched.set(thing, (touched = new TouchedBytes()));
    return touched;
  }
}
