import assert from 'node:assert/strict';
import test from 'node:test';
import { compatTexts } from '../../../client/src/compat-texts.ts';

const broken = [{ name: 'struct inpcb', of: 'record', message: 'inp_new (int) added at 64' }];

test('the item says safe, or what breaks, against what, and why', () => {
  assert.deepEqual(compatTexts({ state: 'safe', baseline: 'stable/14', broken: [], because: ['none changed'] }), {
    text: '$(check) KBI: safe',
    tooltip: 'Against stable/14: none changed',
  });
  const because = ['old modules: struct inpcb'];
  assert.equal(
    compatTexts({ state: 'breaks', baseline: 'stable/14', broken, because }).text,
    '$(warning) KBI: breaks struct inpcb',
  );
  const two = [...broken, { name: 'tcbinfo', of: 'global', message: '8 -> 16 bytes' }];
  assert.equal(
    compatTexts({ state: 'breaks', baseline: 'stable/14', broken: two, because }).text,
    '$(warning) KBI: breaks struct inpcb and 1 more',
  );
});

test('a comparison that failed is unknown, with its reason', () => {
  assert.deepEqual(compatTexts({ state: 'unknown', baseline: '', broken: [], because: ['no such revision: x'] }), {
    text: '$(question) KBI: unknown',
    tooltip: 'no such revision: x',
  });
});
