import { isFailure } from '../../kernel/failure.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import type { LiveModules } from '../workspace/live-modules.ts';
import type { OverlayFiles } from '../workspace/overlay-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { LiveDefinitions } from './live-definitions.ts';

/**
 * Has the modules of the sources that are open measured before the rest of the tree is read: whoever starts an editor
 * on a module's source asks about that module first. Edits are left to `LiveDefinitions`, which measures.
 */
export class OpenModules implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: OverlayFiles;
  private readonly modules: LiveModules;
  private readonly definitions: LiveDefinitions;
  /** Documents whose modules are measured. */
  private readonly done = new Set<string>();

  constructor(workspace: Workspace, files: OverlayFiles, modules: LiveModules, definitions: LiveDefinitions) {
    this.workspace = workspace;
    this.files = files;
    this.modules = modules;
    this.definitions = definitions;
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
        for (const { name } of modules) {
          const step = this.measureOne(name);
          if (step !== 'nothing') return step;
        }
      }
      this.done.add(path);
    }
    return 'nothing';
  }

  /** A step towards the module's own sources; 'nothing' once all are measured. */
  private measureOne(name: string): Step {
    const module = this.workspace.module(name);
    if (isFailure(module)) return 'nothing';
    for (const { source } of module.objects) {
      const step = this.workspace.isCompiled(source) ? 'nothing' : this.definitions.measure(source);
      if (step !== 'nothing') return step;
    }
    return 'nothing';
  }
}
