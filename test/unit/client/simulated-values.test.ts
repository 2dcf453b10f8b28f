import assert from 'node:assert/strict';
import test from 'node:test';
import { reasonsIn, shortValue, withoutReasons } from '../../../client/webview/simulation/value-text.ts';

const LOCK = '{.name = unknown (mtx_init() is not followed: no source), .flags = 0, .data = unknown (why (so))}';

test('reasons are told apart from values, however deep their brackets are', () => {
  assert.equal(withoutReasons(LOCK), '{.name = unknown, .flags = 0, .data = unknown}');
  assert.deepEqual(reasonsIn(`${LOCK} ${LOCK}`), ['mtx_init() is not followed: no source', 'why (so)']);
  assert.deepEqual([withoutReasons('7'), reasonsIn('7')], ['7', []]);
  assert.equal(withoutReasons('unknown (never closed'), 'unknown');
});

test('an endless value is cut', () => {
  assert.equal(shortValue('1'.repeat(5000)).length, 4001);
});
