import { readFileEffects, type FileEffects } from '../../flow/function-effects.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { fromStored, toStored, type StoredEffects } from './stored-effects.ts';

/**
 * What each file's functions can write and call, read once for all who ask about one workspace; from an earlier run
 * where the file has the same content.
 */
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
        (path) =>
          !this.files.has(path) &&
          this.workspace.frontEnd.preprocessor.lastTokensOf(path) === undefined &&
          !this.isStored(path),
      ),
    );
  }

  /** undefined where the file can't be read. */
  read(path: string): FileEffects | undefined {
    if (this.files.has(path) || this.isStored(path)) return this.files.get(path);
    const { preprocessor } = this.workspace.frontEnd;
    const text = preprocessor.lastTokensOf(path)?.text ?? this.workspace.files.read(path);
    const made =
      text === undefined
        ? undefined
        : readFileEffects(preprocessor.tokensOf(path, text), this.workspace.tree.release.osreldate);
    this.files.set(path, made);
    const key = this.keyOf(path);
    if (made !== undefined && key !== undefined)
      this.workspace.shards?.shards.keep(key, toStored(made, preprocessor.interner));
    return made;
  }

  /** Takes what an earlier run has read of the file. */
  private isStored(path: string): boolean {
    const key = this.keyOf(path);
    const stored = key === undefined ? undefined : this.workspace.shards?.shards.find(key);
    if (stored === undefined) return false;
    const { interner } = this.workspace.frontEnd.preprocessor;
    this.files.set(path, fromStored(stored as StoredEffects, path, interner));
    return true;
  }

  /** The content, and the release that conditions on __FreeBSD_version ask for. */
  private keyOf(path: string): string | undefined {
    const { shards, tree } = this.workspace;
    const id = shards?.shards.idOf(path);
    return id === undefined ? undefined : `effects ${id} ${tree.release.osreldate}`;
  }
}
