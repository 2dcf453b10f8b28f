import type { Keeper, Step } from './keepers.ts';
import { LiveIndex } from './live-index.ts';
import type { OverlayFiles } from './overlay-files.ts';
import { sourceFolders } from './source-folders.ts';
import type { TreeChange } from './tree-change.ts';
import { treeFolders, type TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

/**
 * If the folders outside the tree have more sources than this, the user has opened a home folder, not a module: they
 * are not read.
 */
const MOST_OUTSIDE_FILES = 5000;

/** Reads every file of a tree into its index, one after the other, and a file again after it has changed. */
export class TreeReading implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: OverlayFiles;
  private readonly live = new LiveIndex();
  /** Files whose facts in the index are older than their text. */
  private readonly stale = new Set<string>();
  private readonly folders: Iterator<readonly string[]>;
  private paths: string[] = [];
  private nextPath = -1;

  constructor(workspace: Workspace, files: OverlayFiles) {
    this.workspace = workspace;
    this.files = files;
    this.folders = allFolders(workspace, workspace.request.outside?.folders ?? []);
  }

  /** What is known of the tree so far, each file as it is now. */
  get index(): TreeIndex {
    this.refresh();
    return this.live;
  }

  /** Looks at all that has not been looked at. */
  finish(): void {
    while (this.step() !== 'nothing') continue;
  }

  /** Brings the index up to date with what was edited. */
  refresh(): void {
    for (const path of [...this.stale]) {
      // Removed first, so that a failure does not block the others.
      this.stale.delete(path);
      this.live.replace(path, this.workspace.factsOf(path));
    }
  }

  /** The same as far as it has been read, whatever was edited since. */
  get indexSoFar(): TreeIndex {
    return this.live;
  }

  /**
   * The same for a question about a file that need not wait for its latest edit: files are as they were read last.
   * Only a file that has never been read is read.
   */
  indexBefore(path: string): TreeIndex {
    if (this.stale.has(path) && !this.live.isChecked(path)) this.refresh();
    return this.live;
  }

  /** True when every file of the tree has been looked at. */
  get isDone(): boolean {
    return this.nextPath >= 0 && this.nextPath >= this.paths.length;
  }

  /** In files; `total` is 0 while it is not known. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: Math.max(0, this.nextPath), total: this.nextPath < 0 ? 0 : this.paths.length };
  }

  forget(change: TreeChange): void {
    if (change.putsBack('facts')) for (const path of change.paths) if (/\.[ch]$/.test(path)) this.stale.add(path);
  }

  step(): Step {
    if (this.isDone) {
      if (this.stale.size === 0) return 'nothing';
      this.refresh();
      return 'worked';
    }
    if (this.nextPath < 0) {
      const { done, value } = this.folders.next() as IteratorResult<readonly string[], undefined>;
      if (done !== true) this.paths.push(...value);
      else {
        this.paths.sort();
        this.nextPath = 0;
      }
      return 'worked';
    }
    const path = this.paths[this.nextPath++] ?? '';
    this.live.read(this.workspace, path, true, this.files.isOpen(path));
    return 'worked';
  }
}

function* allFolders(workspace: Workspace, folders: readonly string[]): Generator<readonly string[], undefined> {
  const { files, outside } = workspace;
  for (const folder of treeFolders(workspace)) yield* sourceFolders(files, folder);
  const seen = new Set<string>();
  const fresh = (paths: readonly string[]): readonly string[] => {
    const found = paths.filter((path) => !seen.has(path) && outside.holds(path));
    for (const path of found) seen.add(path);
    return found;
  };
  for (const folder of folders) {
    for (const paths of sourceFolders(files, folder)) {
      if (seen.size + paths.length > MOST_OUTSIDE_FILES) break;
      yield fresh(paths);
    }
  }
  // What Makefiles take from elsewhere, and modules that others depend on.
  if (folders.length > 0) yield fresh(outside.allFiles());
  return undefined;
}
