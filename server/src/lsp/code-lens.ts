import type { CodeLens } from 'vscode-languageserver/node';
import { definitionNotes } from '../core/analysis/answers/definition-notes.ts';
import { answered } from './answered.ts';
import type { Feature, Server } from './server.ts';

/** What stands above lines: of definitions and constructors if a setting turns it on, and what other features say. */
export const codeLens: Feature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register(server) {
    server.lensMakers.push((uri) => definitionLenses(server, uri));
    server.connection.onCodeLens(
      answered(server, 'textDocument/codeLens', ({ textDocument: { uri } }): CodeLens[] | null => {
        const made = server.lensMakers.flatMap((lenses) => lenses(uri) ?? []);
        return made.length === 0 ? null : made;
      }),
    );
  },
};

/** Uses, size and place above definitions, above constructors in which vnets they run. */
function definitionLenses(server: Server, uri: string): CodeLens[] | null {
  const treeFile = server.treeFileOf(uri);
  if (treeFile === undefined || !treeFile.tree.settings['codeLens.enabled']) return null;
  return definitionNotes(treeFile.tree.session, treeFile.path).flatMap(({ start, end, above }) => {
    const range = server.range(treeFile.tree, treeFile.path, { start, end });
    // A command without a name is a text.
    return range === undefined || above === '' ? [] : [{ range, command: { title: above, command: '' } }];
  });
}
