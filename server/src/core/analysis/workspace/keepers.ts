import type { TreeChange } from './tree-change.ts';

/**
 * What a step did: nothing, as nothing is left to do; a little of it; nothing, as a worker has it, whose answer will
 * arrive as a change; or it came to an answer that others have asked for in vain, which is a change like an edit.
 */
export type Step = 'nothing' | 'worked' | 'waiting' | TreeChange;

/** Whatever keeps answers about a tree: there is no other way to forget them. */
export interface Keeper {
  /** Drops the answers that the change puts back; asks nobody anything. */
  forget(change: TreeChange): void;
  /** Does a little of what it has to do in the background; left out by what works when it is asked. */
  step?(): Step;
}

/**
 * All that keeps answers about one tree, in order: each works only when those before it have nothing left to do, or
 * wait. What needs the answers of one that waits answers `waiting` too.
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

  /** Lets the first work that has something to do; false when nothing can be done now. */
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

  /** True when the last step left something to a worker. */
  get isWaiting(): boolean {
    return this.isSomeoneWaiting;
  }
}
