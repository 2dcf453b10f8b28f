/** Longer names are cut: nobody has such paths. */
const MOST_NAME_BYTES = 4096;
const TURNS = 0;
const IS_STOPPED = 1;
const NAME_BYTES = 2;
const HEADER_BYTES = 12;

/** A name is written for each file on which work begins. */
const ENCODER = new TextEncoder();

/**
 * What the main thread is at, in memory that another thread can read while the main thread is busy: its turns of the
 * event loop, whether a debugger may stop it, and the file that it works on.
 */
export class MainThreadMark {
  readonly memory: SharedArrayBuffer;
  private readonly numbers: Int32Array;
  private readonly name: Uint8Array;

  constructor(memory = new SharedArrayBuffer(HEADER_BYTES + MOST_NAME_BYTES)) {
    this.memory = memory;
    this.numbers = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.name = new Uint8Array(memory, HEADER_BYTES);
  }

  /** The main thread has come round. */
  turn(mayBeStopped: boolean): void {
    Atomics.store(this.numbers, IS_STOPPED, Number(mayBeStopped));
    Atomics.add(this.numbers, TURNS, 1);
  }

  get turns(): number {
    return Atomics.load(this.numbers, TURNS);
  }

  get mayBeStopped(): boolean {
    return Atomics.load(this.numbers, IS_STOPPED) === 1;
  }

  /** Work on a file begins; '' when it is done. */
  workOn(file: string): void {
    Atomics.store(this.numbers, NAME_BYTES, 0);
    const { written } = ENCODER.encodeInto(file, this.name);
    Atomics.store(this.numbers, NAME_BYTES, written);
  }

  /** The file that the main thread works on; '' if it is none that is known. */
  get workedOn(): string {
    // A TextDecoder refuses shared memory.
    return new TextDecoder().decode(this.name.slice(0, Atomics.load(this.numbers, NAME_BYTES)));
  }
}
