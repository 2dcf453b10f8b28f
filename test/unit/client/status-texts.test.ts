import assert from 'node:assert/strict';
import test from 'node:test';
import { statusTexts } from '../../../client/src/status-texts.ts';

test('a ready index names the kernel and its figures', () => {
  assert.deepEqual(
    statusTexts({
      state: 'ready',
      release: '13.0-CURRENT',
      arch: 'amd64',
      kernconf: 'GENERIC',
      globals: 371,
      regionBytes: 1_234_567,
    }),
    { text: 'VNET 13.0-CURRENT amd64 GENERIC', detail: '371 virtualized globals, set_vnet 1,234,567 bytes' },
  );
});

test('a region whose size is unknown says so', () => {
  assert.equal(
    statusTexts({ state: 'ready', globals: 1, regionBytes: null }).detail,
    '1 virtualized global, set_vnet of unknown size',
  );
});

test('indexing shows how far it is', () => {
  assert.deepEqual(
    statusTexts({ state: 'indexing', message: 'reading files', progress: { done: 12, total: 12_000 } }),
    { text: 'VNET', detail: 'reading files 12/12,000' },
  );
});

test('without a tree the item says what to do', () => {
  assert.deepEqual(statusTexts({ state: 'noTree' }), {
    text: 'VNET: no kernel tree',
    detail: 'open a FreeBSD source tree, or set vnetscope.tree',
  });
});
