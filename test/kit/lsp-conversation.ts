import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import {
  createConnection,
  createMessageConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { main } from '../../server/src/cli/main.ts';
import { layoutText } from '../../server/src/cli/format/layout-text.ts';
import { processTimers, type Timers } from '../../server/src/lsp/background.ts';
import type { StartFresh } from '../../server/src/lsp/fresh-messages.ts';
import { fixed } from '../../server/src/lsp/debounce.ts';
import { root } from './source-graph.ts';
import { serve } from '../../server/src/lsp/serve.ts';
import type { ServerOptions } from '../../server/src/lsp/server.ts';

/** Commands run in this process. */
async function runCommand(
  folder: string,
  words: readonly string[],
): Promise<{ readonly out: string } | { readonly out: string; readonly error: string }> {
  let [out, err] = ['', ''];
  const code = await main(words, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample: path.join(root, 'test', 'minikernel'),
  });
  return code === 0 ? { out } : { out, error: err.trim() };
}

/** A notification or a request that the server sent. */
export interface FromServer {
  readonly method: string;
  readonly params: unknown;
}

/**
 * A language server in this process and a client that talks to it in messages, as over a wire. What the server sends is
 * kept in order; `next` takes the first that fits, or waits for it: nothing here waits for time to pass.
 */
export class Conversation {
  readonly client: MessageConnection;
  private readonly received: FromServer[] = [];
  private readonly waiters: {
    readonly fits: (message: FromServer) => boolean;
    readonly resolve: (message: FromServer) => void;
  }[] = [];
  private readonly versions = new Map<string, number>();
  /** Commands that the server ran, in order. */
  readonly ran: (readonly string[])[] = [];
  /** What the client answers to requests of the server, by method. */
  readonly answers = new Map<string, (params: unknown) => unknown>();

  constructor(
    timers: Timers = processTimers,
    debounceMs = 0,
    startFresh?: StartFresh,
    run: ServerOptions['runCommand'] = runCommand,
    openShards?: ServerOptions['openShards'],
  ) {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const [reader, writer] = [new StreamMessageReader(toServer), new StreamMessageWriter(toClient)];
    serve(createConnection(ProposedFeatures.all, reader, writer), {
      version: 'test',
      timers,
      debounce: fixed(debounceMs),
      regionText: layoutText,
      rulePages: path.join(root, 'server/doc/rules'),
      startFresh,
      openShards,
      runCommand: (folder, words, token) => {
        this.ran.push(words);
        return run(folder, words, token);
      },
    });
    this.client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.client.onNotification((method, params) => {
      this.take({ method, params });
    });
    this.client.onUnhandledProgress((params) => {
      this.take({ method: '$/progress', params });
    });
    this.client.onRequest((method, params) => {
      this.take({ method, params });
      return this.answers.get(method)?.(params) ?? null;
    });
    this.client.listen();
  }

  request(method: string, params: unknown): Promise<unknown> {
    return this.client.sendRequest(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.client.sendNotification(method, params);
  }

  /** The first message that fits among those not yet taken, or the next one to come. */
  next(fits: (message: FromServer) => boolean): Promise<FromServer> {
    const known = this.received.findIndex(fits);
    const [found] = known < 0 ? [] : this.received.splice(known, 1);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => {
      this.waiters.push({ fits, resolve });
    });
  }

  /** Parameters of the messages of a kind that have come and that nobody has taken, in order. */
  come(method: string): readonly unknown[] {
    return this.received.flatMap((message) => (message.method === method ? [message.params] : []));
  }

  /** Passes over messages that have come already. */
  forget(method: string): void {
    for (let i = this.received.length - 1; i >= 0; i--)
      if (this.received[i]?.method === method) this.received.splice(i, 1);
  }

  /** The next version of a document; its first is 1. */
  nextVersion(uri: string): number {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    return version;
  }

  async close(): Promise<void> {
    await this.request('shutdown', undefined);
    this.client.dispose();
  }

  /** What the server logged as an error. */
  get errors(): readonly string[] {
    return this.received
      .filter(
        ({ method, params }) => method === 'window/logMessage' && (params as { readonly type: number }).type === 1,
      )
      .map(({ params }) => (params as { readonly message: string }).message);
  }

  private take(message: FromServer): void {
    const waiter = this.waiters.findIndex(({ fits }) => fits(message));
    const [first] = waiter < 0 ? [] : this.waiters.splice(waiter, 1);
    if (first === undefined) this.received.push(message);
    else first.resolve(message);
  }
}

/** What VS Code's client can do, as far as this server cares. */
export const FULL_CLIENT = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    definition: { linkSupport: true },
    declaration: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      versionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
  },
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
};

export function folderUri(folder: string): string {
  return pathToFileURL(folder).href;
}

export function fileUri(folder: string, file: string): string {
  return pathToFileURL(path.join(folder, file)).href;
}

/**
 * A language server that has opened a folder with a kernel, and with which nothing else was spoken yet.
 * @param settings what it is told when it asks for its configuration
 */
export async function conversationIn(
  folder: string,
  settings: unknown = {},
  conversation = new Conversation(),
): Promise<Conversation> {
  conversation.answers.set('workspace/configuration', (params) =>
    (params as { readonly items: readonly unknown[] }).items.map(() => settings),
  );
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(folder), name: 'kernel' }],
    capabilities: FULL_CLIENT,
    initializationOptions: { settings },
  });
  await conversation.notify('initialized', {});
  return conversation;
}
