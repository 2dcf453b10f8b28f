import { KeptUnits } from './kept-units.ts';
import { measurePart, type SourcePart } from './live-region.ts';
import { LiveModules, type CompilingModule } from '../workspace/live-modules.ts';
import { kernelRegion, type Region } from './region.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** Units for one look at a whole tree: everything that is asked is computed at once. */
export class BuiltUnits {
  private readonly workspace: Workspace;
  private readonly regions = new Map<InstanceSet, Region>();
  private readonly modules: LiveModules;
  private readonly units: KeptUnits;
  private readonly parts = new Map<string, SourcePart | undefined>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.modules = new LiveModules(workspace);
    this.units = new KeptUnits(workspace, workspace.files, { of: (source) => this.modulesOf(source) });
  }

  unit(path: string): MeasuredUnit | undefined {
    return this.units.unit(path);
  }

  partOf(source: string): SourcePart | undefined {
    if (!this.parts.has(source)) {
      const unit = this.units.unit(source);
      this.parts.set(source, unit === undefined ? undefined : measurePart(source, unit));
    }
    return this.parts.get(source);
  }

  region(set: InstanceSet): Region {
    let known = this.regions.get(set);
    if (known === undefined) this.regions.set(set, (known = kernelRegion(this.workspace, set)));
    return known;
  }

  /** The modules that compile a source. */
  modulesOf(source: string): readonly CompilingModule[] {
    for (;;) {
      const known = this.modules.of(source);
      if (known !== undefined) return known;
      if (!this.modules.step()) return [];
    }
  }
}
