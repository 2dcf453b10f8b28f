// Functions and declarations of a file, and the #ifs around a place, from tokens alone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import type { TokenFile } from '../../../server/src/core/lexer/token-file.ts';
import { areTwins, conditionsAt, isDisabled, isWithoutVimage } from '../../../server/src/core/written/conditions.ts';
import { declaratorsOf, functionAround, outlineOf } from '../../../server/src/core/written/outline.ts';
import { tokenFrom } from '../../../server/src/core/written/token-at.ts';

const lex = (text: string): TokenFile => lexFile('a.c', text, new Interner());

/** "f" for a function of that name, "d" for a declaration, "d=" with an initializer. */
function shape(text: string): string {
  const file = lex(text);
  return outlineOf(file)
    .map((item) =>
      item.head === undefined
        ? `d${'='.repeat(declaratorsOf(file, item).filter(({ initializer }) => initializer !== undefined).length)}`
        : file.spelling(item.head.name),
    )
    .join(' ');
}

const SHAPES: readonly (readonly [string, string])[] = [
  ['int a; int f(void) { return 1; } int b = 1, c = 2;', 'd f d=='],
  ['struct s { int a; } x = { 1 }; enum { A, B };', 'd= d'],
  ['static int f(int (*g)(void)) { if (1) { } } int a[] = { 1, 2 };', 'f d='],
  ['struct s *f(void) { } struct s { int a; };', 'f d'],
  ['int f(a, b) int a; char *b; { return a; } int g;', 'f d'],
  ['VNET_DEFINE(int, a) = 1; VNET_SYSINIT(a, b, c, d, NULL); int f(void) __attribute__((used)) { }', 'd= d f'],
  ['int\n#ifdef A\nf(int a) {\n#else\nf(void) {\n#endif\nreturn 1; } int b;', 'f d'],
  ['#define M(x) { x\nint a;', 'd'],
  ['int f(void) { struct { int a; } b = { 1 }; static int c = 1; } int d', 'f d'],
  // Only one of the configurations of such code can be compiled.
  [
    'int f(void)\n{\n\tif (1) {\n\t}\n#ifdef notyet\n\t} else\n\t\tg();\n#endif\n\tif (2) {\n\t}\n\tint x = 1;\n}\nint b;',
    'f d',
  ],
  ['int f(void)\n{\n#ifdef notyet\n\tif (1) {\n#endif\n\tg();\n}\nint b;', 'f d'],
  ['int f(void)\n{\n#ifdef A\n\tif (1) {\n#endif\n\tg();\n#ifdef A\n\t}\n#endif\n}\nint b;', 'f d'],
  ['int f(void)\n{\n#ifdef A\n\tif (g(\n#endif\n\t1\n#ifdef A\n\t)) return 1;\n#endif\n}\nint b;', 'f d'],
  ['', ''],
];

for (const [text, expected] of SHAPES) {
  test(`outline of ${JSON.stringify(text)}`, () => {
    assert.equal(shape(text), expected);
  });
}

test('the function around a token', () => {
  const file = lex('int a; int f(void) { return a; }');
  assert.equal(functionAround(file, tokenFrom(file, file.text.indexOf('return')))?.body !== undefined, true);
  assert.equal(functionAround(file, 1), undefined);
});

const CONDITIONS = `#ifdef VIMAGE
int a;
#elif X
int b;
#else
int c;
#endif
#ifndef VIMAGE
int d;
#endif
#if 0
int e;
#endif
#if A
int f;
#if B
int g;
#endif
#endif
int h;
#ifdef VIMAGE
#else
int i;
#endif
`;

test('conditions around a place', () => {
  const file = lex(CONDITIONS);
  const at = (name: string): number => file.text.indexOf(` ${name};`) + 1;
  assert.deepEqual(
    conditionsAt(file, at('g')).map(({ text }) => text),
    ['if A', 'if B'],
  );
  assert.deepEqual(
    conditionsAt(file, at('b')).map(({ text }) => text),
    ['elif X'],
  );
  assert.deepEqual(conditionsAt(file, at('h')), []);
  assert.equal(areTwins(file, at('a'), at('b')), true);
  assert.equal(areTwins(file, at('a'), at('c')), true);
  assert.equal(areTwins(file, at('a'), at('d')), false);
  assert.equal(areTwins(file, at('f'), at('g')), false);
  assert.equal(areTwins(file, at('f'), at('f')), false);
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e', 'f', 'i'].filter((name) => isWithoutVimage(file, at(name))),
    ['b', 'c', 'd', 'i'],
  );
  assert.deepEqual(
    ['a', 'd', 'e', 'f'].filter((name) => isDisabled(file, at(name))),
    ['e'],
  );
});
