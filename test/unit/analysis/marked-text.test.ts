import assert from 'node:assert/strict';
import test from 'node:test';
import { readMarked } from '../../kit/marked-text.ts';

test('marks are taken out and their places told', () => {
  const { text, cursors, stretches } = readMarked('int ‸x = «V_y« + »1»;');
  assert.equal(text, 'int x = V_y + 1;');
  assert.deepEqual(cursors, [text.indexOf('x')]);
  assert.deepEqual(
    stretches.map(({ start, end }) => text.slice(start, end)),
    [' + ', 'V_y + 1'],
  );
});

test('a mark without its other half is a mistake of the test', () => {
  assert.throws(() => readMarked('a » b'), /without/);
  assert.throws(() => readMarked('« b'), /without/);
});
