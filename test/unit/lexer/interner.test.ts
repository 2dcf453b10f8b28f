// Spellings as small integers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Interner } from '../../../server/src/core/lexer/interner.ts';

test('the same spelling has the same id, another one another', () => {
  const interner = new Interner();
  const a = interner.intern('a');
  assert.equal(interner.intern('a'), a);
  assert.notEqual(interner.intern('b'), a);
  assert.notEqual(interner.intern('A'), a);
  assert.equal(interner.spelling(a), 'a');
});

test('ids are dense, from 1, and outlive growing', () => {
  const interner = new Interner();
  const ids = Array.from({ length: 200_000 }, (_, i) => interner.intern(`name_${i}`));
  assert.deepEqual([ids[0], ids[199_999]], [1, 200_000]);
  for (let i = 0; i < ids.length; i += 997) assert.equal(interner.spelling(ids[i] ?? 0), `name_${i}`);
  assert.equal(interner.intern('name_123456'), 123_457);
});

test('spellings whose hashes are equal are told apart', () => {
  // "Aa" and "BB" have the same hash in base 31.
  const interner = new Interner();
  const ids = ['AaAa', 'BBBB', 'AaBB', 'BBAa'].map((spelling) => interner.intern(spelling));
  assert.equal(new Set(ids).size, 4);
});

test('an id that was never given has no spelling', () => assert.equal(new Interner().spelling(99), ''));
