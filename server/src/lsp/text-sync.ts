import { TextDocumentSyncKind } from 'vscode-languageserver/node';
import { confFileKind } from '../core/analysis/answers/kernconf-file/conf-names.ts';
import { obeyed } from './answered.ts';
import type { Feature } from './server.ts';

/** Open documents lie over the files of their tree; changes come as edits. */
export const textSync: Feature = {
  capabilities: () => ({
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  }),
  register(server) {
    server.documents.listen(server.connection);
    server.documents.onDidChangeContent(
      obeyed(server, 'didChange', ({ document }) => {
        server.current = document.uri;
        const place = server.placeOf(document.uri);
        // A configuration being typed decides nothing yet: what is compiled changes when it is saved.
        if (place !== undefined && confFileKind(place.tree.session, place.path) === undefined)
          place.tree.session.setText(place.path, document.getText());
        server.background.wake(AFTER_KEYSTROKE_MS);
      }),
    );
    server.documents.onDidClose(
      obeyed(server, 'didClose', ({ document }) => {
        if (server.current === document.uri) server.current = undefined;
        const place = server.placeOf(document.uri);
        place?.tree.session.close(place.path);
        server.background.wake();
      }),
    );
  },
};

/** While somebody types the background work rests: after an edit in a header it would begin again and again. */
const AFTER_KEYSTROKE_MS = 300;
