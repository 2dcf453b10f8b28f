import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { workspace, type TextDocument } from 'vscode';
import { settingsSection } from '../../server/src/protocol/settings.ts';
import type { Host } from './feature.ts';
import { isNeededIn, type Looking } from './where-needed.ts';

/** A Makefile is short; what is longer is none, and is not read into memory. */
const LONGEST_MAKEFILE = 1 << 20;

const disk: Looking = {
  exists: existsSync,
  text(file) {
    try {
      return statSync(file).size > LONGEST_MAKEFILE ? undefined : readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/**
 * Starts the language server as soon as a kernel tree or a module's source is there: a folder, a document, or the
 * setting that names a tree. Other C projects cost nothing.
 */
export function registerStartWhereNeeded({ context, server }: Host): void {
  const start = (): void => {
    for (const watcher of watchers.splice(0)) watcher.dispose();
    void server.start();
  };
  const look = (): void => {
    if (isTreeNamed() || folders().some((folder) => isNeededIn(folder, disk))) start();
    else for (const document of workspace.textDocuments) lookAt(document);
  };
  const lookAt = ({ uri }: TextDocument): void => {
    if (watchers.length > 0 && uri.scheme === 'file' && isNeededIn(path.dirname(uri.fsPath), disk)) start();
  };
  const watchers = [
    workspace.onDidOpenTextDocument(lookAt),
    workspace.onDidChangeWorkspaceFolders(look),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingsSection)) look();
    }),
  ];
  context.subscriptions.push({ dispose: () => watchers.splice(0).forEach((watcher) => void watcher.dispose()) });
  look();
}

function folders(): readonly string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

function isTreeNamed(): boolean {
  const settings = workspace.getConfiguration(settingsSection);
  return ['tree', 'kernelTree'].some((name) => settings.get<string>(name, '').trim() !== '');
}
