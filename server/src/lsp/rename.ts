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
import type { Feature, TreeFile, Server } from './server.ts';
import { refused, treeEdit } from './tree-edit.ts';

/** A virtualized global under another name in the whole tree: all of it, or nothing with a reason. */
export const rename: Feature = {
  capabilities: (client) => ({ renameProvider: client.prepareRename ? { prepareProvider: true } : true }),
  register(server) {
    server.connection.onPrepareRename(
      answered(server, 'textDocument/prepareRename', (params): PrepareRenameResult | null => {
        const { treeFile, subject } = subjectOf(server, params);
        const range =
          treeFile === undefined || subject === undefined
            ? undefined
            : server.range(treeFile.tree, treeFile.path, subject.span);
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
): { readonly treeFile: TreeFile | undefined; readonly subject: RenameSubject | undefined } {
  server.current = uri;
  const treeFile = server.treeFileOf(uri);
  const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
  if (treeFile === undefined || offset === undefined || !treeFile.tree.settings['rename.enabled'])
    return { treeFile, subject: undefined };
  const subject = renameSubject(treeFile.tree.session, treeFile.path, offset);
  if (subject !== undefined && 'refusal' in subject) throw refused(subject.refusal);
  return { treeFile, subject };
}

async function renamed(server: Server, params: RenameParams, token: CancellationToken): Promise<WorkspaceEdit | null> {
  const { treeFile, subject } = subjectOf(server, params);
  if (treeFile === undefined || subject === undefined) return null;
  const { session } = treeFile.tree;
  const found = await inSlices(server, renameEdits(session, treeFile.path, subject, params.newName), token);
  if (found === undefined) return null;
  if ('refusal' in found) throw refused(found.refusal);
  tellWhatIsLeft(server, found);
  return treeEdit(server, treeFile.tree, found.edits, `${found.from} becomes ${found.to}`);
}

/** Comments and strings are people's: the log lists them. */
function tellWhatIsLeft({ connection }: Server, { from, left }: Renaming): void {
  if (left.length === 0) return;
  const places = left.map(({ path, line }) => `  ${path}:${line}`).join('\n');
  connection.console.info(`Comments and strings name ${from} and are left as they are:\n${places}`);
}
