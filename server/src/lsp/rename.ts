import type {
  CancellationToken,
  PrepareRenameResult,
  RenameParams,
  TextDocumentPositionParams,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { renameEdits, type Renaming } from '../core/analysis/answers/rename/rename.ts';
import { renameSubject, type RenameSubject } from '../core/analysis/answers/rename/rename-subject.ts';
import { answered } from './answered.ts';
import { inSlices } from './in-slices.ts';
import type { Feature, Place, Server } from './server.ts';
import { refused, treeEdit } from './tree-edit.ts';

/** A virtualized global under another name in the whole tree: all of it, or nothing with a reason. */
export const rename: Feature = {
  capabilities: (client) => ({ renameProvider: client.prepareRename ? { prepareProvider: true } : true }),
  register(server) {
    server.connection.onPrepareRename(
      answered(server, 'textDocument/prepareRename', (params): PrepareRenameResult | null => {
        const { place, subject } = subjectOf(server, params);
        const range =
          place === undefined || subject === undefined ? undefined : server.range(place.tree, place.path, subject.span);
        return range === undefined || subject === undefined ? null : { range, placeholder: subject.placeholder };
      }),
    );
    server.connection.onRenameRequest(
      answered(server, 'textDocument/rename', (params, token) => renamed(server, params, token)),
    );
  },
};

function subjectOf(
  server: Server,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
): { readonly place: Place | undefined; readonly subject: RenameSubject | undefined } {
  server.current = uri;
  const place = server.placeOf(uri);
  const offset = place === undefined ? undefined : server.offsetAt(place, uri, position);
  if (place === undefined || offset === undefined || !place.tree.settings['rename.enabled'])
    return { place, subject: undefined };
  const subject = renameSubject(place.tree.session, place.path, offset);
  if (subject !== undefined && 'refusal' in subject) throw refused(subject.refusal);
  return { place, subject };
}

async function renamed(server: Server, params: RenameParams, token: CancellationToken): Promise<WorkspaceEdit | null> {
  const { place, subject } = subjectOf(server, params);
  if (place === undefined || subject === undefined) return null;
  const { session } = place.tree;
  const found = await inSlices(server, renameEdits(session, place.path, subject, params.newName), token);
  if (found === undefined) return null;
  if ('refusal' in found) throw refused(found.refusal);
  tellWhatIsLeft(server, found);
  return treeEdit(server, place.tree, found.edits, `${found.from} becomes ${found.to}`);
}

/** Comments and strings are people's: the log lists them. */
function tellWhatIsLeft({ connection }: Server, { from, left }: Renaming): void {
  if (left.length === 0) return;
  const places = left.map(({ path, line }) => `  ${path}:${line}`).join('\n');
  connection.console.info(`Comments and strings name ${from} and are left as they are:\n${places}`);
}
