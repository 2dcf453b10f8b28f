import type { Failure } from '../kernel/failure.ts';
import type { FileSource } from '../text/file-source.ts';
import { Session, type SessionRequest } from './session/session.ts';
import { Workspace, type WorkspaceRequest } from './workspace/workspace.ts';

/** True when a kernel tree lies in these files, whatever its configurations. */
export function recognizesTree(files: FileSource): boolean {
  return Session.recognizes(files);
}

/** The same for a tree that is about to change, with everything known that can be. */
export function openSession(files: FileSource, request: SessionRequest): Session | Failure {
  const session = Session.open(files, request);
  if (!('failure' in session)) while (session.step()) continue;
  return session;
}

/** Recognizes a kernel tree and opens it under one configuration; a Failure is one clear line. */
export function openWorkspace(files: FileSource, request: WorkspaceRequest): Workspace | Failure {
  return Workspace.open(files, request);
}
