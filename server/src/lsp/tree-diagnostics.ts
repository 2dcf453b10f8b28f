import type { Diagnostic } from 'vscode-languageserver/node';
import { diagnosticOf } from './diagnostic.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** After a save the tree is looked at again when nothing has been saved for so long. */
const AFTER_SAVE_MS = 2000;

/** Findings of files that are not open, where `diagnostics.scope` asks for the whole tree. */
export const treeDiagnostics: Feature = {
  register(server) {
    if (server.client.pullsDiagnostics) return;
    const publisher = new TreePublisher(server);
    server.onProgress(() => {
      publisher.begin();
    });
    server.onFilesChanged(() => {
      publisher.again();
    });
    server.documents.onDidSave(() => {
      publisher.againSoon();
    });
    server.documents.onDidOpen(({ document }) => {
      publisher.opened(document.uri);
    });
    server.documents.onDidClose(({ document }) => {
      publisher.closed(document.uri);
    });
  },
};

/** Looks at one file in each turn of the event loop, while no request waits. */
class TreePublisher {
  private readonly server: Server;
  /** Trees that were looked at, or are being. */
  private begun = new WeakSet<Tree>();
  private queue: { readonly tree: Tree; readonly path: string }[] = [];
  private isRunning = false;
  private timer: unknown;
  /** What was told of files that are not open. */
  private readonly published = new Map<string, string>();

  constructor(server: Server) {
    this.server = server;
  }

  /** Trees that have been read are looked at. */
  begin(): void {
    for (const tree of this.server.trees.open) {
      if (this.begun.has(tree) || !isWanted(tree) || !tree.session.isWhole) continue;
      this.begun.add(tree);
      for (const path of tree.session.index.checked) this.queue.push({ tree, path });
    }
    this.run();
  }

  /** Settings or files have changed: everything is looked at anew, what is no longer wanted goes. */
  again(): void {
    this.begun = new WeakSet();
    this.queue = [];
    if (!this.server.trees.open.some(isWanted)) {
      for (const uri of [...this.published.keys()]) this.tell(uri, []);
      this.published.clear();
    }
    this.begin();
  }

  againSoon(): void {
    const { timers } = this.server.options;
    timers.stop(this.timer);
    this.timer = timers.after(AFTER_SAVE_MS, () => {
      this.again();
    });
  }

  /** Open documents are told of as they are typed. */
  opened(uri: string): void {
    this.published.delete(uri);
  }

  closed(uri: string): void {
    const treeFile = this.server.treeFileOf(uri);
    if (treeFile === undefined || !isWanted(treeFile.tree)) return;
    this.queue.unshift(treeFile);
    this.run();
  }

  private run(): void {
    if (this.isRunning || this.queue.length === 0 || this.server.isShutDown) return;
    this.isRunning = true;
    this.server.options.timers.soon(() => {
      this.isRunning = false;
      if (!this.server.background.isAwaited) this.lookAtOne();
      this.run();
    });
  }

  private lookAtOne(): void {
    const next = this.queue.shift();
    if (next === undefined || !this.server.trees.open.includes(next.tree)) return;
    const { tree, path } = next;
    const uri = this.server.uriOf(tree, path);
    if (uri === undefined || this.server.documents.get(uri) !== undefined) return;
    try {
      const found = tree.session.findings(path);
      if (found === undefined) return this.later(next);
      this.tell(
        uri,
        found.flatMap((finding) => diagnosticOf(this.server, next, finding) ?? []),
      );
    } catch (error) {
      this.server.logError(`diagnostics of ${path}`, error);
    }
  }

  /** How it is compiled is being worked out. */
  private later(next: { readonly tree: Tree; readonly path: string }): void {
    this.server.background.wake(0);
    void this.server.nextProgress().then(() => {
      this.queue.push(next);
      this.run();
    });
  }

  private tell(uri: string, diagnostics: Diagnostic[]): void {
    const text = JSON.stringify(diagnostics);
    if ((this.published.get(uri) ?? '[]') === text) return;
    this.published.set(uri, text);
    void this.server.connection.sendDiagnostics({ uri, diagnostics });
  }
}

function isWanted({ settings }: Tree): boolean {
  return settings['diagnostics.enabled'] && settings['diagnostics.scope'] === 'tree';
}
