// Positions as LSP counts them: 0-based lines, characters in UTF-16 code units.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { LineIndex } from '../../../server/src/core/text/line-index.ts';

/** [what, text, offset, line, character] */
const positions: readonly (readonly [string, string, number, number, number])[] = [
  ['the empty text', '', 0, 0, 0],
  ['the first character', 'ab\ncd', 0, 0, 0],
  ['a new line belongs to the line that it ends', 'ab\ncd', 2, 0, 2],
  ['behind a new line', 'ab\ncd', 3, 1, 0],
  ['the end without a new line', 'ab\ncd', 5, 1, 2],
  ['the end behind a new line is a line of its own', 'ab\n', 3, 1, 0],
  ['empty lines', '\n\n\n', 2, 2, 0],
  ['CR LF: the carriage return is a character of its line', 'ab\r\ncd', 2, 0, 2],
  ['CR LF: the line feed too', 'ab\r\ncd', 3, 0, 3],
  ['CR LF: the next line', 'ab\r\ncd', 4, 1, 0],
  ['a lone carriage return ends no line', 'a\rb', 2, 0, 2],
  ['beyond the BMP: two code units', 'a\u{1f600}b', 3, 0, 3],
  ['beyond ASCII: one code unit', 'äé\nü', 4, 1, 1],
  ['before the text', 'ab', -5, 0, 0],
  ['behind the text', 'ab\nc', 99, 1, 1],
];

describe('position of an offset', () => {
  for (const [name, text, offset, line, character] of positions) {
    test(name, () => assert.deepEqual(new LineIndex(text).position(offset), { line, character }));
  }
});

/** [what, text, line, character, offset] */
const offsets: readonly (readonly [string, string, number, number, number])[] = [
  ['the beginning', 'ab\ncd', 0, 0, 0],
  ['within a line', 'ab\ncd', 1, 1, 4],
  ['behind a line is its end, before the new line', 'ab\ncd', 0, 99, 2],
  ['behind the last line is the end', 'ab\ncd', 1, 99, 5],
  ['behind the last line, which is empty', 'ab\n', 1, 7, 3],
  ['a line that is not there is the end', 'ab\ncd', 7, 0, 5],
  ['behind a pair of surrogates', '\u{1f600}x', 0, 2, 2],
];

describe('offset of a position', () => {
  for (const [name, text, line, character, offset] of offsets) {
    test(name, () => assert.equal(new LineIndex(text).offset({ line, character }), offset));
  }

  test('every offset is the offset of its position', () => {
    const text = 'one\r\ntwo\n\n\u{1f600}four\nlast';
    const index = new LineIndex(text);
    for (let offset = 0; offset <= text.length; offset++) assert.equal(index.offset(index.position(offset)), offset);
  });
});

test('lines are counted as an editor shows them', () => {
  for (const [text, count] of [
    ['', 1],
    ['a', 1],
    ['a\n', 2],
    ['a\r\nb', 2],
    ['\n\n', 3],
  ] as const)
    assert.equal(new LineIndex(text).lineCount, count);
});
