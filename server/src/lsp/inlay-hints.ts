import type { InlayHint } from 'vscode-languageserver/node';
import { definitionNotes } from '../core/analysis/answers/definition-notes.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

/** Offsets behind the names of definitions; a setting turns it on. */
export const inlayHints: Feature = {
  capabilities: () => ({ inlayHintProvider: true }),
  register(server) {
    server.connection.languages.inlayHint.on(
      answered(server, 'textDocument/inlayHint', ({ textDocument: { uri }, range }): InlayHint[] | null => {
        const treeFile = server.treeFileOf(uri);
        if (treeFile === undefined || !treeFile.tree.settings['inlayHints.enabled']) return null;
        return definitionNotes(treeFile.tree.session, treeFile.path).flatMap(({ start, end, above, behind }) => {
          const position =
            behind === undefined ? undefined : server.range(treeFile.tree, treeFile.path, { start, end })?.end;
          if (position === undefined || position.line < range.start.line || position.line > range.end.line) return [];
          return [{ position, label: behind ?? '', tooltip: above, paddingLeft: true }];
        });
      }),
    );
  },
};
