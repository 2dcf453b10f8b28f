import { readKernelConstants } from '../../image/kernel-constants.ts';
import type { Session } from '../../session/session.ts';
import { ViewPool } from '../../workspace/type-view.ts';

/** One SI_SUB_ or SI_ORDER_ of a tree. */
export interface LevelName {
  readonly name: string;
  readonly value: number;
  /** What sys/kernel.h writes beside it. */
  readonly comment: string | undefined;
}

/** The levels of SYSINIT(9), in the order of time; read once, and again when a header has changed. */
export class SubsystemNames {
  private readonly session: Session;
  private known: readonly LevelName[] | undefined;

  constructor(session: Session) {
    this.session = session;
    session.workspace.forgetters.add((paths) => {
      if (paths.some((path) => path.endsWith('/kernel.h'))) this.known = undefined;
    });
  }

  /** Names that begin with `prefix`, earliest first. */
  startingWith(prefix: string): readonly LevelName[] {
    return this.all().filter(({ name }) => name.startsWith(prefix));
  }

  find(name: string): LevelName | undefined {
    return this.all().find((one) => one.name === name);
  }

  private all(): readonly LevelName[] {
    if (this.known === undefined) {
      const { workspace } = this.session;
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
