import type { Location, TextDocumentPositionParams } from 'vscode-languageserver/node';
import type { Target } from '../core/analysis/answers/definition.ts';
import { registrationsAt } from '../core/analysis/answers/handler-registrations.ts';
import { typeDefinitionAt } from '../core/analysis/answers/type-definition.ts';
import { answered } from './answered.ts';
import { knownFlow } from './known-flow.ts';
import type { Feature, Place, Server } from './server.ts';

/** From a virtualized global to its struct. */
export const typeDefinition: Feature = {
  capabilities: () => ({ typeDefinitionProvider: true }),
  register(server) {
    server.connection.onTypeDefinition(
      answered(server, 'textDocument/typeDefinition', (params): Location[] | null => {
        const place = placeOf(server, params);
        const offset = place === undefined ? undefined : offsetIn(server, place, params);
        return place === undefined || offset === undefined
          ? null
          : locations(server, place, typeDefinitionAt(place.tree.session, place.path, offset));
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
        const place = placeOf(server, params);
        const flow = place === undefined ? undefined : await knownFlow(server, place.tree, token);
        const offset = place === undefined ? undefined : offsetIn(server, place, params);
        return place === undefined || flow === undefined || offset === undefined
          ? null
          : locations(server, place, registrationsAt(place.tree.session, flow, place.path, offset));
      }),
    );
  },
};

function placeOf(server: Server, { textDocument: { uri } }: TextDocumentPositionParams): Place | undefined {
  server.current = uri;
  const place = server.placeOf(uri);
  return place?.tree.settings['definition.enabled'] === true ? place : undefined;
}

function offsetIn(server: Server, place: Place, params: TextDocumentPositionParams): number | undefined {
  return server.offsetAt(place, params.textDocument.uri, params.position);
}

function locations(server: Server, { tree }: Place, target: Target | undefined): Location[] | null {
  const found = target?.places.flatMap((at) => server.location(tree, at.path, at) ?? []) ?? [];
  return found.length === 0 ? null : found;
}
