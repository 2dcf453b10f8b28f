// The simulation view's side of the server, a process of its own: reports are those of `simulate --steps`, what is
// cancelled ends, and the server answers meanwhile.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { describe } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import {
  simulationChoicesMethod,
  simulationClosedMethod,
  simulationMethod,
  type SimulationAnswer,
  type SimulationChoices,
  type SimulationParams,
} from '../../server/src/protocol/simulation.ts';
import { vnetscope } from '../kit/command-line.ts';
import { endInOrder, initialize, spawnServer, type ServerProcess } from '../kit/server-process.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const TEXT = 'boot\nvnet create red\nmodule load shaper\n';
const ASKED: SimulationParams = { name: 's.scenario', text: TEXT, given: [], values: false };
const ENDLESS = 'repeat 10000000\nvnet create a\nvnet destroy a\nend';

async function withServer(work: (server: ServerProcess) => Promise<void>): Promise<void> {
  const server = spawnServer();
  try {
    await initialize(server, sampleFolder);
    await work(server);
    assert.equal(await endInOrder(server), 0);
  } finally {
    server.child.kill('SIGKILL');
  }
}

function ask({ client }: ServerProcess, params: SimulationParams): Promise<SimulationAnswer> {
  return client.sendRequest<SimulationAnswer>(simulationMethod, params);
}

/** What the command line says of the same statements. */
async function printed(text: string, ...more: readonly string[]): Promise<unknown> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-steps-'));
  try {
    const file = path.join(folder, 's.scenario');
    writeFileSync(file, text);
    const words = ['simulate', sampleFolder, '--script', file, '--steps', '--format', 'json', '--no-cache', ...more];
    return JSON.parse((await vnetscope(folder, ...words)).out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the simulation', { timeout: 120_000 }, () => {
  test('is that of the command line, with and without values, and after more statements', async () => {
    await withServer(async (server) => {
      const answer = await ask(server, ASKED);
      assert.ok('report' in answer, JSON.stringify(answer));
      assert.deepEqual(answer.report, await printed(TEXT));
      assert.match(answer.root, /minikernel$/);
      const valued = await ask(server, { ...ASKED, values: true });
      assert.ok('report' in valued);
      assert.deepEqual(valued.report, await printed(TEXT, '--values'));
      const longer = await ask(server, { ...ASKED, given: ['module load nosuch', 'vnet create blue'] });
      assert.ok('report' in longer);
      assert.deepEqual(longer.report.steps.slice(0, 3), answer.report.steps);
      assert.deepEqual(
        longer.report.steps.slice(3).map(({ failure, after }) => [failure === null, after.vnets.length]),
        [
          [false, 2],
          [true, 3],
        ],
      );
      const choices = await server.client.sendRequest<SimulationChoices>(simulationChoicesMethod, {});
      assert.ok(choices.modules.includes('shaper') && choices.sysctls.some((name) => name.startsWith('net.')));
    });
  });

  test('ends when it is cancelled; the server answers meanwhile, and the next run begins anew', async () => {
    await withServer(async (server) => {
      assert.ok('report' in (await ask(server, ASKED)));
      const source = new CancellationTokenSource();
      const endless = server.client.sendRequest(simulationMethod, { ...ASKED, given: [ENDLESS] }, source.token);
      const ended = assert.rejects(
        endless,
        (error) => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
      );
      assert.notEqual(await server.client.sendRequest('vnetscope/kernconfs', {}), null, 'it answers meanwhile');
      source.cancel();
      await ended;
      assert.ok('report' in (await ask(server, ASKED)));
    });
  });

  test('that nobody looks at any more has no process, and one begins for the next who does', async () => {
    await withServer(async (server) => {
      const endless = ask(server, { ...ASKED, given: [ENDLESS] });
      await server.client.sendNotification(simulationClosedMethod);
      const answer = await endless;
      assert.ok('message' in answer, 'it came to an end');
      assert.ok('report' in (await ask(server, ASKED)));
    });
  });
});
