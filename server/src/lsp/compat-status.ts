import { compatStatusMethod, type CompatStatus } from '../protocol/compat-status.ts';
import { obeyed } from './answered.ts';
import type { Server } from './server.ts';
import { kernelWords } from './simulate-module.ts';
import type { Tree } from './trees.ts';

/** The part of `compat diff --format json` that is told. */
interface Comparison {
  readonly verdict: { readonly safe: boolean; readonly because: readonly string[] };
  readonly machines: readonly {
    readonly changes: readonly {
      readonly name: string;
      readonly of: string;
      readonly message: string;
      readonly breaking: boolean;
    }[];
  }[];
}

/** What a tree is compared with. */
interface Compared {
  /** As a developer knows it. */
  readonly name: string;
  /** A revision or a file, as `compat diff` takes it. */
  readonly source: string;
  readonly policy: string;
}

/**
 * Says whether a tree breaks whom it must not break: the whole tree as saved, compared by `compat diff` in a process of
 * its own, once there is a baseline and after each save. There is never more than one comparison of a tree at a time.
 */
export class CompatVerdicts {
  private readonly server: Server;
  private readonly compared = new WeakMap<Tree, Compared>();
  private readonly running = new WeakSet<Tree>();
  /** Trees that were saved while they were being compared. */
  private readonly again = new WeakSet<Tree>();

  constructor(server: Server) {
    this.server = server;
    server.documents.onDidSave(
      obeyed(server, 'didSave', ({ document }: { readonly document: { readonly uri: string } }) => {
        const tree = server.treeFileOf(document.uri)?.tree;
        if (tree !== undefined && this.compared.has(tree)) this.compare(tree);
      }),
    );
  }

  /** Compares a tree from now on with something, or with nothing; `failure` says why not. */
  set(tree: Tree, compared: Compared | undefined, failure?: string): void {
    if (compared !== undefined) {
      this.compared.set(tree, compared);
      this.compare(tree);
      return;
    }
    this.compared.delete(tree);
    this.tell(
      failure === undefined
        ? { state: 'none', baseline: '', broken: [], because: [] }
        : { state: 'unknown', baseline: '', broken: [], because: [failure] },
    );
  }

  private compare(tree: Tree): void {
    const compared = this.compared.get(tree);
    if (compared === undefined) return;
    if (this.running.has(tree)) {
      this.again.add(tree);
      return;
    }
    this.running.add(tree);
    this.tell({ state: 'measuring', baseline: compared.name, broken: [], because: [] });
    this.verdictOf(tree, compared)
      .then((verdict) => {
        if (this.compared.get(tree) === compared && !this.again.has(tree)) this.tell(verdict);
      })
      .catch((error: unknown) => {
        this.server.logError('compat diff', error);
      })
      .finally(() => {
        this.running.delete(tree);
        if (this.again.delete(tree)) this.compare(tree);
      });
  }

  private async verdictOf(tree: Tree, { name, source, policy }: Compared): Promise<CompatStatus> {
    const words = ['compat', 'diff', source, ...kernelWords(tree), '--policy', policy, '--format', 'json', '--quiet'];
    const done = await this.server.runCommand(tree.files.root, tree.settings.cache ? words : [...words, '--no-cache']);
    // A tree that breaks somebody ends the command with a code, and prints the same.
    if (!done.out.startsWith('{'))
      return {
        state: 'unknown',
        baseline: name,
        broken: [],
        because: ['error' in done ? done.error.replace(/^vnetscope: /, '') : 'compat diff printed nothing'],
      };
    const { verdict, machines } = JSON.parse(done.out) as Comparison;
    const breaking = machines.flatMap(({ changes }) => changes).filter((change) => change.breaking);
    const first = new Map(breaking.toReversed().map((change) => [change.name, change]));
    return {
      state: verdict.safe ? 'safe' : 'breaks',
      baseline: name,
      broken: [...first.values()].toReversed().map(({ name: broken, of, message }) => ({ name: broken, of, message })),
      because: verdict.because,
    };
  }

  private tell(status: CompatStatus): void {
    this.server.connection.sendNotification(compatStatusMethod, status).catch((error: unknown) => {
      this.server.logError(compatStatusMethod, error);
    });
  }
}
