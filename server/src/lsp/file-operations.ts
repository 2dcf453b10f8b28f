import type { CancellationToken, RenameFilesParams, WorkspaceEdit } from 'vscode-languageserver/node';
import { moveEdits, type FileMove } from '../core/analysis/answers/file-moves/move-edits.ts';
import { answered, obeyed } from './answered.ts';
import { pathOfUri } from './file-uri.ts';
import { inSlices } from './in-slices.ts';
import type { Feature, Server } from './server.ts';
import { treeEdit } from './tree-edit.ts';
import type { Tree } from './trees.ts';

const filters = [{ scheme: 'file', pattern: { glob: '**/*.{c,h,S,m}', matches: 'file' as const } }];

/**
 * Sources and headers under new names: what the tree says of them changes with them. Clients that watch no files tell
 * here what came and went.
 */
export const fileOperations: Feature = {
  capabilities: () => ({
    workspace: {
      fileOperations: {
        willRename: { filters },
        didRename: { filters },
        didCreate: { filters },
        didDelete: { filters },
      },
    },
  }),
  register(server) {
    server.connection.onRequest(
      'workspace/willRenameFiles',
      answered(server, 'workspace/willRenameFiles', ({ files }: RenameFilesParams, token) =>
        edits(server, files, token),
      ),
    );
    server.connection.workspace.onDidRenameFiles(
      obeyed(server, 'workspace/didRenameFiles', ({ files }) => {
        told(
          server,
          files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]),
        );
      }),
    );
    server.connection.workspace.onDidCreateFiles(
      obeyed(server, 'workspace/didCreateFiles', ({ files }) => {
        told(
          server,
          files.map(({ uri }) => uri),
        );
      }),
    );
    server.connection.workspace.onDidDeleteFiles(
      obeyed(server, 'workspace/didDeleteFiles', ({ files }) => {
        told(
          server,
          files.map(({ uri }) => uri),
        );
      }),
    );
  },
};

interface Moved {
  readonly oldUri: string;
  readonly newUri: string;
}

async function edits(server: Server, files: readonly Moved[], token: CancellationToken): Promise<WorkspaceEdit | null> {
  const byTree = new Map<Tree, FileMove[]>();
  for (const { oldUri, newUri } of files) {
    const treeFile = server.treeFileOf(oldUri);
    const to = pathOfUri(newUri);
    if (treeFile === undefined || to === undefined || !treeFile.tree.settings['rename.enabled']) continue;
    const known = byTree.get(treeFile.tree) ?? [];
    known.push({ from: treeFile.path, to: treeFile.tree.files.nameOf(to) });
    byTree.set(treeFile.tree, known);
  }
  // A client moves files of one tree at a time.
  const [first] = byTree;
  if (first === undefined) return null;
  const [tree, moves] = first;
  const found = await inSlices(server, moveEdits(tree.session, moves), token);
  if (found === undefined) return null;
  if (found.left.length > 0) {
    const places = found.left.map(({ path, line }) => `  ${path}:${line}`).join('\n');
    server.connection.console.info(`Lines that may mean a moved file are left as they are:\n${places}`);
  }
  if (found.edits.length === 0) return null;
  const label = moves.map(({ from, to }) => `${from} becomes ${to}`).join(', ');
  return treeEdit(server, tree, found.edits, label);
}

function told(server: Server, uris: readonly string[]): void {
  if (server.client.registersWatchedFiles) return;
  for (const tree of server.trees.open) {
    const paths = uris.flatMap((uri) => pathOfUri(uri) ?? []).map((file) => tree.files.nameOf(file));
    tree.files.forget(paths);
    tree.session.filesCameOrWent(paths);
  }
  server.filesChanged();
  server.background.wake();
}
