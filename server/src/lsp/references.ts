import type { Location } from 'vscode-languageserver/node';
import { referencesAt } from '../core/analysis/answers/references.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

export const references: Feature = {
  capabilities: () => ({ referencesProvider: true }),
  register(server) {
    server.connection.onReferences(
      answered(server, 'textDocument/references', ({ textDocument: { uri }, position, context }): Location[] | null => {
        server.current = uri;
        const treeFile = server.treeFileOf(uri);
        const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
        if (treeFile === undefined || offset === undefined || !treeFile.tree.settings['definition.enabled'])
          return null;
        const { tree, path } = treeFile;
        return referencesAt(tree.session, path, offset, context.includeDeclaration).flatMap(
          (at) => server.location(tree, at.path, at) ?? [],
        );
      }),
    );
  },
};
