// Where tokens stand in the text as it was written, and what the preprocessor needs to know of their surroundings.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { F_BOL, F_COL0, F_DIGRAPH, F_SPACE, T_EOF } from '../../../server/src/core/lexer/token-kinds.ts';
import { lexed } from '../../kit/token-table.ts';

/** The stretch of the text that each token covers. */
function stretches(text: string): string[] {
  const file = lexed(text);
  return Array.from({ length: file.count - 1 }, (_, i) => text.slice(file.start[i], file.end[i]));
}

describe('offsets', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['int a = 0x1f; /* c */ "s"', ['int', 'a', '=', '0x1f', ';', '"s"']],
    ['a\r\n  b', ['a', 'b']],
    ['#include <a.h>\nx', ['#', 'include', '<a.h>', 'x']],
    ['ab\\\ncd + e', ['ab\\\ncd', '+', 'e']],
    ['x "a\\\nb" y', ['x', '"a\\\nb"', 'y']],
    ['a\\\r\n\\\r\nb c', ['a\\\r\n\\\r\nb', 'c']],
    ['+\\\n+ a', ['+\\\n+', 'a']],
    ['a \\\n b', ['a', 'b']],
    ['\ufeffa b', ['a', 'b']],
    ['a\\u00e9 b', ['a\\u00e9', 'b']],
    ['"open\nx', ['"open', 'x']],
  ];
  for (const [text, expected] of cases) test(JSON.stringify(text), () => assert.deepEqual(stretches(text), expected));

  test('the end of file stands at the end', () => {
    const file = lexed('a /* b */');
    assert.deepEqual([file.count, file.kind[1], file.start[1], file.end[1]], [2, T_EOF, 9, 9]);
  });

  test('lines are those of the text as written', () => {
    const file = lexed('a\\\nb c\n/*\n*/ d');
    assert.deepEqual(
      [0, 1, 2].map((i) => file.lineOf(i)),
      [1, 2, 4],
    );
  });
});

/** "B" begins a line, "S" has white space before it, "0" is in column 0, "D" is a digraph. */
function flags(text: string): string {
  const file = lexed(text);
  return Array.from({ length: file.count - 1 }, (_, i) => {
    const f = file.flags[i] ?? 0;
    return (
      `${(f & F_BOL) === 0 ? '' : 'B'}${(f & F_SPACE) === 0 ? '' : 'S'}${(f & F_COL0) === 0 ? '' : '0'}${(f & F_DIGRAPH) === 0 ? '' : 'D'}` ||
      '-'
    );
  }).join(' ');
}

describe('surroundings', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a b+c', 'B0 S - -'],
    ['a\nb', 'B0 B0'],
    ['  a\n\tb', 'BS BS'],
    // A comment is one space (5.1.1.2p3); one over lines doesn't begin a new one.
    ['a/**/b', 'B0 S'],
    ['a /* \n */ b', 'B0 S'],
    ['/* x */ a', 'BS'],
    // A splice is neither space nor a new line (5.1.1.2p2).
    ['f\\\n(x)', 'B0 - - -'],
    ['a \\\nb', 'B0 S'],
    ['\\\na', 'B'],
    ['<: a', 'B0D S'],
    ['a // x\nb', 'B0 B0'],
  ];
  for (const [text, expected] of cases) test(JSON.stringify(text), () => assert.equal(flags(text), expected));
});

test('directives are the hashes that begin a line', () => {
  const file = lexed('#define a # b\nc # d\n  # if\n/* x */ #else\n%:endif\n##\n\\\n#x');
  assert.deepEqual(
    [...file.directives].map((i) => file.lineOf(i)),
    [1, 3, 4, 5, 8],
  );
});
