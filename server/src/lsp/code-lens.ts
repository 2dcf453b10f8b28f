import type { CodeLens } from 'vscode-languageserver/node';
import { definitionNotes } from '../core/analysis/answers/definition-notes.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

/** Above definitions their uses, size and place, above constructors where they run; a setting turns it on. */
export const codeLens: Feature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register(server) {
    server.connection.onCodeLens(
      answered(server, 'textDocument/codeLens', ({ textDocument: { uri } }): CodeLens[] | null => {
        const place = server.placeOf(uri);
        if (place === undefined || !place.tree.settings['codeLens.enabled']) return null;
        return definitionNotes(place.tree.session, place.path).flatMap(({ start, end, above }) => {
          const range = server.range(place.tree, place.path, { start, end });
          // A command without a name is a text.
          return range === undefined || above === '' ? [] : [{ range, command: { title: above, command: '' } }];
        });
      }),
    );
  },
};
