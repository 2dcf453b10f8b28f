// A server whose main thread does not come round is ended; the file that it worked on is left alone by the next one.
import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { Scratch } from '../kit/command-line.ts';
import { fileUri } from '../kit/lsp-conversation.ts';
import { endInOrder, initialize, spawnServer, type ServerProcess } from '../kit/server-process.ts';

/** The main thread turns in a circle as soon as work on a file called spin.c begins. */
const SPINNING = `data:text/javascript,${encodeURIComponent(`
  const NAME_BYTES = 2;
  const { store } = Atomics;
  Atomics.store = (numbers, at, value) => {
    const stored = store(numbers, at, value);
    const name = at === NAME_BYTES ? Buffer.from(numbers.buffer, 12, value).toString() : '';
    if (name.endsWith('/spin.c')) for (;;);
    return stored;
  };
`)}`;

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

function open({ client }: ServerProcess, tree: string, file: string): Promise<void> {
  const text = readFileSync(path.join(tree, file), 'utf8');
  const textDocument = { uri: fileUri(tree, file), languageId: 'c', version: 1, text };
  return client.sendNotification('textDocument/didOpen', { textDocument });
}

test('it is said what it worked on, and the next server reads everything else', { timeout: 120_000 }, async () => {
  const SPIN = 'sys/net/spin.c';
  const tree = scratch.tree((folder) => {
    writeFileSync(path.join(folder, SPIN), '#include <net/vnet.h>\nint spin(void) { return (V_if_index); }\n');
    utimesSync(path.join(folder, SPIN), 1000, 1000);
  });
  const environment = { VNETSCOPE_CACHE_DIR: scratch.beside('cache'), VNETSCOPE_STUCK_SECONDS: '2' };
  const first = spawnServer(['--import', SPINNING], 'pipe', environment);
  let said = '';
  first.child.stderr?.on('data', (text: Buffer) => (said += String(text)));
  await initialize(first, tree);
  await open(first, tree, SPIN);
  assert.equal(await first.ended, 'SIGKILL');
  const name = JSON.stringify(path.join(tree, SPIN));
  assert.match(said, new RegExp(`did not come round for 2 s while it worked on ${name}; it is ended`));

  const second = spawnServer(['--import', SPINNING], 'inherit', environment);
  const warned = new Promise<string>((resolve) => {
    second.client.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
      resolve(message);
    });
  });
  await initialize(second, tree);
  await open(second, tree, SPIN);
  await open(second, tree, 'sys/net/if.c');
  const symbols = await second.client.sendRequest('textDocument/documentSymbol', {
    textDocument: { uri: fileUri(tree, 'sys/net/if.c') },
  });
  assert.ok(Array.isArray(symbols) && symbols.length > 0);
  assert.match(await warned, /spin\.c stopped an earlier language server/);
  assert.equal(await endInOrder(second), 0);
});
