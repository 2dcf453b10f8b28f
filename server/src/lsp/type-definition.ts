import type { Location, TextDocumentPositionParams } from 'vscode-languageserver/node';
import type { Target } from '../core/analysis/answers/definition.ts';
import { registrationsAt } from '../core/analysis/answers/handler-registrations.ts';
import { typeDefinitionAt } from '../core/analysis/answers/type-definition.ts';
import { answered } from './answered.ts';
import { knownFlow } from './known-flow.ts';
import type { Feature, TreeFile, Server } from './server.ts';

/** From a virtualized global to its struct. */
export const typeDefinition: Feature = {
  capabilities: () => ({ typeDefinitionProvider: true }),
  register(server) {
    server.connection.onTypeDefinition(
      answered(server, 'textDocument/typeDefinition', (params): Location[] | null => {
        const treeFile = treeFileOf(server, params);
        const offset = treeFile === undefined ? undefined : offsetIn(server, treeFile, params);
        return treeFile === undefined || offset === undefined
          ? null
          : locations(server, treeFile, typeDefinitionAt(treeFile.tree.session, treeFile.path, offset));
      }),
    );
  },
};

/** From a handler to where it is registered; it waits for the functions of the tree to be read. */
export const implementation: Feature = {
  capabilities: () => ({ implementationProvider: true }),
  register(server) {
    server.connection.onImplementation(
      answered(server, 'textDocument/implementation', async (params, token): Promise<Location[] | null> => {
        const treeFile = treeFileOf(server, params);
        const flow = treeFile === undefined ? undefined : await knownFlow(server, treeFile.tree, token);
        const offset = treeFile === undefined ? undefined : offsetIn(server, treeFile, params);
        return treeFile === undefined || flow === undefined || offset === undefined
          ? null
          : locations(server, treeFile, registrationsAt(treeFile.tree.session, flow, treeFile.path, offset));
      }),
    );
  },
};

function treeFileOf(server: Server, { textDocument: { uri } }: TextDocumentPositionParams): TreeFile | undefined {
  server.current = uri;
  const treeFile = server.treeFileOf(uri);
  return treeFile?.tree.settings['definition.enabled'] === true ? treeFile : undefined;
}

function offsetIn(server: Server, treeFile: TreeFile, params: TextDocumentPositionParams): number | undefined {
  return server.offsetAt(treeFile, params.textDocument.uri, params.position);
}

function locations(server: Server, { tree }: TreeFile, target: Target | undefined): Location[] | null {
  const found = target?.places.flatMap((at) => server.location(tree, at.path, at) ?? []) ?? [];
  return found.length === 0 ? null : found;
}
