// A server whose client is gone ends, also while its main thread does nothing but turn in a circle.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import test, { after, describe } from 'node:test';
import { initialize, serverCommand, spawnServer, type ServerProcess } from '../kit/server-process.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

/** Makes the main thread busy for good with the message `test/spin`, over stdio or node's channel; it says so first. */
const SPINNING = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  const spin = (message) => {
    if (message?.method !== 'test/spin') return message;
    writeSync(2, 'spinning');
    for (;;);
  };
  const { parse } = JSON;
  JSON.parse = (text, ...rest) => spin(parse(text, ...rest));
  if (process.connected) process.on('message', spin);
`)}`;

/** Processes of a test that failed must not spin for good. */
const started: (number | undefined)[] = [];
after(() => {
  for (const pid of started) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // As it should be.
    }
  }
});

/** A server whose main thread is busy. */
async function busyServer(processId: number | null): Promise<ServerProcess> {
  const server = spawnServer(['--import', SPINNING], 'pipe');
  started.push(server.child.pid);
  await initialize(server, sampleFolder, processId);
  assert.ok(server.child.stderr !== null);
  const spins = once(server.child.stderr, 'data');
  await server.client.sendNotification('test/spin');
  assert.equal(String((await spins)[0]), 'spinning');
  return server;
}

/** A process that waits for its end. */
function waitingProcess(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  started.push(child.pid);
  return child;
}

describe('a busy server', { timeout: 60_000 }, () => {
  test('ends when its input ends', async () => {
    const server = await busyServer(null);
    server.child.stdin?.end();
    assert.equal(await server.ended, 'SIGKILL');
  });

  test('ends when the process of its client is gone', async () => {
    const editor = waitingProcess();
    const server = await busyServer(editor.pid ?? null);
    editor.kill('SIGKILL');
    assert.equal(await server.ended, 'SIGKILL');
  });

  test('ends when whoever forked it is gone, and never said who it is', async () => {
    const window = spawn(
      process.execPath,
      [
        '-e',
        `
      const { fork } = require('node:child_process');
      const server = fork(${JSON.stringify(serverCommand)}, ['lsp', '--node-ipc'], {
        execArgv: ['--import', ${JSON.stringify(SPINNING)}], stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      });
      process.stdout.write(String(server.pid));
      server.stderr.on('data', (text) => { process.stderr.write(text); });
      server.send({ jsonrpc: '2.0', method: 'test/spin' });
    `,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    started.push(window.pid, Number((await once(window.stdout, 'data'))[0]));
    assert.equal(String((await once(window.stderr, 'data'))[0]), 'spinning');
    // The server has the window's standard output too: it is closed when both have ended.
    const closed = once(window.stdout.resume(), 'close');
    window.kill('SIGKILL');
    await closed;
  });
});
