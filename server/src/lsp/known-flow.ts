import type { CancellationToken } from 'vscode-languageserver/node';
import type { Server } from './server.ts';
import type { Tree } from './trees.ts';

/** The functions of a whole tree, as soon as they have been read; undefined when the question was taken back. */
export async function knownFlow(
  server: Server,
  tree: Tree,
  token: CancellationToken,
): Promise<Tree['session']['flow'] | undefined> {
  while (tree.session.flow === undefined) {
    if (token.isCancellationRequested || !server.trees.open.includes(tree)) return undefined;
    await server.nextProgress();
  }
  return tree.session.flow;
}
