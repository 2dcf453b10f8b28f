/** How often the client is looked for (ms). */
export const CHECK_EVERY_MS = 1000;

/** The main thread has this many ms to end cleanly after the client is gone; VS Code gives a server 2 s. */
export const GRACE_MS = 3000;

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
  tell(message: FromWatch): void;
  kill(processId: number): void;
  /** Ends this process, even if the main thread is busy. */
  end(): void;
}

/**
 * Ends a language server whose client is gone, even if the main thread is busy. It runs in a separate thread. It tells
 * the main thread first, so that it can end cleanly.
 */
export class Watch {
  private readonly world: WatchedWorld;
  private readonly children = new Set<number>();
  private client: number | undefined;
  private isParent = false;
  private isEnding = false;

  constructor(world: WatchedWorld) {
    this.world = world;
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
    const isFirst = this.client === undefined;
    this.client = processId;
    this.isParent = this.world.parent() === processId;
    if (isFirst) this.checkLater();
  }

  private checkLater(): void {
    this.world.after(CHECK_EVERY_MS, () => {
      if (this.isEnding) return;
      if (this.isClientThere) return this.checkLater();
      this.world.tell({ kind: 'clientGone' });
      this.endSoon();
    });
  }

  private get isClientThere(): boolean {
    const { client, world } = this;
    return client === undefined || (world.isAlive(client) && (!this.isParent || world.parent() === client));
  }

  private endSoon(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.world.after(GRACE_MS, () => {
      for (const child of this.children) this.world.kill(child);
      this.world.end();
    });
  }
}
