import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  type CancellationToken,
  type CodeLens,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { LayoutReport } from '../core/analysis/image/layout-report.ts';
import { isReadAsC } from '../core/analysis/answers/read-as-c.ts';
import type { ReviewText } from '../protocol/review.ts';
import { readSettings, type Settings } from '../protocol/settings.ts';
import { Background, type Timers } from './background.ts';
import { clientAbilities, type ClientAbilities } from './client-abilities.ts';
import type { DebouncePolicy } from './debounce.ts';
import type { StuckFiles } from '../host/stuck-files.ts';
import { pathOfUri, uriOfPath } from './file-uri.ts';
import type { StartFresh } from './fresh-messages.ts';
import type { FreshVnets } from './fresh-values.ts';
import type { RunningCommand } from './running-command.ts';
import { ClosedTexts, documentsIn, fromLsp, toLsp, type Stretch } from './positions.ts';
import { Trees, type NoTree, type OpenShards, type Tree } from './trees.ts';
import type { Location, Position, Range } from 'vscode-languageserver/node';

/** What the caller brings. */
export interface ServerOptions {
  readonly version: string;
  readonly timers: Timers;
  readonly debounce: DebouncePolicy;
  /** Prints a region as `vnetscope layout` does. */
  readonly regionText: (report: LayoutReport) => string;
  /** Folder of the rules' pages. */
  readonly rulePages?: string | undefined;
  /**
   * Runs a command of vnetscope as a separate process in a folder. Returns its output, and the reason if it failed.
   * `token` ends the process.
   */
  readonly runCommand: (folder: string, words: readonly string[], token?: CancellationToken) => Promise<CommandOutcome>;
  /** Begins a command that stays in a folder; undefined: nobody can. */
  readonly startCommand?: ((folder: string, words: readonly string[]) => RunningCommand) | undefined;
  /** Opens what earlier runs computed over a tree's files; undefined: nothing is stored. */
  readonly openShards?: OpenShards | undefined;
  /** Begins a thread that works out what a fresh vnet holds; undefined: nobody does. */
  readonly startFresh?: StartFresh | undefined;
  /** Told of each file (absolute) on which work begins; '' when it is done. */
  readonly workOn?: ((file: string) => void) | undefined;
  /** Files on which a server was stuck before. */
  readonly stuck?: StuckFiles | undefined;
  /** Receives the client's process id: the server ends when that process ends. */
  readonly watchClient?: ((processId: number) => void) | undefined;
}

export type CommandOutcome = { readonly out: string } | { readonly out: string; readonly error: string };

/** One file of lsp/: the capabilities it offers and the handlers it installs on the connection. */
export interface Feature {
  readonly capabilities?: (client: ClientAbilities) => Partial<ServerCapabilities>;
  readonly register: (server: Server) => void;
}

/**
 * A command of workspace/executeCommand. Its name must differ from the extension's own commands: VS Code's client
 * registers both.
 */
export interface Command {
  readonly name: string;
  readonly isOffered: (client: ClientAbilities) => boolean;
  readonly run: (server: Server, given: readonly unknown[], token: CancellationToken) => Promise<unknown>;
}

/** A document in the tree that answers for it. */
export interface TreeFile {
  readonly tree: Tree;
  /** The session's name of the file. */
  readonly path: string;
}

/** The message if something would have to be started. */
export const NOT_TRUSTED = 'this workspace is not trusted: vnetscope starts no process for it';

/** What features share: the client, its documents, the trees, and the background work. */
export class Server {
  readonly connection: Connection;
  readonly options: ServerOptions;
  readonly documents = new TextDocuments(documentsIn(() => this.client.positionEncoding));
  readonly trees: Trees;
  readonly background: Background;
  client: ClientAbilities = clientAbilities({ capabilities: {} });
  /** Settings of the client's folders; '' is the client's own. */
  readonly settings = new Map<string, Settings>([['', readSettings({}).settings]]);
  /** Before `initialize` nothing is answered, after `shutdown` nothing any more. */
  phase: 'new' | 'initialized' | 'shutDown' = 'new';
  /** False while the client says that the workspace is not trusted: no process is started. */
  isTrusted = true;
  /** What the review's command answers; the feature sets it. */
  askReview: ((token: CancellationToken) => Promise<ReviewText>) | undefined;
  /** What features write above lines of a document: a client asks for all of it at once. */
  readonly lensMakers: ((uri: string) => CodeLens[] | null)[] = [];
  /** The document that was used last: the status shows its tree. */
  current: string | undefined;
  /** What fresh vnets hold, by tree, for those that were asked about. */
  readonly freshVnets = new Map<Tree, FreshVnets>();
  private readonly closed = new ClosedTexts();
  private readonly openUris = new Map<string, string>();
  private readonly treeListeners: ((tree: Tree) => void)[] = [];
  private readonly progressListeners: (() => void)[] = [];
  private readonly settledListeners: (() => void)[] = [];
  private readonly startListeners: (() => void)[] = [];
  private readonly folderListeners: (() => void)[] = [];
  private readonly changeListeners: (() => void)[] = [];
  private progressWaiters: (() => void)[] = [];

  constructor(connection: Connection, options: ServerOptions) {
    this.connection = connection;
    this.options = options;
    this.trees = new Trees(
      {
        opened: (tree) => {
          this.treeOpened(tree);
        },
        noted: (text) => {
          connection.console.warn(text);
        },
      },
      (folder) => this.settingsOf(folder),
      () => this.isTrusted,
      options.openShards,
      (files) => {
        files.onWorking = options.workOn;
        files.permitted.stuck = options.stuck;
      },
    );
    this.background = new Background(options.timers, () => this.trees.open, {
      begins: () => options.workOn?.(''),
      progressed: () => {
        this.progressed();
      },
      failed: (error) => {
        this.logError('background work', error);
      },
      settled: () => {
        for (const listener of this.settledListeners) listener();
      },
    });
    this.documents.onDidOpen(({ document }) => {
      const path = pathOfUri(document.uri);
      if (path !== undefined) this.openUris.set(path, document.uri);
    });
    this.documents.onDidClose(({ document }) => this.openUris.delete(pathOfUri(document.uri) ?? ''));
  }

  get isShutDown(): boolean {
    return this.phase === 'shutDown';
  }

  /** Why a request cannot be answered now, whatever it is. */
  get refusal(): ResponseError | undefined {
    switch (this.phase) {
      case 'new':
        return new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize must come first');
      case 'initialized':
        return undefined;
      case 'shutDown':
        return new ResponseError(ErrorCodes.InvalidRequest, 'the server is shut down');
    }
  }

  /** Begins a command that stays; like `runCommand`, it starts nothing for a workspace that is not trusted. */
  startCommand(folder: string, words: readonly string[]): RunningCommand | { readonly error: string } {
    if (!this.isTrusted) return { error: NOT_TRUSTED };
    return this.options.startCommand?.(folder, words) ?? { error: 'no process can be started here' };
  }

  /**
   * Runs a command to its end: with `startCommand` the only way in which the server starts a process; a ResponseError
   * when `token` has ended it.
   */
  async runCommand(folder: string, words: readonly string[], token?: CancellationToken): Promise<CommandOutcome> {
    if (!this.isTrusted) return { out: '', error: NOT_TRUSTED };
    const outcome = await this.options.runCommand(folder, words, token);
    if (token?.isCancellationRequested === true) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    return outcome;
  }

  /** Called when the workspace becomes trusted: does the work that was held back. */
  trust(): void {
    if (this.isTrusted) return;
    this.isTrusted = true;
    // Trusted folders may name their tree, modules may read files above them, and a configuration may be a link out of
    // the tree.
    this.reopen();
  }

  settingsOf(folder: string | undefined): Settings {
    return this.settings.get(folder ?? '') ?? this.settings.get('') ?? readSettings({}).settings;
  }

  onTreeOpened(listener: (tree: Tree) => void): void {
    this.treeListeners.push(listener);
  }

  /** Background work went on, or files changed. */
  onProgress(listener: () => void): void {
    this.progressListeners.push(listener);
  }

  /** Background work has nothing left to do. */
  onSettled(listener: () => void): void {
    this.settledListeners.push(listener);
  }

  /** The client has said that it is initialized. */
  onStarted(listener: () => void): void {
    this.startListeners.push(listener);
  }

  onFoldersChanged(listener: () => void): void {
    this.folderListeners.push(listener);
  }

  /** Has background work go on, and resolves when it did. */
  nextProgress(): Promise<void> {
    this.background.goOn();
    return new Promise((resolve) => {
      this.progressWaiters.push(resolve);
    });
  }

  start(): void {
    for (const listener of this.startListeners) listener();
    this.trees.openAll();
    this.background.wake();
  }

  changeFolders(folders: readonly string[]): void {
    this.trees.setFolders(folders);
    for (const listener of this.folderListeners) listener();
    this.reopen();
  }

  /** Reopens all trees, because the request that they were opened with has changed. */
  reopen(): void {
    this.trees.forget();
    this.trees.openAll();
    for (const { uri } of this.documents.all()) this.trees.ofUri(uri);
    this.filesChanged();
    this.background.wake();
  }

  /** To be called when files, settings or folders change: answers may have changed. */
  filesChanged(): void {
    for (const listener of this.changeListeners) listener();
    this.progressed();
  }

  /** Files, settings or folders changed, not by the client's edits. */
  onFilesChanged(listener: () => void): void {
    this.changeListeners.push(listener);
  }

  /** The tree and path of a document; undefined if no tree contains it. */
  treeFileOf(uri: string): TreeFile | undefined {
    const tree = this.trees.ofUri(uri);
    const file = pathOfUri(uri);
    return tree === undefined || !('session' in tree) || file === undefined
      ? undefined
      : { tree, path: tree.files.nameOf(file) };
  }

  /** The tree that the status shows: that of the document used last, else the first. */
  currentTree(): Tree | NoTree | undefined {
    const own = this.current === undefined ? undefined : this.trees.ofUri(this.current);
    const all = own === undefined ? this.trees.openAll() : [own];
    return all.find((tree) => 'session' in tree) ?? all[0] ?? this.trees.open[0];
  }

  /** The offset that a position in an open document (or a file) means. */
  offsetAt(treeFile: TreeFile, uri: string, position: Position): number | undefined {
    const document = this.documentOf(treeFile.tree, treeFile.path, uri);
    return document === undefined ? undefined : fromLsp(document, position, this.client.positionEncoding);
  }

  range(tree: Tree, path: string, stretch: Stretch): Range | undefined {
    const uri = this.uriOf(tree, path);
    const document = uri === undefined ? undefined : this.documentOf(tree, path, uri);
    return document === undefined ? undefined : toLsp(document, stretch, this.client.positionEncoding);
  }

  /** undefined for files that exist in a build folder only. */
  location(tree: Tree, path: string, stretch: Stretch): Location | undefined {
    const uri = this.uriOf(tree, path);
    const range = uri === undefined ? undefined : this.range(tree, path, stretch);
    return uri === undefined || range === undefined ? undefined : { uri, range };
  }

  /** An open document keeps the URI that the client gave it. */
  uriOf(tree: Tree, path: string): string | undefined {
    const absolute = tree.files.absoluteOf(path);
    return absolute === undefined ? undefined : (this.openUris.get(absolute) ?? uriOfPath(absolute));
  }

  logError(what: string, error: unknown): void {
    this.connection.console.error(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  private progressed(): void {
    const waiters = this.progressWaiters;
    this.progressWaiters = [];
    for (const resolve of waiters) resolve();
    for (const listener of this.progressListeners) listener();
  }

  private documentOf(tree: Tree, path: string, uri: string): TextDocument | undefined {
    const open = this.documents.get(uri);
    if (open !== undefined) return open;
    const text = tree.session.textOf(path);
    return text === undefined ? undefined : this.closed.of(uri, text);
  }

  /** False for a document of another language, and for one that is left alone. */
  isTaken({ tree, path }: TreeFile, document: TextDocument): boolean {
    const file = pathOfUri(document.uri) ?? '';
    return isReadAsC(tree.session, path) && this.options.stuck?.isDocumentLeftAlone(file, document.getText()) !== true;
  }

  private treeOpened(tree: Tree): void {
    for (const document of this.documents.all()) {
      const treeFile = this.treeFileOf(document.uri);
      if (treeFile?.tree === tree && this.isTaken(treeFile, document))
        tree.session.setText(treeFile.path, document.getText());
    }
    for (const listener of this.treeListeners) listener(tree);
  }
}
