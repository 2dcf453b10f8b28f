import type { Tree } from './trees.ts';

/** What the background work needs of the world; tests give their own. */
export interface Timers {
  now(): number;
  /** Calls back after a while; returns what `stop` takes. */
  after(ms: number, work: () => void): unknown;
  /** Calls back as soon as what has arrived meanwhile is done. */
  soon(work: () => void): void;
  stop(timer: unknown): void;
}

export const processTimers: Timers = {
  now: () => performance.now(),
  after: (ms, work) => setTimeout(work, ms),
  soon: (work) => void setImmediate(work),
  stop: (timer) => { clearTimeout(timer as NodeJS.Timeout); },
};

/** How long one slice of background work may take before messages are looked at again. */
const SLICE_MS = 6;
/** After a message the background waits for what follows it. */
const QUIET_MS = 30;

export interface BackgroundEvents {
  /** Something was done; called once per slice. */
  progressed(): void;
  failed(error: unknown): void;
}

/** Drives the sessions' background work in slices between messages. */
export class Background {
  private readonly timers: Timers;
  private readonly trees: () => readonly Tree[];
  private readonly events: BackgroundEvents;
  private timer: unknown;
  private isRunning = false;
  private isStopped = false;
  /** Requests that wait for an answer: they come first. */
  private waiting = 0;
  private quietFrom = 0;

  constructor(timers: Timers, trees: () => readonly Tree[], events: BackgroundEvents) {
    this.timers = timers;
    this.trees = trees;
    this.events = events;
  }

  /** There is work, or a message has come: goes on after a short quiet. */
  wake(quietMs = QUIET_MS): void {
    this.quietFrom = Math.max(this.quietFrom, this.timers.now() + quietMs);
    if (this.isRunning || this.isStopped || this.timer !== undefined) return;
    this.timer = this.timers.after(quietMs, () => {
      this.timer = undefined;
      this.start();
    });
  }

  stop(): void {
    this.isStopped = true;
    this.timers.stop(this.timer);
  }

  requestCame(): void {
    this.waiting++;
  }

  requestAnswered(): void {
    this.waiting--;
  }

  private start(): void {
    const left = this.quietFrom - this.timers.now();
    if (left > 1) {
      this.wake(left);
      return;
    }
    this.isRunning = true;
    this.timers.soon(() => { this.slice(); });
  }

  private slice(): void {
    if (this.isStopped) return;
    if (this.waiting > 0) {
      this.timers.soon(() => { this.slice(); });
      return;
    }
    const isLeft = this.work();
    this.events.progressed();
    if (!isLeft) {
      this.isRunning = false;
      return;
    }
    if (this.quietFrom - this.timers.now() > 1) {
      this.isRunning = false;
      this.start();
      return;
    }
    this.timers.soon(() => { this.slice(); });
  }

  /** One slice; true when work is left. */
  private work(): boolean {
    const end = this.timers.now() + SLICE_MS;
    for (const { session } of this.trees()) {
      try {
        while (session.step()) if (this.timers.now() >= end) return true;
      } catch (error) {
        // What the step was about is skipped: the next step goes on behind it.
        this.events.failed(error);
        return true;
      }
    }
    return false;
  }
}
