import { PositionEncodingKind, type InitializeParams, type InitializeResult, type ServerCapabilities } from 'vscode-languageserver/node';
import { readSettings } from '../protocol/settings.ts';
import { obeyed } from './answered.ts';
import { clientAbilities } from './client-abilities.ts';
import { pathOfUri } from './file-uri.ts';
import type { Feature, Server } from './server.ts';

/** initialize, initialized, shutdown; the library watches the parent process and obeys exit. */
export function registerLifecycle(server: Server, features: readonly Feature[]): void {
  const { connection } = server;
  connection.onInitialize((params) => initialize(server, features, params));
  connection.onInitialized(obeyed(server, 'initialized', () => {
    if (server.client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(obeyed(server, 'workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
        const left = server.trees.folderPaths.filter((folder) => !gone.has(folder));
        server.changeFolders([...left, ...added.flatMap(({ uri }) => pathOfUri(uri) ?? [])]);
      }));
    }
    server.start();
  }));
  connection.onShutdown(() => {
    server.isShutDown = true;
    server.background.stop();
  });
}

function initialize(server: Server, features: readonly Feature[], params: InitializeParams): InitializeResult {
  server.client = clientAbilities(params);
  const { settings, problems } = readSettings((params.initializationOptions as { readonly settings?: unknown } | null | undefined)?.settings ?? {});
  for (const problem of problems) server.connection.console.warn(problem);
  server.settings.set('', settings);
  server.trees.setFolders(foldersOf(params));
  const capabilities: ServerCapabilities = { positionEncoding: PositionEncodingKind.UTF16, workspace: { workspaceFolders: { supported: true, changeNotifications: true } } };
  for (const feature of features) Object.assign(capabilities, feature.capabilities?.(server.client));
  return { capabilities, serverInfo: { name: 'vnetscope', version: server.options.version } };
}

/** Older clients send a root instead of folders. */
function foldersOf({ workspaceFolders, ...older }: InitializeParams): readonly string[] {
  const { rootUri, rootPath } = older as { readonly rootUri?: string | null; readonly rootPath?: string | null };
  if (workspaceFolders !== null && workspaceFolders !== undefined && workspaceFolders.length > 0) return workspaceFolders.flatMap(({ uri }) => pathOfUri(uri) ?? []);
  const root = rootUri === null || rootUri === undefined ? rootPath : pathOfUri(rootUri);
  return root === null || root === undefined ? [] : [root];
}
