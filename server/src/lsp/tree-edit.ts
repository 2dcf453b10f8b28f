import { accessSync, constants } from 'node:fs';
import {
  LSPErrorCodes,
  ResponseError,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Spot } from '../core/text/spot.ts';
import type { Server } from './server.ts';
import type { Tree } from './trees.ts';

/** An edit of a file of a tree, as the session names it. */
interface FileEdit extends Spot {
  readonly path: string;
  readonly text: string;
}

export function refused(why: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}

/**
 * Edits of many files as one: shown before they are made where the client can, if they change more than one file.
 * @throws ResponseError if one file cannot be written: then nothing is changed anywhere
 */
export function treeEdit(server: Server, tree: Tree, edits: readonly FileEdit[], label: string): WorkspaceEdit {
  const byFile = new Map<string, TextEdit[]>();
  for (const { path, start, end, text } of edits) {
    const uri = server.uriOf(tree, path);
    const range = server.range(tree, path, { start, end });
    const file = tree.files.absoluteOf(path);
    if (uri === undefined || range === undefined || file === undefined)
      throw refused(`${path} is made by the build: there is no file to change.`);
    const known = byFile.get(uri);
    if (known === undefined) {
      if (!isWritable(file)) throw refused(`${path} is read-only.`);
      byFile.set(uri, [{ range, newText: text }]);
    } else known.push({ range, newText: text });
  }
  if (!server.client.documentChanges) return { changes: Object.fromEntries(byFile) };
  const isShown = server.client.changeAnnotations && byFile.size > 1;
  const documentChanges = [...byFile].map(([uri, own]) =>
    TextDocumentEdit.create(
      { uri, version: server.documents.get(uri)?.version ?? null },
      isShown ? own.map((edit) => ({ ...edit, annotationId: 'all' })) : own,
    ),
  );
  return isShown
    ? { documentChanges, changeAnnotations: { all: { label, needsConfirmation: true } } }
    : { documentChanges };
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch (error) {
    // A document that was never saved.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
