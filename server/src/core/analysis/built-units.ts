import { KeptUnits } from './kept-units.ts';
import { LiveModules, type CompilingModule } from './live-modules.ts';
import type { MeasuredUnit, Workspace } from './workspace.ts';

/** Units for one look at a whole tree: everything that is asked is worked out at once. */
export class BuiltUnits {
  private readonly modules: LiveModules;
  private readonly units: KeptUnits;

  constructor(workspace: Workspace) {
    this.modules = new LiveModules(workspace);
    this.units = new KeptUnits(workspace, workspace.files, { of: (source) => this.modulesOf(source) });
  }

  unit(path: string): MeasuredUnit | undefined {
    return this.units.unit(path);
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
