import type { Failure } from '../kernel/failure.ts';
import type { FileSource } from '../text/file-source.ts';
import { Workspace, type WorkspaceRequest } from './workspace.ts';

export type { Workspace, WorkspaceRequest };

/** Recognizes a kernel tree and opens it under one configuration; a Failure is one clear line. */
export function openWorkspace(files: FileSource, request: WorkspaceRequest): Workspace | Failure {
  return Workspace.open(files, request);
}
