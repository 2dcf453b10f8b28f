import type { Keeper } from './keepers.ts';
import type { TreeChange } from './tree-change.ts';

/** How many edits there were: work in steps that must not see one looks at it before and after. */
export class EditCount implements Keeper {
  count = 0;

  forget(change: TreeChange): void {
    if (!change.isArrival) this.count++;
  }
}
