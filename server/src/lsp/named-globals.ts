import { namedGlobals as find } from '../core/analysis/answers/named-globals.ts';
import { namedGlobalsMethod, type NamedGlobals, type NamedGlobalsParams } from '../protocol/named-globals.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

/** Where a document names virtualized globals: VS Code's client colours them itself, beside clangd's tokens. */
export const namedGlobals: Feature = {
  register(server) {
    server.connection.onRequest(
      namedGlobalsMethod,
      answered(server, namedGlobalsMethod, ({ uri }: NamedGlobalsParams): NamedGlobals => {
        const treeFile = server.treeFileOf(uri);
        if (treeFile === undefined) return [];
        return find(treeFile.tree.session, treeFile.path).flatMap(
          (spot) => server.range(treeFile.tree, treeFile.path, spot) ?? [],
        );
      }),
    );
  },
};
