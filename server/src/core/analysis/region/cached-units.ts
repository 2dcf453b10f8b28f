import type { FileSource } from '../../text/file-source.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { LiveModules } from '../workspace/live-modules.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import { translateDeclarations } from './region.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** A few more than the files that an editor shows at once. */
const UNITS_KEPT = 24;

/** Units for questions about declarations, without irrelevant function bodies. */
export class CachedUnits implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: FileSource;
  private readonly modules: Pick<LiveModules, 'of'>;
  private readonly units = new Map<string, MeasuredUnit>();

  constructor(workspace: Workspace, files: FileSource, modules: Pick<LiveModules, 'of'>) {
    this.workspace = workspace;
    this.files = files;
    this.modules = modules;
  }

  /** The unit of `path` as its text is now; undefined if it cannot be read. */
  unit(path: string): MeasuredUnit | undefined {
    const known = this.units.get(path);
    const made = known ?? this.translate(path);
    if (made === undefined) return undefined;
    this.units.delete(path);
    this.units.set(path, made);
    for (const oldest of this.units.keys()) {
      if (this.units.size <= UNITS_KEPT) break;
      this.units.delete(oldest);
    }
    return made;
  }

  /** The same without keeping it, for walks over many units. */
  translate(path: string): MeasuredUnit | undefined {
    const text = this.files.read(path);
    if (text === undefined) return undefined;
    // What the kernel doesn't compile is translated as the first of its modules does.
    const [module] = this.workspace.isCompiled(path) ? [] : (this.modules.of(path) ?? []);
    return translateDeclarations(this.workspace, path, text, module?.compile, module?.build);
  }

  forget(change: TreeChange): void {
    if (change.putsBackAll('unit')) this.units.clear();
    else if (change.putsBack('unit')) for (const path of change.paths) this.units.delete(path);
  }

  /** Drops one unit: its source turned out to be compiled in another way. */
  drop(path: string): void {
    this.units.delete(path);
  }
}
