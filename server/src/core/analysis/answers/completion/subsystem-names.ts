import { readKernelConstants } from '../../image/kernel-constants.ts';
import type { Keeper } from '../../workspace/keepers.ts';
import type { TreeChange } from '../../workspace/tree-change.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { ViewPool } from '../../workspace/type-view.ts';

/** One SI_SUB_ or SI_ORDER_ of a tree. */
export interface LevelName {
  readonly name: string;
  readonly value: number;
  /** What sys/kernel.h writes beside it. */
  readonly comment: string | undefined;
}

/** The levels of SYSINIT(9), in the order of time; read once, and again when a header has changed. */
export class SubsystemNames implements Keeper {
  private readonly workspace: Workspace;
  private known: readonly LevelName[] | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  forget({ paths }: TreeChange): void {
    if (paths.some((path) => path.endsWith('/kernel.h'))) this.known = undefined;
  }

  /** Names that begin with `prefix`, earliest first. */
  startingWith(prefix: string): readonly LevelName[] {
    return this.all().filter(({ name }) => name.startsWith(prefix));
  }

  private all(): readonly LevelName[] {
    if (this.known === undefined) {
      const { workspace } = this;
      const { subsystems, orders } = readKernelConstants(workspace, new ViewPool());
      const text = workspace.files.read(workspace.inSys('sys/kernel.h')) ?? '';
      this.known = [...subsystems, ...orders].map(({ name, value }) => ({
        name,
        value,
        comment: commentBeside(text, name),
      }));
    }
    return this.known;
  }
}

function commentBeside(text: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}\\b[ \\t]*=[^,\\n]*,[ \\t]*/\\*((?:[^*]|\\*(?!/))*)\\*/`).exec(text)?.[1];
  return found?.replace(/\s+/g, ' ').trim();
}
