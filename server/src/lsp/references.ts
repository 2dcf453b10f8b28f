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
        const place = server.placeOf(uri);
        const offset = place === undefined ? undefined : server.offsetAt(place, uri, position);
        if (place === undefined || offset === undefined || !place.tree.settings['definition.enabled']) return null;
        const { tree, path } = place;
        return referencesAt(tree.session, path, offset, context.includeDeclaration).flatMap(
          (at) => server.location(tree, at.path, at) ?? [],
        );
      }),
    );
  },
};
