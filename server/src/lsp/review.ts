import { pathToFileURL } from 'node:url';
import type { CancellationToken, CodeLens } from 'vscode-languageserver/node';
import { changedOf } from '../core/analysis/review/changed-files.ts';
import { liveReview, type LiveBase } from '../core/analysis/review/live-review.ts';
import { reviewBlocks, summaryText } from '../core/analysis/review/review-lines.ts';
import { reviewMarkdown } from '../core/analysis/review/review-markdown.ts';
import type { Review } from '../core/analysis/review/review.ts';
import type { Side } from '../core/analysis/review/side.ts';
import { workTreeChange } from '../host/work-tree-change.ts';
import { reviewCommandName, reviewedMethod, reviewMethod, type ReviewText } from '../protocol/review.ts';
import { answered } from './answered.ts';
import { NOT_TRUSTED, type Command, type Feature, type Server } from './server.ts';
import type { Tree } from './trees.ts';

/** After the last key the review is made anew; with the work that it takes, it is there 300 ms after it. */
const AFTER_KEY_MS = 120;

/** Reviews the change that is being written, from the merge base with upstream. Begins when it is asked for. */
export const review: Feature = {
  register(server) {
    const made = new Reviews(server);
    server.askReview = (token) => made.ask(token);
    server.connection.onRequest(
      reviewMethod,
      answered<unknown, ReviewText>(server, reviewMethod, (_params, token) => made.ask(token)),
    );
    server.lensMakers.push((uri) => made.lenses(uri));
    server.documents.onDidChangeContent(() => {
      made.soon();
    });
    server.documents.onDidSave(() => {
      made.changedOnDisk();
    });
    server.onFilesChanged(() => {
      made.changedOnDisk();
    });
    server.onProgress(() => {
      made.progressed();
    });
  },
};

/** The same for editors without the extension. */
export const reviewCommand: Command = {
  name: reviewCommandName,
  isOffered: () => true,
  run: (server, _given, token) => server.askReview?.(token) ?? Promise.resolve(null),
};

interface Under {
  readonly tree: Tree;
  base: (LiveBase & { readonly commit: string; readonly names: readonly string[] }) | undefined;
  error: string | undefined;
  /** The files on disk have to be compared with the commit again. */
  isOutdated: boolean;
}

class Reviews {
  private readonly server: Server;
  private under: Under | undefined;
  private last: Review | undefined;
  private told = '';
  private timer: unknown;
  /** The tree was not known whole when it was asked for. */
  private isWaiting = false;

  constructor(server: Server) {
    this.server = server;
  }

  /** What the change does; waits until it is known, or failed. */
  async ask(token: CancellationToken): Promise<ReviewText> {
    const tree = this.server.currentTree();
    if (tree === undefined || !('session' in tree)) return failed(tree?.message ?? 'no folder is open');
    if (this.under?.tree !== tree || this.under.error !== undefined) {
      this.under = { tree, base: undefined, error: undefined, isOutdated: false };
      await this.begin(this.under);
    }
    for (;;) {
      const text = this.make();
      const isOpen = this.server.trees.open.includes(tree) && !this.server.isShutDown;
      if (text.state !== 'reading' || token.isCancellationRequested || !isOpen) {
        this.told = JSON.stringify(text);
        return text;
      }
      await this.server.nextProgress();
    }
  }

  /** A document has changed. */
  soon(): void {
    if (this.under === undefined) return;
    const { timers } = this.server.options;
    timers.stop(this.timer);
    this.timer = timers.after(AFTER_KEY_MS, () => {
      this.tell();
    });
  }

  changedOnDisk(): void {
    if (this.under === undefined) return;
    this.under.isOutdated = true;
    this.soon();
  }

  progressed(): void {
    if (this.isWaiting && this.under?.tree.session.isWhole === true) this.soon();
  }

  /** What the change does to the lines of a document, above them. */
  lenses(uri: string): CodeLens[] {
    const treeFile = this.server.treeFileOf(uri);
    if (treeFile === undefined || this.last === undefined || treeFile.tree !== this.under?.tree) return [];
    if (!treeFile.tree.settings['review.codeLens']) return [];
    return reviewBlocks(this.last).flatMap(({ lines }) =>
      lines.flatMap(({ file, line, text, mark }): CodeLens[] => {
        if (file !== treeFile.path || line === undefined || mark === ' ') return [];
        const position = { line: line - 1, character: 0 };
        return [{ range: { start: position, end: position }, command: { title: text, command: '' } }];
      }),
    );
  }

  private async begin(under: Under): Promise<void> {
    const { tree } = under;
    if (!this.server.isTrusted) {
      under.error = NOT_TRUSTED;
      return;
    }
    const found = workTreeChange(tree.files, undefined);
    if ('error' in found) {
      under.error = found.error;
      return;
    }
    const { arch, kernconf, options = [] } = tree.session.workspace.request;
    const saved = await this.server.runCommand(tree.files.root, [
      'review',
      found.commit,
      '--side',
      '--quiet',
      '--format',
      'json',
      '--arch',
      arch,
      ...(kernconf === undefined ? [] : ['--kernconf', kernconf]),
      ...options.flatMap((option) => ['--option', option]),
    ]);
    if ('error' in saved) {
      under.error = saved.error.replace(/^vnetscope: /, '');
      return;
    }
    const { commit, name, names, notes } = found;
    under.base = {
      commit,
      name,
      side: JSON.parse(saved.out) as Side,
      names,
      notes,
      changed: changedOf(names, found.before, tree.session.files),
    };
  }

  /** What git says of the files on disk, and the documents that are not saved. */
  private refresh(under: Under): void {
    const { base, tree } = under;
    if (base === undefined) return;
    const open = tree.session.files.openPaths;
    if (!under.isOutdated && open.every((path) => base.names.includes(path))) return;
    under.isOutdated = false;
    const found = workTreeChange(tree.files, base.commit);
    if ('error' in found) return;
    const edited = open.filter((path) => tree.session.files.read(path) !== found.before.read(path));
    const names = [...new Set([...found.names, ...edited])].sort();
    under.base = { ...base, names, changed: changedOf(names, found.before, tree.session.files) };
  }

  private make(): ReviewText {
    const { under } = this;
    if (under === undefined) return failed('no tree is reviewed');
    if (under.error !== undefined) return failed(under.error);
    this.refresh(under);
    const { base, tree } = under;
    const made = base === undefined ? undefined : liveReview(tree.session, base, tree.settings['compat.policy']);
    this.isWaiting = made === undefined;
    if (made === undefined)
      return { state: 'reading', summary: 'reading the tree', markdown: 'The tree is being read.\n' };
    this.last = made;
    const link = (file: string, line: number | undefined): string =>
      `${pathToFileURL(tree.files.absolute(file)).href}${line === undefined ? '' : `#L${line}`}`;
    return { state: 'ready', summary: summaryText(made), markdown: reviewMarkdown(made, link) };
  }

  private tell(): void {
    if (this.server.isShutDown) return;
    const text = this.make();
    const whole = JSON.stringify(text);
    if (text.state === 'reading' || whole === this.told) return;
    this.told = whole;
    void this.server.connection.sendNotification(reviewedMethod, text);
    if (this.under?.tree.settings['review.codeLens'] === true && this.server.client.refreshesCodeLenses)
      void this.server.connection.sendRequest('workspace/codeLens/refresh');
  }
}

function failed(why: string): ReviewText {
  return { state: 'failed', summary: why, markdown: `vnetscope: ${why}\n` };
}
