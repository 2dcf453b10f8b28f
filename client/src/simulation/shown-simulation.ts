import { EventEmitter, type Disposable, type Event } from 'vscode';
import type { KernelAfterStep } from '../../../server/src/protocol/simulation.ts';

/** A step of the simulation, as its view shows it. */
export interface ShownStep {
  readonly step: string;
  readonly after: KernelAfterStep;
}

/** The step that the simulation view shows now; undefined while there is no such view. */
export class ShownSimulation implements Disposable {
  readonly onChange: Event<ShownStep | undefined>;
  private readonly emitter = new EventEmitter<ShownStep | undefined>();
  private shown: ShownStep | undefined;

  constructor() {
    this.onChange = this.emitter.event;
  }

  get step(): ShownStep | undefined {
    return this.shown;
  }

  turnTo(step: ShownStep | undefined): void {
    this.shown = step;
    this.emitter.fire(step);
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
