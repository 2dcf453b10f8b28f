/** No request for so long (ms): nobody is asking. */
const PAUSE_MS = 150;

/** A client that never stops asking holds the work up for three seconds at most. */
const MOST_WAITS = 20;

/** Counts an editor's requests for a thread that works beside them and leaves the processor to their answers. */
export class RequestCount {
  readonly shared: SharedArrayBuffer;
  private readonly count: Int32Array;
  private seen = 0;

  /** `shared` is the memory of the other thread's count. */
  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.count = new Int32Array(shared);
  }

  /** A request has come. */
  add(): void {
    // Nobody is woken: a thread that is would run beside the answer.
    Atomics.add(this.count, 0, 1);
  }

  /**
   * Blocks the calling thread until no request has come for a while, if one came since the last call. `wait` waits so
   * long (ms).
   */
  waitForPause(wait = (count: number, ms: number): unknown => Atomics.wait(this.count, 0, count, ms)): void {
    for (let waits = 0; waits < MOST_WAITS; waits++) {
      const now = Atomics.load(this.count, 0);
      if (now === this.seen) return;
      this.seen = now;
      wait(now, PAUSE_MS);
    }
  }
}
