import { LiveIndex } from './live-index.ts';
import { sourceFiles, type TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

/** The index of the whole tree; with `wantsFlow` also the names of the files that only its flow leads through. */
export function buildTreeIndex(workspace: Workspace, wantsFlow = false): TreeIndex {
  const index = new LiveIndex();
  for (const path of sourceFiles(workspace)) index.read(workspace, path, wantsFlow);
  return index;
}
