import { DocumentHighlightKind, type DocumentHighlight } from 'vscode-languageserver/node';
import { highlightsAt, type Highlight } from '../core/analysis/answers/references.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

const KIND: Readonly<Record<Highlight['kind'], DocumentHighlightKind>> = {
  name: DocumentHighlightKind.Text,
  read: DocumentHighlightKind.Read,
  write: DocumentHighlightKind.Write,
};

export const documentHighlight: Feature = {
  capabilities: () => ({ documentHighlightProvider: true }),
  register(server) {
    server.connection.onDocumentHighlight(
      answered(
        server,
        'textDocument/documentHighlight',
        ({ textDocument: { uri }, position }): DocumentHighlight[] | null => {
          const treeFile = server.treeFileOf(uri);
          const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
          if (treeFile === undefined || offset === undefined || !treeFile.tree.settings['definition.enabled'])
            return null;
          const { tree, path } = treeFile;
          const found = highlightsAt(tree.session, path, offset).flatMap((spot) => {
            const range = server.range(tree, path, spot);
            return range === undefined ? [] : [{ range, kind: KIND[spot.kind] }];
          });
          return found.length === 0 ? null : found;
        },
      ),
    );
  },
};
