import path from 'node:path';
import { kernconfPlaces } from '../core/kernel/configure-kernel.ts';
import { openWorkspace } from '../core/analysis/open.ts';
import type { Workspace, WorkspaceRequest } from '../core/analysis/workspace/workspace.ts';
import { AnswerCache } from '../host/answer-cache.ts';
import { DiskShards } from '../host/disk-shards.ts';
import { look } from '../host/look.ts';
import { NodeFiles } from '../host/node-files.ts';
import { RecordedFiles } from '../host/recorded-files.ts';
import { UsageError, type CommonOptions } from './command.ts';
import type { Subject } from './subject.ts';
import { buildName, isNamedBuild } from './version.ts';

/**
 * Answers `question` about a subject: from the cache if no input of the answer has changed, else by `work`. A tree that
 * cannot be opened is a UsageError.
 */
export function answer<T>(
  subject: Subject,
  question: string,
  options: CommonOptions,
  work: (workspace: Workspace) => T,
): T {
  const cache = options.usesCache && isNamedBuild() ? new AnswerCache() : undefined;
  const { files, request } = openFiles(subject, options);
  const whole = JSON.stringify([buildName(), question, subject, request]);
  const cached = cache?.find(whole) as AnswerWithNotes<T> | undefined;
  if (cached !== undefined) {
    cached.notes.forEach(options.tell);
    return cached.result;
  }
  const started = Date.now();
  if (cache !== undefined) files.shards = new DiskShards(files, buildName());
  const recorded = new RecordedFiles(files);
  const workspace = openWorkspace(recorded, request);
  if ('failure' in workspace) throw new UsageError(`${subject.root}: ${workspace.failure.message}`);
  modulesExist(workspace, subject);
  const result = work(workspace);
  files.shards?.save();
  const notes = files.permitted.notes.map((note) => files.noteText(note));
  const seen = cache === undefined ? undefined : recorded.appearances(started);
  if (cache !== undefined && seen !== undefined)
    cache.keep(whole, seen, { result, notes } satisfies AnswerWithNotes<T>);
  return result;
}

/**
 * A subject's workspace for a command that stays: what is stored of its files is used, and `save` stores what was
 * worked out. A tree that cannot be opened is a UsageError.
 */
export function openStored(
  subject: Subject,
  options: CommonOptions,
): { readonly workspace: Workspace; readonly save: () => void } {
  const { files, request } = openFiles(subject, options);
  if (options.usesCache && isNamedBuild()) files.shards = new DiskShards(files, buildName());
  const workspace = openWorkspace(files, request);
  if ('failure' in workspace) throw new UsageError(`${subject.root}: ${workspace.failure.message}`);
  return { workspace, save: () => files.shards?.save() };
}

/**
 * Checks that the modules of --module exist.
 * @throws UsageError with similar names
 */
export function modulesExist(workspace: Workspace, { modules }: Pick<Subject, 'modules'>): void {
  for (const name of modules) {
    if (name === 'all') continue;
    const module = workspace.module(name);
    if ('failure' in module) throw new UsageError(`--module: ${module.failure.message}`);
  }
}

/** An answer, and the notes that were printed beside it. */
interface AnswerWithNotes<T> {
  readonly result: T;
  readonly notes: readonly string[];
}

/** A tree's readable files, those of modules outside it, and the request about them. */
export interface AskedTree {
  readonly files: NodeFiles;
  readonly request: WorkspaceRequest;
}

/** Opens the files of a tree for a command; notes about them are printed. */
export function openFiles({ root, outside }: Subject, options: CommonOptions): AskedTree {
  const files = toldFiles(root, options);
  for (const folder of outside.readable) files.permitted.allowFolder(files.absolute(folder));
  const { arch, kernconf, options: further, moduleOptions } = options;
  return {
    files,
    request: withKernconf(files, { arch, kernconf, options: further, moduleOptions, outside }, options.folder),
  };
}

/** The files of a tree; notes about them are printed. */
export function toldFiles(root: string, { tell }: CommonOptions): NodeFiles {
  const files = new NodeFiles(root);
  files.permitted.onNoted((note) => {
    tell(files.noteText(note));
  });
  return files;
}

/**
 * The request with the path of its KERNCONF, which may then be read wherever it lies. A name is a file, or a link, in
 * the machine's conf folder. A path is relative to the tree or to the current folder.
 */
export function withKernconf<Asked extends WorkspaceRequest>(files: NodeFiles, request: Asked, folder: string): Asked {
  for (const place of kernconfPlaces(request)) files.permitted.allowFile(files.absolute(place));
  const { kernconf } = request;
  if (kernconf?.includes('/') !== true) return request;
  const places = path.isAbsolute(kernconf) ? [kernconf] : [files.absolute(kernconf), path.resolve(folder, kernconf)];
  const chosen = places.find((place) => look(place)?.isFile() === true) ?? places[0] ?? kernconf;
  files.permitted.allowFile(chosen);
  return { ...request, kernconf: files.nameOf(chosen) };
}
