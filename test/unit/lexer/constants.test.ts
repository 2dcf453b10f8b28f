// Values of constants: C17 6.4.4.1 and 6.4.4.4, clang's packing of several characters.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { decodeEscapes, parseCharConstant, parseIntegerConstant } from '../../../server/src/core/lexer/constants.ts';

describe('integer constants', () => {
  const values: readonly (readonly [string, bigint, string])[] = [
    ['0', 0n, 'decimal'],
    ['7', 7n, 'decimal'],
    ['017', 15n, ''],
    ['00', 0n, ''],
    ['0x1F', 31n, ''],
    ['0Xff', 255n, ''],
    ['0b101', 5n, ''],
    ['1u', 1n, 'unsigned decimal'],
    ['1L', 1n, 'long decimal'],
    ['1UL', 1n, 'unsigned long decimal'],
    ['1lu', 1n, 'unsigned long decimal'],
    ['1ll', 1n, 'longlong decimal'],
    ['1LLU', 1n, 'unsigned longlong decimal'],
    ['0xffffffffffffffff', 18446744073709551615n, ''],
    ['18446744073709551616', 18446744073709551616n, 'decimal'],
  ];
  for (const [spelling, value, kind] of values) {
    test(spelling, () => {
      const found = parseIntegerConstant(spelling);
      assert.equal(found?.value, value);
      assert.equal(found.isUnsigned, kind.includes('unsigned'));
      assert.equal(found.longs, kind.includes('longlong') ? 2 : kind.includes('long') ? 1 : 0);
      // 0 is an octal constant by the grammar, and as a decimal one it would be the same.
      if (spelling !== '0') assert.equal(found.isDecimal, kind.includes('decimal'));
    });
  }

  for (const spelling of ['', 'x', '08', '019', '1.0', '1e3', '0x', '1ul2', '1lul', '1lL', '1uu', '0b2', '1_000']) {
    test(`${spelling || 'nothing'} is none`, () => assert.equal(parseIntegerConstant(spelling), undefined));
  }
});

describe('character constants', () => {
  const values: readonly (readonly [string, bigint | undefined])[] = [
    ["'a'", 97n],
    ["'\\n'", 10n],
    ["'\\0'", 0n],
    ["'\\101'", 65n],
    ["'\\x41'", 65n],
    ["'\\\\'", 92n],
    ["'\\''", 39n],
    ["'\"'", 34n],
    ["'\\a'", 7n],
    ["'\\e'", 27n],
    // char is signed on FreeBSD's x86 (psABI); 6.4.4.4p13.
    ["'\\377'", -1n],
    ["'\\xff'", -1n],
    ["L'\\377'", 255n],
    ["U'\\xff'", 255n],
    // clang: the last four characters, each one byte.
    ["'ab'", 24930n],
    ["'abcd'", 1633837924n],
    ["L'a'", 97n],
    ["''", undefined],
    ['"a"', undefined],
  ];
  for (const [spelling, value] of values) test(spelling, () => assert.equal(parseCharConstant(spelling), value));

  test("where char is unsigned '\\377' is 255", () => assert.equal(parseCharConstant("'\\377'", false), 255n));
});

describe('escapes in literals', () => {
  const cases: readonly (readonly [string, 1 | 2 | 4, readonly number[]])[] = [
    ['ab', 1, [97, 98]],
    ['\\t\\r\\v\\f\\b\\?', 1, [9, 13, 11, 12, 8, 63]],
    // An octal escape has at most three digits, a hexadecimal one any number (6.4.4.4p6).
    ['\\1234', 1, [0o123, 52]],
    ['\\x000041', 1, [0x41]],
    ['\\8', 1, [56]],
    ['é', 1, [0xc3, 0xa9]],
    ['\\u00e9', 1, [0xc3, 0xa9]],
    ['\u{1f600}', 1, [0xf0, 0x9f, 0x98, 0x80]],
    ['é', 2, [0xe9]],
    ['\\U0001f600', 4, [0x1f600]],
  ];
  for (const [body, unit, units] of cases)
    test(`${body} in units of ${unit}`, () => assert.deepEqual(decodeEscapes(body, unit), units));
});
