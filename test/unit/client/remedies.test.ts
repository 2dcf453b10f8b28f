import assert from 'node:assert/strict';
import test from 'node:test';
import { remediesOf } from '../../../client/src/remedies.ts';
import type { Status } from '../../../server/src/protocol/status.ts';

const cases: readonly (readonly [Status, readonly string[]])[] = [
  [{ state: 'ready', message: 'GENERIC has no options VIMAGE' }, []],
  [{ state: 'indexing', message: 'reading the kernel tree' }, []],
  [{ state: 'noTree' }, ['chooseTree', 'openSampleKernel']],
  [{ state: 'error', message: 'vnetscope.tree: /usr/srk: no such folder' }, ['chooseTree', 'showOutput']],
  [
    { state: 'error', message: 'no such kernel configuration: GENERICS in sys/amd64/conf' },
    ['chooseKernconf', 'showOutput'],
  ],
  [{ state: 'error', message: 'the language server did not start' }, ['restart', 'showOutput']],
];

for (const [status, commands] of cases) {
  test(`${status.state} "${status.message ?? ''}" is mended by ${commands.join(' or ') || 'nobody'}`, () => {
    assert.deepEqual(
      remediesOf(status).map(({ command }) => command),
      commands.map((command) => `vnetscope.${command}`),
    );
  });
}
