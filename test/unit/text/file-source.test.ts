// Which files are worth lexing: looked for in their text, with and without a host that does it faster.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { holdsAny, type FileSource, type Mark } from '../../../server/src/core/text/file-source.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

/** [text, mark, holds]: `V_` starts a name where a lower-case letter or '_' follows and no name goes before. */
const cases: readonly (readonly [string, Mark, boolean])[] = [
  ['VNET_DEFINE(int, x);', { word: 'VNET' }, true],
  ['vnet', { word: 'VNET' }, false],
  ['', { word: 'VNET' }, false],
  ['return V_x;', { word: 'V_', startsName: true }, true],
  ['V__x', { word: 'V_', startsName: true }, true],
  ['DEV_x', { word: 'V_', startsName: true }, false],
  ['xV_x', { word: 'V_', startsName: true }, false],
  ['V_FW_ONE_PASS', { word: 'V_', startsName: true }, false],
  ['V_', { word: 'V_', startsName: true }, false],
  ['V_9', { word: 'V_', startsName: true }, false],
  ['DEV_x V_y', { word: 'V_', startsName: true }, true],
  ['V_x', { word: 'V_' }, true],
];

describe('marks in a file', () => {
  for (const [text, mark, expected] of cases) {
    test(`${JSON.stringify(text)} ${mark.startsName === true ? 'starts a name with' : 'holds'} ${mark.word}: ${expected}`, () => {
      assert.equal(holdsAny(new MemoryFiles({ 'a.c': text }), 'a.c', [mark]), expected);
    });
  }

  test('one of several marks is enough', () => {
    const files = new MemoryFiles({ 'a.c': 'DPCPU_DEFINE(int, x);' });
    assert.equal(holdsAny(files, 'a.c', [{ word: 'VNET' }, { word: 'DPCPU_' }]), true);
    assert.equal(holdsAny(files, 'a.c', []), false);
  });

  test('of a file that is not there nobody knows', () =>
    assert.equal(holdsAny(new MemoryFiles({}), 'a.c', [{ word: 'x' }]), undefined));

  test('a host that looks itself is asked, and nothing is read', () => {
    const asked: string[] = [];
    const files: FileSource = {
      read: () => assert.fail('read'),
      isFile: () => true,
      list: () => [],
      holdsAny: (path) => asked.push(path) > 0,
    };
    assert.equal(holdsAny(files, 'b.c', [{ word: 'x' }]), true);
    assert.deepEqual(asked, ['b.c']);
  });
});
