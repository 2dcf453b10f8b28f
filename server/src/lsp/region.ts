import type { CancellationToken } from 'vscode-languageserver/node';
import { reportOf } from '../core/analysis/image/layout-report.ts';
import { regionMethod, type RegionText } from '../protocol/region.ts';
import { answered } from './answered.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** The whole region as text; waits until it has been measured. */
export const region: Feature = {
  register(server) {
    server.connection.onRequest(
      regionMethod,
      answered(server, regionMethod, async (_params: unknown, token: CancellationToken): Promise<RegionText | null> => {
        const tree = server.currentTree();
        if (tree === undefined || !('session' in tree))
          return { title: 'no kernel tree', text: tree?.message ?? 'no folder is open' };
        const { workspace } = tree.session;
        const known = await knownRegion(server, tree, token);
        if (known === undefined) return null;
        const report = reportOf(workspace, known);
        return {
          title: `set_vnet of ${report.release.name} ${report.arch} ${report.kernconf}`,
          text: server.options.regionText(report),
        };
      }),
    );
  },
};

/** Undefined if the request was cancelled or the tree was closed. */
export async function knownRegion(
  server: Server,
  tree: Tree,
  token: CancellationToken,
): Promise<ReturnType<Tree['session']['regions']['region']>> {
  const find = (): ReturnType<Tree['session']['regions']['region']> => tree.session.regions.region('set_vnet');
  while (find() === undefined && !token.isCancellationRequested && server.trees.open.includes(tree))
    await server.nextProgress();
  return find();
}
