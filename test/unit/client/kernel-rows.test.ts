import assert from 'node:assert/strict';
import test from 'node:test';
import { kernelRows } from '../../../client/src/kernel-rows.ts';
import type { Status } from '../../../server/src/protocol/status.ts';

const shown = (status: Status): readonly string[] => kernelRows(status).map(({ label, value }) => `${label}: ${value}`);

test('the view says which kernel the answers are about', () => {
  assert.deepEqual(
    shown({
      state: 'ready',
      release: '13.0-CURRENT',
      arch: 'amd64',
      kernconf: 'GENERIC',
      globals: 371,
      regionBytes: 244_872,
    }),
    [
      'Release: 13.0-CURRENT',
      'Machine: amd64',
      'Configuration: GENERIC',
      'Virtualized globals: 371',
      'set_vnet: 244,872 bytes per vnet',
    ],
  );
});

test('while the tree is read the view says what is done', () => {
  const status = {
    state: 'indexing',
    message: 'reading the kernel tree',
    progress: { done: 1200, total: 9000 },
  } as const;
  assert.deepEqual(shown(status), ['Now: reading the kernel tree 1,200/9,000']);
});

test('a size that is unknown is said to be', () => {
  assert.deepEqual(shown({ state: 'ready', regionBytes: null }), ['set_vnet: of unknown size']);
});

test('without a tree there are no rows, so that VS Code shows the welcome view', () => {
  assert.deepEqual(shown({ state: 'noTree', message: 'no folder is open' }), []);
});

test('machine and configuration are chosen by a click', () => {
  const rows = kernelRows({ state: 'ready', arch: 'amd64', kernconf: 'GENERIC' });
  assert.deepEqual(
    rows.map(({ command }) => command),
    ['vnetscope.chooseArch', 'vnetscope.chooseKernconf'],
  );
});
