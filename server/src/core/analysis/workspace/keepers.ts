import type { TreeChange } from './tree-change.ts';

/**
 * The result of a step: nothing was left to do; some work was done; a worker is busy and will report a change; or an
 * answer became known that was asked for before, which is a change like an edit.
 */
export type Step = 'nothing' | 'worked' | 'waiting' | TreeChange;

/** Something that stores answers about a tree; answers are dropped only through this interface. */
export interface Keeper {
  /** Drops the answers that the change invalidates. Asks no other keeper. */
  forget(change: TreeChange): void;
  /** Does a little background work; absent if answers are computed when asked for. */
  step?(): Step;
}

/**
 * The keepers of one tree, in order. Each works only if those before it have nothing left to do, or wait. A keeper that
 * needs the answers of a waiting one returns `waiting` too.
 */
export class Keepers {
  private readonly list: Keeper[] = [];
  private isSomeoneWaiting = false;

  /** Each behind those that are there. */
  add(...keepers: readonly Keeper[]): void {
    this.list.push(...keepers);
  }

  /** Tells all of a change. */
  forget(change: TreeChange): void {
    for (const keeper of this.list) keeper.forget(change);
  }

  /** Runs a step of the first keeper that has work; false if nothing can be done now. */
  step(): boolean {
    this.isSomeoneWaiting = false;
    for (const keeper of this.list) {
      const step = keeper.step?.() ?? 'nothing';
      if (step === 'waiting') this.isSomeoneWaiting = true;
      else if (step !== 'nothing') {
        if (step !== 'worked') this.forget(step);
        return true;
      }
    }
    return false;
  }

  /** True if the last step left work to a worker. */
  get isWaiting(): boolean {
    return this.isSomeoneWaiting;
  }
}
