import type { Keeper, Step } from '../workspace/keepers.ts';
import type { LiveModules } from '../workspace/live-modules.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { TreeReading } from '../workspace/tree-reading.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { CachedUnits } from './cached-units.ts';
import type { LiveRegion } from './live-region.ts';

/** Measures what modules and uncompiled files define, so that no hover has to wait for a translation. */
export class LiveDefinitions implements Keeper {
  private readonly workspace: Workspace;
  private readonly reading: TreeReading;
  private readonly modules: LiveModules;
  private readonly units: CachedUnits;
  private readonly regions: LiveRegion;
  /** Sources with definitions that the kernel may not compile; undefined until the index is whole. */
  private waiting: string[] | undefined;

  constructor(
    workspace: Workspace,
    reading: TreeReading,
    modules: LiveModules,
    units: CachedUnits,
    regions: LiveRegion,
  ) {
    this.workspace = workspace;
    this.reading = reading;
    this.modules = modules;
    this.units = units;
    this.regions = regions;
  }

  get isDone(): boolean {
    return this.waiting?.length === 0;
  }

  forget(change: TreeChange): void {
    if (change.putsBack('part')) this.waiting?.push(...change.paths.filter((path) => path.endsWith('.c')));
  }

  step(): Step {
    this.waiting ??= [...this.reading.indexSoFar.files]
      .filter(([path, { definitions }]) => path.endsWith('.c') && definitions.length > 0)
      .map(([path]) => path);
    for (;;) {
      const source = this.waiting.at(-1);
      if (source === undefined) return 'nothing';
      const step = this.measure(source);
      if (step !== 'nothing') return step;
      this.waiting.pop();
    }
  }

  /** A step towards what a source defines, as it is compiled; 'nothing' once that is measured. */
  measure(source: string): Step {
    if (this.regions.isMeasuredAsBuilt(source)) return 'nothing';
    if ((this.workspace.factsOf(source)?.definitions.length ?? 0) === 0) return 'nothing';
    // It must first be known how a module compiles it.
    if (!this.workspace.isCompiled(source) && this.modules.of(source) === undefined) return this.modules.step();
    this.units.drop(source);
    this.regions.measureAsBuilt(source);
    return 'worked';
  }
}
