import type { Session } from '../core/analysis/session/session.ts';
import type { Feature } from './server.ts';

/** Logs version, tree, configuration and timings: the first lines that a bug report needs. */
export const log: Feature = {
  register(server) {
    const { timers, version } = server.options;
    /** When those were opened that are still being read, in milliseconds. */
    const openedAt = new WeakMap<Session, number>();
    const say = (line: string): void => {
      server.connection.console.info(line);
    };
    server.onStarted(() => {
      say(`vnetscope ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
    });
    server.onTreeOpened(({ session, files }) => {
      openedAt.set(session, timers.now());
      const { kernel, tree } = session.workspace;
      const configuration = `${tree.release.name} ${kernel.arch} ${kernel.kernconf}`;
      say(`${files.absoluteOf(tree.sysDir) ?? tree.sysDir}: ${configuration}, ${kernel.objects.length} objects`);
    });
    server.onProgress(() => {
      for (const { session } of server.trees.open.filter((tree) => 'session' in tree)) {
        const opened = openedAt.get(session);
        if (opened === undefined || !session.isWhole) continue;
        openedAt.delete(session);
        const count = session.regions.region('set_vnet')?.count ?? 0;
        const took = Math.round(timers.now() - opened);
        say(`read in ${took} ms: ${session.index.files.size} files, ${count} virtualized globals`);
      }
    });
  },
};
