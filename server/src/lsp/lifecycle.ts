import {
  ErrorCodes,
  ResponseError,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { InitializationOptions } from '../protocol/initialization.ts';
import { readSettings } from '../protocol/settings.ts';
import { obeyed } from './answered.ts';
import { clientAbilities } from './client-abilities.ts';
import { pathOfUri } from './file-uri.ts';
import type { Feature, Server } from './server.ts';

/**
 * initialize, initialized, shutdown; the library handles exit. `initialize` installs the handlers of the features:
 * before it, notifications are dropped and requests refused.
 */
export function registerLifecycle(server: Server, features: readonly Feature[]): void {
  const { connection } = server;
  connection.onInitialize((params) => {
    if (server.phase !== 'new') return new ResponseError(ErrorCodes.InvalidRequest, 'initialize was sent before');
    const result = initialize(server, features, params);
    for (const { register } of features) register(server);
    server.phase = 'initialized';
    return result;
  });
  connection.onRequest((method) => {
    return server.refusal ?? new ResponseError(ErrorCodes.MethodNotFound, `no such request: ${method}`);
  });
  connection.onInitialized(
    obeyed(server, 'initialized', () => {
      if (server.client.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(
          obeyed(server, 'workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
            const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
            const left = server.trees.folderPaths.filter((folder) => !gone.has(folder));
            server.changeFolders([...left, ...added.flatMap(({ uri }) => pathOfUri(uri) ?? [])]);
          }),
        );
      }
      server.start();
    }),
  );
  connection.onShutdown(() => {
    const { refusal } = server;
    if (refusal !== undefined) throw refusal;
    server.phase = 'shutDown';
    server.background.stop();
  });
}

function initialize(server: Server, features: readonly Feature[], params: InitializeParams): InitializeResult {
  server.client = clientAbilities(params);
  if (typeof params.processId === 'number') server.options.watchClient?.(params.processId);
  const given = (params.initializationOptions ?? {}) as InitializationOptions;
  server.isTrusted = given.trusted !== false;
  const { settings, problems } = readSettings(given.settings ?? {});
  for (const problem of problems) server.connection.console.warn(problem);
  server.settings.set('', settings);
  server.trees.setFolders(foldersOf(params));
  const capabilities: ServerCapabilities = {
    positionEncoding: server.client.positionEncoding,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  for (const feature of features) {
    const { workspace, ...own } = feature.capabilities?.(server.client) ?? {};
    Object.assign(capabilities, own);
    Object.assign(capabilities.workspace ?? {}, workspace);
  }
  return { capabilities, serverInfo: { name: 'vnetscope', version: server.options.version } };
}

/** Older clients send a root instead of folders. */
function foldersOf({ workspaceFolders, ...older }: InitializeParams): readonly string[] {
  const { rootUri, rootPath } = older as { readonly rootUri?: string | null; readonly rootPath?: string | null };
  if (workspaceFolders !== null && workspaceFolders !== undefined && workspaceFolders.length > 0)
    return workspaceFolders.flatMap(({ uri }) => pathOfUri(uri) ?? []);
  const root = rootUri === null || rootUri === undefined ? rootPath : pathOfUri(rootUri);
  return root === null || root === undefined ? [] : [root];
}
