// The built server as a process of its own: how it starts, how it ends, and that nothing else ends it.
import assert from 'node:assert/strict';
import { fork, spawn, spawnSync } from 'node:child_process';
import test, { describe } from 'node:test';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  LSPErrorCodes,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { processTimers } from '../../server/src/lsp/background.ts';
import { Conversation, fileUri, folderUri } from '../kit/lsp-conversation.ts';
import { endInOrder, initialize, serverCommand, spawnServer, type ServerProcess } from '../kit/server-process.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

describe('the server as a process', { timeout: 60_000 }, () => {
  test('says who it is and ends in order: 0 after shutdown and exit', async () => {
    const server = spawnServer();
    const { serverInfo, capabilities } = (await initialize(server, sampleFolder)) as InitializeResult;
    assert.equal(serverInfo?.name, 'vnetscope');
    assert.match(serverInfo.version ?? '', /^\d+\.\d+\.\d+/);
    assert.equal(capabilities.positionEncoding, 'utf-16');
    await server.client.sendRequest('shutdown');
    await assert.rejects(
      server.client.sendRequest('textDocument/hover', {}),
      (error: { readonly code: number }) => error.code === ErrorCodes.InvalidRequest,
    );
    await server.client.sendNotification('exit');
    assert.equal(await server.ended, 0);
  });

  test('1 for an exit without shutdown', async () => {
    const server = spawnServer();
    await initialize(server, sampleFolder);
    await server.client.sendNotification('exit');
    assert.equal(await server.ended, 1);
  });

  test('ends when its input ends', async () => {
    const server = spawnServer();
    await initialize(server, sampleFolder);
    server.child.stdin?.end();
    assert.equal(await server.ended, 1);
  });

  test('ends when the editor is gone', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => {
      gone.once('close', resolve);
    });
    const server = spawnServer();
    await initialize(server, sampleFolder, gone.pid ?? null);
    assert.equal(await server.ended, 1);
  });

  test("talks over node's own channel too", async () => {
    const child = fork(serverCommand, ['lsp', '--node-ipc'], { silent: true });
    const client = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    client.listen();
    const ended = new Promise((resolve) => {
      child.once('close', resolve);
    });
    const server: ServerProcess = { child, client, ended: ended as ServerProcess['ended'] };
    assert.ok(await initialize(server, sampleFolder));
    assert.equal(await endInOrder(server), 0);
  });

  test('without a way to talk: one line and 2', () => {
    for (const args of [['lsp'], ['lsp', '--stdio', '--node-ipc']]) {
      const { status, stderr } = spawnSync(process.execPath, [serverCommand, ...args], { encoding: 'utf8' });
      assert.equal(status, 2);
      assert.match(stderr, /^vnetscope: lsp wants exactly one of --stdio, .*\n$/);
    }
  });

  test('what is no JSON costs nothing but itself', async () => {
    const server = spawnServer();
    await initialize(server, sampleFolder);
    server.child.stdin?.write('Content-Length: 9\r\n\r\n{"nojson"');
    assert.ok(await server.client.sendRequest('vnetscope/kernconfs', {}));
    assert.equal(await endInOrder(server), 0);
  });
});

const isInvalid = (error: { readonly code: number }): boolean => error.code === ErrorCodes.InvalidRequest;
const beginning = { processId: null, rootUri: folderUri(sampleFolder), capabilities: {} };

describe('before initialize', { timeout: 60_000 }, () => {
  const refused = (error: { readonly code: number }): boolean => error.code === ErrorCodes.ServerNotInitialized;
  const opened = (uri: string, text: string): unknown => ({ textDocument: { uri, languageId: 'c', version: 1, text } });

  test('every request is refused, known or not, and none does anything', async () => {
    const { client } = new Conversation();
    const textDocument = { uri: fileUri(sampleFolder, 'sys/net/if.c') };
    for (const [method, params] of [
      ['textDocument/hover', { textDocument, position: { line: 0, character: 0 } }],
      ['textDocument/documentSymbol', { textDocument }],
      ['workspace/symbol', { query: '' }],
      ['workspace/executeCommand', { command: 'vnetscope.simulateModuleOf' }],
      ['vnetscope/region', {}],
      ['no/such', {}],
      ['shutdown', undefined],
    ] as const)
      await assert.rejects(client.sendRequest(method, params), refused, method);
    assert.ok(await client.sendRequest('initialize', beginning));
    client.dispose();
  });

  test('a notification is dropped: what was opened then is not open', async () => {
    const conversation = new Conversation();
    const uri = fileUri(sampleFolder, 'sys/net/if_none.c');
    const symbols = (): Promise<unknown> =>
      conversation.request('textDocument/documentSymbol', { textDocument: { uri } });
    await conversation.notify('textDocument/didOpen', opened(uri, 'VNET_DEFINE(int, early) = 1;\n'));
    await conversation.notify('initialized', {});
    await conversation.request('initialize', beginning);
    await conversation.notify('initialized', {});
    assert.deepEqual(await symbols(), []);
    await conversation.notify('textDocument/didOpen', opened(uri, 'VNET_DEFINE(int, late) = 1;\n'));
    assert.equal(((await symbols()) as readonly unknown[]).length, 1);
    await conversation.close();
  });

  test('exit ends the process with 1, also after a shutdown that was refused', async () => {
    const server = spawnServer();
    await assert.rejects(server.client.sendRequest('shutdown'), refused);
    await server.client.sendNotification('exit');
    assert.equal(await server.ended, 1);
  });

  test('initialize comes once', async () => {
    const conversation = new Conversation();
    await conversation.request('initialize', beginning);
    await assert.rejects(conversation.request('initialize', beginning), isInvalid);
    await conversation.close();
  });
});

test('after shutdown every request is invalid, known or not', async () => {
  const { client } = new Conversation();
  await client.sendRequest('initialize', beginning);
  await client.sendRequest('shutdown');
  for (const method of [
    'textDocument/documentSymbol',
    'workspace/executeCommand',
    'vnetscope/kernconfs',
    'no/such',
    'shutdown',
    'initialize',
  ])
    await assert.rejects(client.sendRequest(method, beginning), isInvalid, method);
  client.dispose();
});

describe('one request', { timeout: 60_000 }, () => {
  test('that fails is logged and answered with null; the next is answered', async () => {
    const conversation = new Conversation();
    await conversation.request('initialize', { processId: null, rootUri: folderUri(sampleFolder), capabilities: {} });
    await conversation.notify('initialized', {});
    assert.equal(await conversation.request('textDocument/hover', { textDocument: {} }), null);
    assert.equal(conversation.errors.length, 1);
    assert.match(conversation.errors[0] ?? '', /^textDocument\/hover: TypeError/);
    assert.ok(await conversation.request('vnetscope/kernconfs', {}));
    await conversation.close();
  });

  test('that is cancelled while it waits is not worked out', async () => {
    // Handlers leave one turn for a cancellation; these turns are held until both messages have come.
    const turns: (() => void)[] = [];
    let isHeld = false;
    let both: (() => void) | undefined;
    const haveCome = new Promise<void>((resolve) => {
      both = resolve;
    });
    const conversation = new Conversation({
      ...processTimers,
      soon: (work) => {
        if (!isHeld) processTimers.soon(work);
        else if (turns.push(work) === 2) both?.();
      },
    });
    await conversation.request('initialize', { processId: null, rootUri: folderUri(sampleFolder), capabilities: {} });
    isHeld = true;
    const position = {
      textDocument: { uri: fileUri(sampleFolder, 'sys/net/if.c') },
      position: { line: 0, character: 0 },
    };
    const cancelled = conversation.client.sendRequest(
      'textDocument/references',
      { ...position, context: { includeDeclaration: true } },
      cancelledAtOnce(),
    );
    const second = conversation.request('textDocument/hover', position);
    await haveCome;
    isHeld = false;
    for (const work of turns) work();
    await assert.rejects(
      cancelled,
      (error: { readonly code: number }) => error.code === LSPErrorCodes.RequestCancelled,
    );
    assert.equal(await second, null);
    await conversation.close();
  });
});

/** A token that is cancelled as soon as the request is on its way. */
function cancelledAtOnce(): {
  isCancellationRequested: boolean;
  onCancellationRequested: (listener: (event: unknown) => void) => { dispose(): void };
} {
  return {
    isCancellationRequested: false,
    onCancellationRequested: (listener) => {
      queueMicrotask(() => {
        listener(undefined);
      });
      return { dispose: () => undefined };
    },
  };
}
