import { exampleAddressSpace } from '../../simulator/address-space.ts';
import type { MachineSizes } from '../region/surroundings.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import { ViewPool } from '../workspace/type-view.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readKernelConstants } from './kernel-constants.ts';

/** Where a tree says how large pages and cache lines are: sys/param.h and machine/param.h. */
const SIZES_HEADER = /(^|\/)param\.h$/;

/** Pages and cache lines of the machine, as the tree's headers have them. */
export class LiveMachine implements Keeper {
  private readonly workspace: Workspace;
  /** null: the headers do not tell. */
  private answer: MachineSizes | null | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** undefined while that is not known. */
  get sizes(): MachineSizes | undefined {
    return this.answer ?? undefined;
  }

  forget(change: TreeChange): void {
    if (change.putsBackAll('unit') && change.paths.some((path) => SIZES_HEADER.test(path))) this.answer = undefined;
  }

  step(): Step {
    if (this.answer !== undefined) return 'nothing';
    // Set first: should it fail, it is not tried again and again.
    this.answer = null;
    const { pageBytes, cacheLineBytes } = readKernelConstants(this.workspace, new ViewPool());
    const { kernel, target } = this.workspace;
    if (pageBytes === undefined || cacheLineBytes === undefined) return 'worked';
    const firstCopy = exampleAddressSpace(kernel.arch, target.pointerBytes).pages;
    this.answer = { pageBytes, cacheLineBytes, firstCopy };
    return 'worked';
  }
}
