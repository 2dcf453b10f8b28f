import type { WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { SessionProgress } from '../core/analysis/session/session.ts';
import type { Feature } from './server.ts';
import type { Tree } from './trees.ts';

const REPORT_EVERY_MS = 100;

/** Work-done progress while trees are read. */
export const progress: Feature = {
  register(server) {
    const { timers } = server.options;
    const shown = new Map<
      Tree,
      { readonly reporter: Promise<WorkDoneProgressServerReporter>; at: number; text: string }
    >();
    server.onTreeOpened((tree) => {
      if (!server.client.progress) return;
      const reporter = server.connection.window.createWorkDoneProgress();
      const { release, kernel } = {
        release: tree.session.workspace.tree.release.name,
        kernel: tree.session.workspace.kernel,
      };
      void reporter.then((ready) => {
        ready.begin('vnetscope', 0, `${release} ${kernel.arch} ${kernel.kernconf}`, false);
      });
      shown.set(tree, { reporter, at: -Infinity, text: '' });
    });
    server.onProgress(() => {
      for (const [tree, progress] of shown) {
        const isOpen = server.trees.open.includes(tree);
        const { phase, done, total } = tree.session.progress;
        // Findings wait for the calls, and a module's hovers for its definitions.
        const isDone = !isOpen || (tree.session.isWhole && phase === 'done');
        if (isDone) {
          shown.delete(tree);
          void progress.reporter.then((reporter) => {
            reporter.done();
          });
          continue;
        }
        const now = timers.now();
        const text = textOf(tree, phase);
        if (now - progress.at < REPORT_EVERY_MS && text === progress.text) continue;
        progress.at = now;
        progress.text = text;
        void progress.reporter.then((reporter) => {
          if (total > 0) reporter.report(Math.floor((100 * done) / total), text);
          else reporter.report(text);
        });
      }
    });
  },
};

function textOf({ session }: Tree, phase: SessionProgress['phase']): string {
  if (phase === 'region') return 'measuring set_vnet';
  if (phase === 'index') return 'reading the kernel tree';
  return session.isWhole ? 'measuring what modules define' : 'following the calls';
}
