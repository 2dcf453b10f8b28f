import { isFailure } from '../../kernel/failure.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import type { LiveModules } from '../workspace/live-modules.ts';
import type { OverlayFiles } from '../workspace/overlay-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { CachedUnits } from './cached-units.ts';
import type { LiveRegion } from './live-region.ts';

/**
 * Measures the modules of the sources that are open, before the rest of the tree is read: whoever starts an editor on
 * a module's source asks about that module first. Edits are left to `LiveDefinitions`.
 */
export class OpenModules implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: OverlayFiles;
  private readonly modules: LiveModules;
  private readonly units: CachedUnits;
  private readonly regions: LiveRegion;
  /** Documents whose modules are measured. */
  private readonly done = new Set<string>();

  constructor(
    workspace: Workspace,
    files: OverlayFiles,
    modules: LiveModules,
    units: CachedUnits,
    regions: LiveRegion,
  ) {
    this.workspace = workspace;
    this.files = files;
    this.modules = modules;
    this.units = units;
    this.regions = regions;
  }

  /** It stores no answers. A document whose modules are measured is not looked at again. */
  forget(): void {
    return;
  }

  step(): Step {
    for (const path of this.files.openPaths) {
      if (this.done.has(path)) continue;
      if (path.endsWith('.c') && !this.workspace.isCompiled(path)) {
        const modules = this.modules.of(path);
        if (modules === undefined) return this.modules.step();
        for (const { name } of modules) if (this.measureOne(name)) return 'worked';
      }
      this.done.add(path);
    }
    return 'nothing';
  }

  /** Measures a source of the module that has not been measured as the module compiles it; false if there is none. */
  private measureOne(name: string): boolean {
    const module = this.workspace.module(name);
    if (isFailure(module)) return false;
    for (const { source } of module.objects) {
      if (this.workspace.isCompiled(source) || this.regions.isMeasuredAsBuilt(source)) continue;
      if ((this.workspace.factsOf(source)?.definitions.length ?? 0) === 0) continue;
      // Its unit is compiled with the module's settings only once it is known that the module compiles it.
      if (this.modules.of(source) === undefined) return this.modules.step() !== 'nothing';
      this.units.drop(source);
      this.regions.measureAsBuilt(source);
      return true;
    }
    return false;
  }
}
