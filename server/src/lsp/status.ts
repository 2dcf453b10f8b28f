import { statusMethod, type Status } from '../protocol/status.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** Least time between two status notifications: people cannot read faster. */
const PROGRESS_EVERY_MS = 200;

/** Sends the client the state of the index whenever it changes. */
export const status: Feature = {
  register(server) {
    let last = '';
    let toldAt = -Infinity;
    let lastState: Status['state'] | undefined;
    const tell = (): void => {
      if (server.isShutDown) return;
      const now = server.options.timers.now();
      const made = statusOf(server);
      if (made.state === lastState && made.state === 'indexing' && now - toldAt < PROGRESS_EVERY_MS) return;
      const text = JSON.stringify(made);
      if (text === last) return;
      last = text;
      toldAt = now;
      lastState = made.state;
      void server.connection.sendNotification(statusMethod, made);
    };
    server.onTreeOpened(tell);
    server.onProgress(tell);
    server.onStarted(tell);
    server.documents.onDidOpen(tell);
  },
};

function statusOf(server: Server): Status {
  const tree = server.currentTree();
  if (tree === undefined) return { state: 'noTree', message: 'no folder is open' };
  return 'session' in tree ? treeStatus(tree) : { state: tree.state, message: tree.message };
}

function treeStatus({ session }: Tree): Status {
  const { workspace, progress } = session;
  const kernel = {
    release: workspace.tree.release.name,
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
  };
  const region = session.regions.region('set_vnet');
  if (region !== undefined && session.isIndexed) {
    const novimage = workspace.kernel.vimage
      ? {}
      : { message: `${kernel.kernconf} has no options VIMAGE: virtualized globals are plain globals` };
    return {
      state: 'ready',
      ...kernel,
      globals: region.count,
      regionBytes: typeof region.image.sizeBytes === 'number' ? region.image.sizeBytes : null,
      ...novimage,
    };
  }
  const message = progress.phase === 'region' ? 'measuring set_vnet' : 'reading the kernel tree';
  const { done, total } = progress;
  return { state: 'indexing', ...kernel, message, ...(total > 0 ? { progress: { done, total } } : {}) };
}
