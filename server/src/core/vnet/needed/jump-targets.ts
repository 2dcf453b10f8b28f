import { meet, type FlowState } from './flow-state.ts';
import type { Walk } from './walk.ts';

/** Where break and continue lead. */
export interface Target {
  readonly kind: 'loop' | 'switch';
  broken: FlowState | undefined;
  continued: FlowState | undefined;
}

/** The loops and switches around a statement, in one function. */
export class JumpTargets {
  private readonly walk: Walk;
  private targets: Target[] = [];

  constructor(walk: Walk) {
    this.walk = walk;
  }

  /** Runs `work` with none around. */
  inFunction(work: () => void): void {
    const { targets } = this;
    this.targets = [];
    work();
    this.targets = targets;
  }

  push(kind: Target['kind']): Target {
    const target: Target = { kind, broken: undefined, continued: undefined };
    this.targets.push(target);
    return target;
  }

  pop(): void {
    this.targets.pop();
  }

  jump(kind: 'break' | 'continue'): void {
    const { walk } = this;
    const target = this.targets.findLast((one) => kind === 'break' || one.kind === 'loop');
    if (target !== undefined && walk.state !== undefined) {
      if (kind === 'break') target.broken = meet(target.broken, walk.state);
      else target.continued = meet(target.continued, walk.state);
    }
    walk.leave();
  }
}
