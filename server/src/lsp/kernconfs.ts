import { kernconfChoices } from '../core/analysis/answers/kernconf-choices.ts';
import { kernconfsMethod, type Kernconfs, type KernconfsParams } from '../protocol/kernconfs.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

/** What the current tree can be looked at with. */
export const kernconfs: Feature = {
  register(server) {
    server.connection.onRequest(
      kernconfsMethod,
      answered(server, kernconfsMethod, ({ arch }: KernconfsParams): Kernconfs => {
        const tree = server.currentTree();
        return tree !== undefined && 'session' in tree
          ? kernconfChoices(tree.session, arch)
          : { archs: [], kernconfs: [] };
      }),
    );
  },
};
