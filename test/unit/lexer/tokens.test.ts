// Preprocessing tokens, C17 6.4 and 5.1.1.2 phases 1 to 3; each expectation is what the paragraph says.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { tokenTable } from '../../kit/token-table.ts';

type Row = readonly [text: string, ...tokens: string[]];

const tables: Readonly<Record<string, readonly Row[]>> = {
  'identifiers, 6.4.2': [
    ['a _b c1 D_2', 'name:a', 'name:_b', 'name:c1', 'name:D_2'],
    ['int while _Bool', 'name:int', 'name:while', 'name:_Bool'],
    ['$a a$b', 'name:$a', 'name:a$b'],
    ['é日本', 'name:é日本'],
    // 6.4.3: a universal character name designates the character itself.
    ['\\u00e9t\\u00e9', 'name:été'],
    ['a\\U000000e9', 'name:aé'],
    ['\\u12 x', 'other:\\', 'name:u12', 'name:x'],
  ],
  'numbers, 6.4.8': [
    ['0 12 0x1F 0b101 017', 'number:0', 'number:12', 'number:0x1F', 'number:0b101', 'number:017'],
    [
      '1.5 .5 5. 1e5 1E-5 0x1.8p+3',
      'number:1.5',
      'number:.5',
      'number:5.',
      'number:1e5',
      'number:1E-5',
      'number:0x1.8p+3',
    ],
    ['1ull 1.0f 12abc', 'number:1ull', 'number:1.0f', 'number:12abc'],
    // p2: e+ and p- are part of a pp-number whatever goes before.
    ['0xe+1 1p-2', 'number:0xe+1', 'number:1p-2'],
    ['1+2 1f+2', 'number:1', 'punct:+', 'number:2', 'number:1f', 'punct:+', 'number:2'],
    ['1..2 1.2.3', 'number:1..2', 'number:1.2.3'],
    ['. .. ...', 'punct:.', 'punct:.', 'punct:.', 'punct:...'],
    ['-1', 'punct:-', 'number:1'],
  ],
  'character constants, 6.4.4.4': [
    [
      "'a' 'ab' '\\n' '\\'' '\"' '\\\\'",
      "char:'a'",
      "char:'ab'",
      "char:'\\n'",
      "char:'\\''",
      "char:'\"'",
      "char:'\\\\'",
    ],
    ["L'a' u'b' U'c'", "char:L'a'", "char:u'b'", "char:U'c'"],
    ["a'b'", 'name:a', "char:'b'"],
    ["''", "char:''"],
  ],
  'string literals, 6.4.5': [
    [
      '"a" "" "\\"" "\\\\" "a//b" "/*"',
      'string:"a"',
      'string:""',
      'string:"\\""',
      'string:"\\\\"',
      'string:"a//b"',
      'string:"/*"',
    ],
    ['L"a" u"b" U"c" u8"d"', 'string:L"a"', 'string:u"b"', 'string:U"c"', 'string:u8"d"'],
    ['LL"a" u9"b"', 'name:LL', 'string:"a"', 'name:u9', 'string:"b"'],
    ['"a""b"', 'string:"a"', 'string:"b"'],
  ],
  'literals that are not closed end with their line': [
    ['"a b\nc', 'other:"a b', 'name:c'],
    ["don't\nx", 'name:don', "other:'t", 'name:x'],
    ['"a', 'other:"a'],
    ['"a\\"\nb', 'other:"a\\"', 'name:b'],
  ],
  'punctuators, 6.4.6: the longest': [
    ['[ ] ( ) { } . ->', 'punct:[', 'punct:]', 'punct:(', 'punct:)', 'punct:{', 'punct:}', 'punct:.', 'punct:->'],
    ['++ -- & * + - ~ !', 'punct:++', 'punct:--', 'punct:&', 'punct:*', 'punct:+', 'punct:-', 'punct:~', 'punct:!'],
    [
      '/ % << >> < > <= >= == != ^ | && ||',
      'punct:/',
      'punct:%',
      'punct:<<',
      'punct:>>',
      'punct:<',
      'punct:>',
      'punct:<=',
      'punct:>=',
      'punct:==',
      'punct:!=',
      'punct:^',
      'punct:|',
      'punct:&&',
      'punct:||',
    ],
    [
      '? : ; ... = *= /= %= += -=',
      'punct:?',
      'punct::',
      'punct:;',
      'punct:...',
      'punct:=',
      'punct:*=',
      'punct:/=',
      'punct:%=',
      'punct:+=',
      'punct:-=',
    ],
    [
      '<<= >>= &= ^= |= , a # ##',
      'punct:<<=',
      'punct:>>=',
      'punct:&=',
      'punct:^=',
      'punct:|=',
      'punct:,',
      'name:a',
      'punct:#',
      'punct:##',
    ],
    // 6.4p6, the example: x+++++y is x ++ ++ + y.
    ['x+++++y', 'name:x', 'punct:++', 'punct:++', 'punct:+', 'name:y'],
    ['a>>>=b', 'name:a', 'punct:>>', 'punct:>=', 'name:b'],
  ],
  'digraphs keep their spelling, 6.4.6p3': [
    [
      'a <: b :> <% %> %: %:%:',
      'name:a',
      'punct:<:',
      'name:b',
      'punct::>',
      'punct:<%',
      'punct:%>',
      'punct:%:',
      'punct:%:%:',
    ],
    ['%:%', 'punct:%:', 'punct:%'],
  ],
  'header names, 6.4.7: after #include only': [
    ['#include <sys/param.h>', 'punct:#', 'name:include', 'header:<sys/param.h>'],
    ['# include_next\t<a.h>', 'punct:#', 'name:include_next', 'header:<a.h>'],
    ["#include <it's.h>", 'punct:#', 'name:include', "header:<it's.h>"],
    ['#include "a.h"', 'punct:#', 'name:include', 'string:"a.h"'],
    ['include <a.h>', 'name:include', 'punct:<', 'name:a', 'punct:.', 'name:h', 'punct:>'],
    ['#define include <a>', 'punct:#', 'name:define', 'name:include', 'punct:<', 'name:a', 'punct:>'],
    ['#include <a\n>', 'punct:#', 'name:include', 'punct:<', 'name:a', 'punct:>'],
  ],
  'comments, 6.4.9': [
    ['a/**/b /* x */c// y\nd', 'name:a', 'name:b', 'name:c', 'name:d'],
    ['/* // */ a // /*\nb', 'name:a', 'name:b'],
    ['/* a /* b */ c', 'name:c'],
    ['a /* never closed', 'name:a'],
    ['/*/ a */ b', 'name:b'],
    // p3, the examples.
    [
      '"a//b" // */ /*\n/\\\n/ i();\n/\\\n* x *\\\n/ l();\nm = n//**/o\n + p;',
      'string:"a//b"',
      'name:l',
      'punct:(',
      'punct:)',
      'punct:;',
      'name:m',
      'punct:=',
      'name:n',
      'punct:+',
      'name:p',
      'punct:;',
    ],
    ['a /\\\n/ b\nc', 'name:a', 'name:c'],
    ['a // b \\\nc\nd', 'name:a', 'name:d'],
    ['a // b \\ \nc\nd', 'name:a', 'name:d'],
  ],
  'splices, 5.1.1.2p2': [
    ['ab\\\ncd', 'name:abcd'],
    ['a\\\n\\\nb', 'name:ab'],
    ['1\\\n.5 +\\\n+ <\\\n<=', 'number:1.5', 'punct:++', 'punct:<<='],
    ['"a\\\nb" \'\\\nc\'', 'string:"ab"', "char:'c'"],
    ['"\\\\\nn"', 'string:"\\n"'],
    ['L\\\n"x"', 'string:L"x"'],
    ['a \\\n b\\\n c', 'name:a', 'name:b', 'name:c'],
    ['a\\ \nb', 'name:ab'],
    ['a\\\r\nb', 'name:ab'],
    ['a\\', 'name:a', 'other:\\'],
    ['\\ \\a', 'other:\\', 'other:\\', 'name:a'],
  ],
  'anything else is a token of its own, 6.4p1': [
    ['@ `', 'other:@', 'other:`'],
    ['??= ??/', 'punct:?', 'punct:?', 'punct:=', 'punct:?', 'punct:?', 'punct:/'],
  ],
  'line ends and blanks': [
    ['a\r\nb\tc\vd\fe', 'name:a', 'name:b', 'name:c', 'name:d', 'name:e'],
    ['\ufeffa', 'name:a'],
    [''],
    [' \n\t\n'],
  ],
};

for (const [name, rows] of Object.entries(tables)) {
  describe(name, () => {
    for (const [text, ...tokens] of rows) test(JSON.stringify(text), () => assert.deepEqual(tokenTable(text), tokens));
  });
}
