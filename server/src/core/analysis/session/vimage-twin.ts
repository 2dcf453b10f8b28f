import type { Keeper, Keepers, Step } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';

/** A session's twin: the same tree with VIMAGE. */
interface Twin {
  readonly keepers: Keepers;
  step(): boolean;
}

/** Stands for the twin in the session's list: it gets every edit, and works when the keepers before it have not. */
export class TwinWork implements Keeper {
  private readonly twin: Twin;

  constructor(twin: Twin) {
    this.twin = twin;
  }

  forget(change: TreeChange): void {
    if (!change.isArrival) this.twin.keepers.forget(change);
  }

  step(): Step {
    return this.twin.step() ? 'worked' : this.twin.keepers.isWaiting ? 'waiting' : 'nothing';
  }
}

/** Stands for the session in the twin's list: what arrives late there is a change here. */
export class TwinArrivals implements Keeper {
  private readonly session: Keepers;

  constructor(session: Keepers) {
    this.session = session;
  }

  forget(change: TreeChange): void {
    if (change.isArrival) this.session.forget(change);
  }
}
