import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** Findings of open documents come right after everything is known: what they asked is stored, too. */
const STORED_AFTER_MS = 1500;

/**
 * What earlier runs stored serves the start of the server. When everything about a tree is known, it is stored once and
 * let go: what is computed later is about texts that are being edited.
 */
export const storedTrees: Feature = {
  register(server) {
    const { timers } = server.options;
    let timer: unknown;
    server.onSettled(() => {
      if (!server.trees.open.some(isDue)) return;
      timers.stop(timer);
      timer = timers.after(STORED_AFTER_MS, () => {
        for (const tree of server.trees.open) if (isDue(tree)) store(server, tree);
      });
    });
  },
};

function isDue({ files, session }: Tree): boolean {
  return files.shards !== undefined && session.isWhole && session.progress.phase === 'done';
}

function store(server: Server, { files, session }: Tree): void {
  const { shards } = files;
  // First, so that a failure does not come again.
  files.shards = undefined;
  try {
    shards?.save();
  } catch (error) {
    server.logError('cache', error);
  }
  session.releaseShards();
}
