import { readFileEffects, type FileEffects } from '../../flow/function-effects.ts';
import type { Workspace } from '../workspace/workspace.ts';

const FILES = new WeakMap<Workspace, EffectFiles>();

/** What each file's functions can write and call, read once for all who ask about one workspace. */
export class EffectFiles {
  private readonly workspace: Workspace;
  private readonly files = new Map<string, FileEffects | undefined>();

  private constructor(workspace: Workspace) {
    this.workspace = workspace;
    workspace.forgetters.add((paths) => {
      for (const path of paths) this.files.delete(path);
    });
  }

  static of(workspace: Workspace): EffectFiles {
    let known = FILES.get(workspace);
    if (known === undefined) FILES.set(workspace, (known = new EffectFiles(workspace)));
    return known;
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
