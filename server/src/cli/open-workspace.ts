import { openWorkspace, type Workspace } from '../core/analysis/open.ts';
import { AnswerCache } from '../host/answer-cache.ts';
import { findTree } from '../host/find-tree.ts';
import { NodeFiles } from '../host/node-files.ts';
import { RecordedFiles } from '../host/recorded-files.ts';
import { UsageError, type CommonOptions, type Terminal } from './command.ts';
import { buildName } from './version.ts';

/** The folder that paths are relative to, found as `ROOT` says, or a UsageError. */
export function findRoot(folder: string | undefined, options: CommonOptions, terminal: Terminal): string {
  const found = findTree(folder, terminal.folder, terminal.sample);
  if ('error' in found) throw new UsageError(found.error);
  if (found.isSample && !options.isQuiet) terminal.err('vnetscope: no kernel tree here; showing the bundled sample kernel\n');
  return found.root;
}

/**
 * Answers `question` about the tree at `root`: from the cache while nothing that the answer came from has changed, else
 * by `work`. A tree that can't be opened is a UsageError with one clear line.
 */
export function answer<T>(root: string, question: string, options: CommonOptions, work: (workspace: Workspace) => T): T {
  const cache = options.usesCache ? new AnswerCache() : undefined;
  const whole = JSON.stringify([buildName(), question, root, options.arch, options.kernconf, options.options, options.modules, options.moduleOptions]);
  const kept = cache?.find(whole);
  if (kept !== undefined) return kept as T;
  const started = Date.now();
  const files = new RecordedFiles(new NodeFiles(root));
  const workspace = openWorkspace(files, { arch: options.arch, kernconf: options.kernconf, options: options.options, moduleOptions: options.moduleOptions });
  if ('failure' in workspace) throw new UsageError(`${root}: ${workspace.failure.message}`);
  const made = work(workspace);
  const seen = cache === undefined ? undefined : files.appearances(started);
  if (cache !== undefined && seen !== undefined) cache.keep(whole, seen, made);
  return made;
}
