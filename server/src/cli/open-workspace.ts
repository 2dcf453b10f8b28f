import { findTree } from '../host/find-tree.ts';
import { NodeFiles } from '../host/node-files.ts';
import { openWorkspace, type Workspace } from '../core/analysis/open.ts';
import { UsageError, type CommonOptions, type Terminal } from './command.ts';

export interface OpenedTree {
  readonly root: string;
  readonly isSample: boolean;
  readonly files: NodeFiles;
  readonly workspace: Workspace;
}

/** Opens the tree that a command was pointed at, or throws a UsageError with one clear line. */
export function openTree(folder: string | undefined, options: CommonOptions, terminal: Terminal): OpenedTree {
  const found = findTree(folder, terminal.folder, terminal.sample);
  if ('error' in found) throw new UsageError(found.error);
  const files = new NodeFiles(found.root);
  const workspace = openWorkspace(files, { arch: options.arch, kernconf: options.kernconf, options: options.options });
  if ('failure' in workspace) throw new UsageError(`${folder ?? found.root}: ${workspace.failure.message}`);
  if (found.isSample && !options.isQuiet) terminal.err('vnetscope: no kernel tree here; showing the bundled sample kernel\n');
  return { ...found, files, workspace };
}
