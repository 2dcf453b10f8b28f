/** How often the client is looked for (ms). */
export const CHECK_EVERY_MS = 1000;

/** The main thread has this many ms to end cleanly after the client is gone; VS Code gives a server 2 s. */
export const GRACE_MS = 3000;

/** The main thread has this many ms to come round before it counts as stuck. No step of the work takes a second. */
export const STUCK_MS = 30_000;

/** From the main thread. */
export type ToWatch =
  | { readonly kind: 'client'; readonly processId: number }
  | { readonly kind: 'started' | 'ended'; readonly child: number };

/** To the main thread. */
export type FromWatch =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'inputEnded' }
  | { readonly kind: 'clientGone' };

/** What the watch needs from its environment; tests pass their own. */
export interface WatchedWorld {
  /** False when there is no such process. */
  isAlive(processId: number): boolean;
  /** The id of the current parent process. It changes when the parent has ended. */
  parent(): number;
  after(ms: number, work: () => void): void;
  /** How often the main thread has come round; undefined while a debugger may have stopped it. */
  turns(): number | undefined;
  /** The main thread is stuck: says and remembers what it works on, before it is ended. */
  stuck(): void;
  tell(message: FromWatch): void;
  kill(processId: number): void;
  /** Ends this process, even if the main thread is busy. */
  end(): void;
}

/**
 * Ends a language server whose client is gone, even if the main thread is busy, and one whose main thread is stuck. It
 * runs in a separate thread. When the client is gone it tells the main thread first, so that it can end cleanly.
 */
export class Watch {
  private readonly world: WatchedWorld;
  private readonly children = new Set<number>();
  private client: number | undefined;
  private isParent = false;
  private isEnding = false;
  private readonly stuckMs: number;
  private lastTurns: number | undefined;
  /** For so long (ms) the main thread has not come round, by this thread's own checks. */
  private stillMs = 0;

  /** @param stuckMs 0: a busy main thread is never ended */
  constructor(world: WatchedWorld, stuckMs = STUCK_MS) {
    this.world = world;
    this.stuckMs = stuckMs;
    this.checkLater();
  }

  take(message: ToWatch): void {
    switch (message.kind) {
      case 'client':
        return this.watch(message.processId);
      case 'started':
        this.children.add(message.child);
        break;
      case 'ended':
        this.children.delete(message.child);
        break;
    }
  }

  inputEnded(): void {
    this.world.tell({ kind: 'inputEnded' });
    this.endSoon();
  }

  private watch(processId: number): void {
    this.client = processId;
    this.isParent = this.world.parent() === processId;
  }

  private checkLater(): void {
    this.world.after(CHECK_EVERY_MS, () => {
      if (this.isEnding) return;
      if (!this.isClientThere) {
        this.world.tell({ kind: 'clientGone' });
        this.endSoon();
      } else if (this.isStuck()) {
        this.isEnding = true;
        this.world.stuck();
        this.end();
      } else this.checkLater();
    });
  }

  /** Counts checks, not the clock: while a machine is suspended neither thread comes round. */
  private isStuck(): boolean {
    const turns = this.world.turns();
    this.stillMs = turns === undefined || turns !== this.lastTurns ? 0 : this.stillMs + CHECK_EVERY_MS;
    this.lastTurns = turns;
    return this.stuckMs > 0 && this.stillMs >= this.stuckMs;
  }

  private end(): void {
    for (const child of this.children) this.world.kill(child);
    this.world.end();
  }

  private get isClientThere(): boolean {
    const { client, world } = this;
    return client === undefined || (world.isAlive(client) && (!this.isParent || world.parent() === client));
  }

  private endSoon(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.world.after(GRACE_MS, () => {
      this.end();
    });
  }
}
