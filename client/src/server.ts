import {
  EventEmitter,
  Uri,
  workspace,
  type CancellationToken,
  type Disposable,
  type Event,
  type ExtensionContext,
  type LogOutputChannel,
} from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { statusMethod, type Status } from '../../server/src/protocol/status.ts';
import { hoverCommandNames, trustedMarkdown } from './hover-commands.ts';
import { initializationOptions } from './initialization.ts';
import { isAnsweredForC, isClangdThere } from './other-servers.ts';
import { showRulePage } from './rule-page.ts';

/** Headers are C++ to VS Code until it is told otherwise. */
export const documentSelector = [
  { scheme: 'file', language: 'c' },
  { scheme: 'file', language: 'cpp' },
  { scheme: 'file', language: 'freebsd-kernconf' },
  { scheme: 'file', language: 'freebsd-conf-list' },
  { scheme: 'file', language: 'vnetscope-scenario' },
];

/**
 * Size in MB, so that the garbage of an edit fits: with V8's default of 16, one edit in twenty waits for a long
 * collection.
 */
const YOUNG_GENERATION = ['--max-semi-space-size=32'];

/** The language server's process and its connection; there is never more than one. */
export class Server implements Disposable {
  readonly onStatus: Event<Status>;
  #status: Status | undefined;
  #client: LanguageClient | undefined;
  /** Starts and stops run one after another, in the order of the requests. */
  #last: Promise<void> = Promise.resolve();
  readonly #statusEmitter = new EventEmitter<Status>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  readonly #module: string;
  readonly #output: LogOutputChannel;

  constructor(context: ExtensionContext, output: LogOutputChannel) {
    this.onStatus = this.#statusEmitter.event;
    this.#module = Uri.joinPath(context.extensionUri, 'dist', 'vnetscope.cjs').fsPath;
    this.#output = output;
  }

  /** undefined as long as nothing here needs the server. */
  get status(): Status | undefined {
    return this.#status;
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  /** Sends a request; undefined, and a line in the output, if the server cannot answer. */
  async request<Result>(method: string, params: object = {}, token?: CancellationToken): Promise<Result | undefined> {
    await this.#last;
    try {
      // A token that is undefined would be sent as a second parameter.
      return await (token === undefined
        ? this.#client?.sendRequest<Result>(method, params)
        : this.#client?.sendRequest<Result>(method, params, token));
    } catch (error) {
      if (token?.isCancellationRequested === true) return undefined;
      this.#output.error(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  /** Receives a notification of the server, whichever process it is; to be called before the start. */
  onNotification(method: string, listener: (params: unknown) => void): void {
    this.#listeners.set(method, listener);
  }

  /** Sends a notification; a line in the output if that fails. */
  async notify(method: string): Promise<void> {
    await this.#last;
    try {
      await this.#client?.sendNotification(method);
    } catch (error) {
      this.#output.error(`${method}: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#statusEmitter.dispose();
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #start(): Promise<void> {
    if (this.#client !== undefined) return;
    const client = new LanguageClient('vnetscope', 'vnetscope', this.#serverOptions(), this.#clientOptions());
    client.onNotification(statusMethod, (status: Status) => this.#announce(status));
    for (const [method, listener] of this.#listeners) client.onNotification(method, listener);
    this.#client = client;
    this.#announce({ state: 'indexing', message: 'starting' });
    try {
      await client.start();
    } catch (error) {
      this.#client = undefined;
      this.#output.error(`the language server did not start: ${String(error)}`);
      this.#announce({ state: 'error', message: 'the language server did not start' });
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.#output.warn(`the language server did not stop cleanly: ${String(error)}`);
    }
  }

  #announce(status: Status): void {
    this.#status = status;
    this.#statusEmitter.fire(status);
  }

  /** The server runs on the extension host's own Node, so that nothing has to be installed. */
  #serverOptions(): ServerOptions {
    const run = { module: this.#module, args: ['lsp'], transport: TransportKind.ipc };
    return {
      run: { ...run, options: { execArgv: YOUNG_GENERATION } },
      debug: { ...run, options: { execArgv: [...YOUNG_GENERATION, '--nolazy', '--inspect=6009'] } },
    };
  }

  #clientOptions(): LanguageClientOptions {
    return {
      documentSelector,
      middleware: { window: { showDocument: showRulePage } },
      outputChannel: this.#output,
      markdown: { isTrusted: trustedMarkdown, supportHtml: true },
      // Read at each start: trust may have been granted since.
      initializationOptions: () => ({
        ...initializationOptions(workspace),
        callHierarchy: !isAnsweredForC(),
        clangd: isClangdThere(),
        hover: { commands: hoverCommandNames, small: true },
      }),
    };
  }
}
