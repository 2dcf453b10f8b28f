// A simulation that the editor has begun ends when it is cancelled, and the server answers while it runs. The scenario
// would run for hours: nothing but its end lets the test go on.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { describe } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { fileUri } from '../kit/lsp-conversation.ts';
import { endInOrder, initialize, spawnServer } from '../kit/server-process.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const ENDLESS = 'boot\nrepeat 10000000\nvnet create a\nvnet destroy a\nend\n';

/** What a server starts says in a file which process it is. */
function telling(file: string): string {
  const text = `
    import { writeFileSync, renameSync } from 'node:fs';
    if (process.argv.includes('simulate')) {
      writeFileSync(${JSON.stringify(`${file}.new`)}, String(process.pid));
      renameSync(${JSON.stringify(`${file}.new`)}, ${JSON.stringify(file)});
    }`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

/** A file's text, as soon as there is one. */
function written(folder: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      try {
        resolve(readFileSync(path.join(folder, name), 'utf8'));
        watcher.close();
      } catch {
        // It is not there yet.
      }
    };
    const watcher = watch(folder, look);
    look();
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a simulation that is cancelled', { timeout: 120_000 }, () => {
  for (const [name, method, params] of [
    ['by the request', 'vnetscope/runScenario', (uri: string): object => ({ uri })],
    [
      'by the command',
      'workspace/executeCommand',
      (uri: string): object => ({ command: 'vnetscope.runScenarioFile', arguments: [uri] }),
    ],
  ] as const)
    test(`ends its process: ${name}`, async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-cancelled-'));
      const server = spawnServer(['--import', telling(path.join(folder, 'pid'))]);
      try {
        await initialize(server, sampleFolder);
        writeFileSync(path.join(folder, 'endless.scenario'), ENDLESS);
        const source = new CancellationTokenSource();
        const answer = server.client.sendRequest<unknown>(
          method,
          params(fileUri(folder, 'endless.scenario')),
          source.token,
        );
        const ended = assert.rejects(
          answer,
          (error) => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
        );
        const pid = Number(await written(folder, 'pid'));
        assert.ok(isAlive(pid));
        assert.notEqual(await server.client.sendRequest('vnetscope/kernconfs', {}), null, 'it answers meanwhile');
        assert.ok(isAlive(pid), 'nobody has cancelled it yet');
        source.cancel();
        await ended;
        assert.equal(isAlive(pid), false);
        assert.equal(await endInOrder(server), 0);
      } finally {
        server.child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
