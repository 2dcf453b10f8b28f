import type { CancellationToken } from 'vscode-languageserver/node';
import { globalList, type GlobalRow } from '../core/analysis/answers/global-list.ts';
import { globalsMethod, type VirtualizedGlobals } from '../protocol/globals.ts';
import { answered } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import type { Feature, Server } from './server.ts';

/** The virtualized globals of the whole tree, for a view; waits until it is known which modules compile them. */
export const globals: Feature = {
  register(server) {
    server.connection.onRequest(
      globalsMethod,
      answered(server, globalsMethod, (_params: unknown, token: CancellationToken) => globalsOf(server, token)),
    );
  },
};

async function globalsOf(server: Server, token: CancellationToken): Promise<VirtualizedGlobals | null> {
  const tree = server.currentTree();
  if (tree === undefined || !('session' in tree)) return null;
  const { session, files } = tree;
  const listed = (): readonly GlobalRow[] | undefined => {
    if (!session.isIndexed) return undefined;
    const rows = globalList(session);
    return rows.every(({ modules }) => modules !== undefined) ? rows : undefined;
  };
  let rows = listed();
  while (rows === undefined) {
    await server.nextProgress();
    if (token.isCancellationRequested || !server.trees.open.includes(tree)) return null;
    rows = listed();
  }
  return {
    globals: rows.map((row) => ({ ...row, uri: uriOfPath(files.absolute(row.file)), modules: row.modules ?? [] })),
  };
}
