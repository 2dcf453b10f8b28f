import type { TokenFile } from '../../lexer/token-file.ts';
import type { OverlayFiles } from '../workspace/overlay-files.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Tokens of files that answers look into: a file on disk is read once until a change of it is told. A hover looks at
 * the same few files again and again, and reading one costs more than all the rest of the answer.
 */
export class SeenTokens implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: OverlayFiles;
  private readonly seen = new Set<string>();

  constructor(workspace: Workspace, files: OverlayFiles) {
    this.workspace = workspace;
    this.files = files;
  }

  forget(change: TreeChange): void {
    if (change.putsBack('text')) for (const path of change.paths) this.seen.delete(path);
  }

  /** Undefined if the file cannot be read. */
  of(path: string): TokenFile | undefined {
    const { preprocessor } = this.workspace.frontEnd;
    const known = this.seen.has(path) ? preprocessor.lastTokensOf(path) : undefined;
    if (known !== undefined) return known;
    const text = this.files.read(path);
    if (text === undefined) return undefined;
    this.seen.add(path);
    return preprocessor.tokensOf(path, text);
  }
}
