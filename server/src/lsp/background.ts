import type { Tree } from './trees.ts';

/** What the background work needs from its environment; tests pass their own. */
export interface Timers {
  now(): number;
  /** Calls back after `ms`; returns the handle that `stop` takes. */
  after(ms: number, work: () => void): unknown;
  /** Calls back after the messages that have already arrived. */
  soon(work: () => void): void;
  stop(timer: unknown): void;
}

export const processTimers: Timers = {
  now: () => performance.now(),
  after: (ms, work) => setTimeout(work, ms),
  soon: (work) => void setImmediate(work),
  stop: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
};

/** How long one slice of background work may take before messages are looked at again. */
const SLICE_MS = 6;
/** The background pauses for this long after a message. */
const QUIET_MS = 30;

/** While messages keep coming, it does a slice after so long. */
const LONGEST_REST_MS = 500;
/** So many turns of the event loop lie between a client's bytes and the request that they are. */
const TURNS_TO_REQUEST = 3;

/** After this many consecutive failures of one tree's steps, the tree's work pauses until the next message. */
const MOST_FAILURES = 50;

export interface BackgroundEvents {
  /** A slice begins. */
  begins?(): void;
  /** Something was done; called once per slice. */
  progressed(): void;
  failed(error: unknown): void;
  /** Nothing is left to do. */
  settled?(): void;
}

/** Drives the sessions' background work in slices between messages. */
export class Background {
  private readonly timers: Timers;
  private readonly trees: () => readonly Tree[];
  private readonly events: BackgroundEvents;
  private timer: unknown;
  private isRunning = false;
  /** The last slice left work. */
  private isLeft = false;
  /** Counts announcements of work: work announced during a slice may be missed by the slice's last check. */
  private announced = 0;
  private isStopped = false;
  /** Requests that wait for an answer: they come first. */
  private waiting = 0;
  private quietFrom = 0;
  /** When the present rest began, or the last slice ended. */
  private restFrom = 0;
  /** Trees' failures since a step went well. */
  private failures = new WeakMap<Tree, number>();

  constructor(timers: Timers, trees: () => readonly Tree[], events: BackgroundEvents) {
    this.timers = timers;
    this.trees = trees;
    this.events = events;
  }

  /** To be called when there is work or a message has arrived: continues after a short pause. */
  wake(quietMs = QUIET_MS): void {
    const now = this.timers.now();
    if (this.quietFrom <= now) this.restFrom = now;
    this.quietFrom = Math.max(this.quietFrom, now + quietMs);
    this.announced++;
    if (this.isRunning || this.isStopped || this.timer !== undefined) return;
    this.timer = this.timers.after(quietMs, () => {
      this.timer = undefined;
      this.start();
    });
  }

  /** To be called when somebody waits for what is being worked out: no rest, unless there is nothing to do. */
  goOn(): void {
    this.wake(this.isRunning && this.isLeft ? 0 : QUIET_MS);
  }

  stop(): void {
    this.isStopped = true;
    this.timers.stop(this.timer);
  }

  /** True while a request waits for its answer. */
  get isAwaited(): boolean {
    return this.waiting > 0;
  }

  /** Bytes have come from the client: what they ask for goes first, whatever it turns out to be. */
  inputCame(turns = TURNS_TO_REQUEST): void {
    this.waiting++;
    this.timers.soon(() => {
      this.waiting--;
      if (turns > 1) this.inputCame(turns - 1);
    });
  }

  requestCame(): void {
    this.waiting++;
  }

  requestAnswered(): void {
    this.waiting--;
  }

  private start(): void {
    const left = this.restLeft();
    if (left > 0) {
      this.wake(left);
      return;
    }
    this.isRunning = true;
    this.timers.soon(() => {
      this.slice();
    });
  }

  private slice(): void {
    if (this.isStopped) return;
    if (this.isAwaited) {
      this.timers.soon(() => {
        this.slice();
      });
      return;
    }
    // Messages that came since this slice was arranged begin a rest as well.
    if (this.restLeft() > 0) {
      this.isRunning = false;
      this.start();
      return;
    }
    const { announced } = this;
    this.isLeft = this.work();
    this.restFrom = this.timers.now();
    this.events.progressed();
    if (!this.isLeft && this.announced === announced) {
      this.isRunning = false;
      this.events.settled?.();
      return;
    }
    this.timers.soon(() => {
      this.slice();
    });
  }

  /** How long (ms) it has still to be quiet; 0: a slice may begin. */
  private restLeft(): number {
    const now = this.timers.now();
    const left = Math.min(this.quietFrom, this.restFrom + LONGEST_REST_MS) - now;
    return left > 1 ? left : 0;
  }

  /** One slice; true when work is left. */
  private work(): boolean {
    this.events.begins?.();
    const end = this.timers.now() + SLICE_MS;
    for (const tree of this.trees()) {
      try {
        while (tree.session.step()) {
          this.failures.delete(tree);
          if (this.timers.now() >= end) return true;
        }
      } catch (error) {
        this.events.failed(error);
        const failures = (this.failures.get(tree) ?? 0) + 1;
        this.failures.set(tree, failures);
        // The failed step's file is skipped; the next step continues after it.
        if (failures < MOST_FAILURES) return true;
      }
    }
    return false;
  }
}
