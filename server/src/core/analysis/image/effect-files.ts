import { readFileEffects, type FileEffects } from '../../flow/function-effects.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What each file's functions can write and call, read once for all who ask about one workspace. */
export class EffectFiles implements Keeper {
  private readonly workspace: Workspace;
  private readonly files = new Map<string, FileEffects | undefined>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  forget(change: TreeChange): void {
    if (change.putsBack('tokens')) for (const path of change.paths) this.files.delete(path);
  }

  /** Tells that these files will be asked for. */
  expect(paths: readonly string[]): void {
    const { files } = this.workspace;
    files.expect?.(
      paths.filter(
        (path) => !this.files.has(path) && this.workspace.frontEnd.preprocessor.lastTokensOf(path) === undefined,
      ),
    );
  }

  /** undefined where the file can't be read. */
  read(path: string): FileEffects | undefined {
    if (this.files.has(path)) return this.files.get(path);
    const { preprocessor } = this.workspace.frontEnd;
    const text = preprocessor.lastTokensOf(path)?.text ?? this.workspace.files.read(path);
    const made =
      text === undefined
        ? undefined
        : readFileEffects(preprocessor.tokensOf(path, text), this.workspace.tree.release.osreldate);
    this.files.set(path, made);
    return made;
  }
}
