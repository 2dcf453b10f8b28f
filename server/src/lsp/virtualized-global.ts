import { ErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { definitionAt } from '../core/analysis/answers/definition.ts';
import {
  virtualizedGlobalCommandName,
  virtualizedGlobalMethod,
  type VirtualizedGlobalParams,
  type VirtualizedGlobalPlace,
} from '../protocol/virtualized-global.ts';
import { answered } from './answered.ts';
import type { Command, Feature, Server } from './server.ts';

/**
 * Where a virtualized global is defined, for who asks for that by name: no setting silences it, unlike
 * textDocument/definition.
 */
export const virtualizedGlobal: Feature = {
  register(server) {
    server.connection.onRequest(
      virtualizedGlobalMethod,
      answered(server, virtualizedGlobalMethod, (params: VirtualizedGlobalParams) => find(server, params)),
    );
  },
};

/** The same for editors without the extension. One that shows documents is taken to the first place. */
export const virtualizedGlobalCommand: Command = {
  name: virtualizedGlobalCommandName,
  isOffered: () => true,
  async run(server, [uri, line, character]) {
    if (typeof uri !== 'string' || typeof line !== 'number' || typeof character !== 'number')
      throw new ResponseError(
        ErrorCodes.InvalidParams,
        `${virtualizedGlobalCommandName} wants a URI, a line and a character`,
      );
    const places = find(server, { textDocument: { uri }, position: { line, character } });
    const [first] = places ?? [];
    if (first !== undefined && server.client.showDocument)
      await server.connection.window.showDocument({ uri: first.uri, selection: first.range, takeFocus: true });
    return places;
  },
};

function find(
  server: Server,
  { textDocument: { uri }, position }: VirtualizedGlobalParams,
): readonly VirtualizedGlobalPlace[] | null {
  server.current = uri;
  const treeFile = server.treeFileOf(uri);
  const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
  if (treeFile === undefined || offset === undefined) return null;
  const target = definitionAt(treeFile.tree.session, treeFile.path, offset);
  return target?.places.flatMap((at) => server.location(treeFile.tree, at.path, at) ?? []) ?? null;
}
