import type { FileSource } from '../../text/file-source.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { LiveModules } from '../workspace/live-modules.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { UnitAnswer, UnitSettings } from '../workspace/stored-units.ts';
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
    const { compile, build } = this.settingsOf(path);
    return translateDeclarations(this.workspace, path, text, compile, build);
  }

  /**
   * What `work` says about the unit of `path`, or said in an earlier run in which the unit read the same; undefined if
   * it cannot be read.
   *
   * @param question names `work`
   * @param keepsUnit the unit, if it is translated, will be asked for again
   */
  answer<T>(question: string, path: string, work: (measured: MeasuredUnit) => T, keepsUnit = true): T | undefined {
    const measured = (): UnitAnswer<T> | undefined => {
      const one = keepsUnit ? this.unit(path) : this.translate(path);
      return one === undefined ? undefined : { unit: one.unit, value: work(one) };
    };
    const { storedUnits } = this.workspace;
    if (storedUnits === undefined) return measured()?.value;
    return storedUnits.answer(question, path, this.settingsOf(path), measured);
  }

  /** What the kernel doesn't compile is translated as the first of its modules does. */
  private settingsOf(path: string): UnitSettings {
    const [module] = this.workspace.isCompiled(path) ? [] : (this.modules.of(path) ?? []);
    return module ?? { compile: this.workspace.compileOf(path), build: this.workspace.buildOf(path) };
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
