import { openWorkspace, type Workspace, type WorkspaceRequest } from '../core/analysis/open.ts';
import { AnswerCache } from '../host/answer-cache.ts';
import { NodeFiles } from '../host/node-files.ts';
import { RecordedFiles } from '../host/recorded-files.ts';
import { UsageError, type CommonOptions } from './command.ts';
import type { Subject } from './subject.ts';
import { buildName } from './version.ts';

/** The files of a tree and of the modules beside it, and what is asked about them. */
export function openFiles({ root, outside }: Subject, options: CommonOptions): { readonly files: NodeFiles; readonly request: WorkspaceRequest } {
  const { arch, kernconf, options: further, moduleOptions } = options;
  return { files: new NodeFiles(root), request: { arch, kernconf, options: further, moduleOptions, outside } };
}

/**
 * Answers `question` about a subject: from the cache while nothing that the answer came from has changed, else by `work`.
 * A tree that can't be opened is a UsageError with one clear line.
 */
export function answer<T>(subject: Subject, question: string, options: CommonOptions, work: (workspace: Workspace) => T): T {
  const cache = options.usesCache ? new AnswerCache() : undefined;
  const { files, request } = openFiles(subject, options);
  const whole = JSON.stringify([buildName(), question, subject, request]);
  const kept = cache?.find(whole);
  if (kept !== undefined) return kept as T;
  const started = Date.now();
  const recorded = new RecordedFiles(files);
  const workspace = openWorkspace(recorded, request);
  if ('failure' in workspace) throw new UsageError(`${subject.root}: ${workspace.failure.message}`);
  const made = work(workspace);
  const seen = cache === undefined ? undefined : recorded.appearances(started);
  if (cache !== undefined && seen !== undefined) cache.keep(whole, seen, made);
  return made;
}
