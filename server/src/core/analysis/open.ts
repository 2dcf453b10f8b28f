import type { Failure } from '../kernel/failure.ts';
import type { FileSource } from '../text/file-source.ts';
import { Session } from './session/session.ts';
import { Workspace, type WorkspaceRequest } from './workspace/workspace.ts';

/** True if these files contain a kernel tree. */
export function recognizesTree(files: FileSource): boolean {
  return Session.recognizes(files);
}

/** Recognizes a kernel tree and opens it under one configuration; a Failure is one clear line. */
export function openWorkspace(files: FileSource, request: WorkspaceRequest): Workspace | Failure {
  return Workspace.open(files, request);
}
