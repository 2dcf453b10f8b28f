import { TextDocumentSyncKind } from 'vscode-languageserver/node';
import { obeyed } from './answered.ts';
import type { Feature } from './server.ts';

/** Open documents replace the files of their tree. Changes arrive as edits. */
export const textSync: Feature = {
  capabilities: () => ({
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  }),
  register(server) {
    server.documents.listen(server.connection);
    server.documents.onDidChangeContent(
      obeyed(server, 'didChange', ({ document }) => {
        server.current = document.uri;
        const treeFile = server.treeFileOf(document.uri);
        // A configuration being typed decides nothing yet: what is compiled changes when it is saved.
        if (treeFile !== undefined && server.isTaken(treeFile, document))
          treeFile.tree.session.setText(treeFile.path, document.getText());
        server.background.wake(AFTER_KEYSTROKE_MS);
      }),
    );
    server.documents.onDidClose(
      obeyed(server, 'didClose', ({ document }) => {
        if (server.current === document.uri) server.current = undefined;
        const treeFile = server.treeFileOf(document.uri);
        // It may have been saved while it was open.
        treeFile?.tree.files.forget([treeFile.path]);
        treeFile?.tree.session.close(treeFile.path);
        server.background.wake();
      }),
    );
  },
};

/** The background work pauses while the user types: an edit in a header would restart it each time. */
const AFTER_KEYSTROKE_MS = 300;
