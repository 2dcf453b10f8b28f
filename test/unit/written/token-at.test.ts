import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { accessPathTo } from '../../../server/src/core/analysis/answers/access-path.ts';
import { enclosingInvocations, identifierAt } from '../../../server/src/core/written/token-at.ts';
import { readMarked } from '../../kit/marked-text.ts';

/** Cursor -> the identifier there; '' stands for none. */
const identifiers: readonly (readonly [marked: string, word: string])[] = [
  ['int ‸foo;', 'foo'],
  ['int fo‸o;', 'foo'],
  ['int foo‸;', 'foo'],
  ['f(foo‸);', 'foo'],
  ['int ‸ foo;', ''],
  ['a‸+b', 'a'],
  ['a+‸b', 'b'],
  ['/* fo‸o */ int x;', ''],
  ['// fo‸o', ''],
  ['char *s = "fo‸o";', ''],
  ["char c = 'f‸';", ''],
  ['x = 0xf‸oo;', ''],
  ['#define FO‸O bar', 'FOO'],
  ['#define FOO ba‸r', 'bar'],
  ['#if 0\nfo‸o\n#endif\n', 'foo'],
  ['"é€𝄞"; int fo‸o;', 'foo'],
  ['/* é */ int größe‸ = 1;', 'größe'],
  ['fo\\\no‸ = 1;', 'foo'],
  ['‸', ''],
  ['foo‸', 'foo'],
];

describe('the identifier at an offset', () => {
  for (const [marked, word] of identifiers) {
    test(JSON.stringify(marked), () => {
      const { text, cursors } = readMarked(marked);
      const file = lexFile('a.c', text, new Interner());
      const token = identifierAt(file, cursors[0] ?? 0);
      assert.equal(token < 0 ? '' : file.spelling(token), word);
    });
  }
});

/** Cursor -> the invocations around it, innermost first, as name/argument. */
const invocations: readonly (readonly [marked: string, around: readonly string[]])[] = [
  ['VNET(‸x);', ['VNET/0']],
  ['f(a, VNET(‸x));', ['VNET/0', 'f/1']],
  ['f(a, ‸b, c);', ['f/1']],
  ['VNET_DEFINE(struct { int a, b; }, ‸x);', ['VNET_DEFINE/1']],
  ['f(a[1, 2], ‸b);', ['f/1']],
  ['f((a, b), ‸c);', ['f/1']],
  ['if (‸a) f();', ['if/0']],
  ['f(a); ‸b;', []],
  ['void g(void) { ‸b; }', []],
  ['#define V_x VNET(‸x)', ['VNET/0']],
  ['#define V_x VNET(x)\n‸y;', []],
  ['f(\n#ifdef A\n a,\n#endif\n ‸b);', ['f/1']],
  ['#define OPEN f(\n‸a', []],
  ['(‸a);', []],
];

describe('the invocations around a token', () => {
  for (const [marked, around] of invocations) {
    test(JSON.stringify(marked), () => {
      const { text, cursors } = readMarked(marked);
      const file = lexFile('a.c', text, new Interner());
      const found = [...enclosingInvocations(file, identifierAt(file, cursors[0] ?? 0))];
      assert.deepEqual(
        found.map(({ invocation, argument }) => `${file.spelling(invocation.name)}/${argument}`),
        around,
      );
    });
  }
});

/** Cursor on a member -> its root and the steps to it; undefined when it is no member access. */
const accesses: readonly (readonly [marked: string, path: string | undefined])[] = [
  ['V_a.‸b', 'V_a .b'],
  ['V_a->‸b', 'V_a ->b'],
  ['V_a.b.‸c', 'V_a .b .c'],
  ['V_a.‸b.c', 'V_a .b'],
  ['V_a[i].‸b', 'V_a [] .b'],
  ['V_a[i][j]->‸b', 'V_a [] [] ->b'],
  ['VNET(a).‸b', 'VNET .b'],
  ['VNET_VNET(vnet, a)[f(i)].‸b', 'VNET_VNET [] .b'],
  ['(*V_a).‸b', 'V_a * .b'],
  ['(&V_a)->‸b', 'V_a & ->b'],
  ['(V_a).‸b', 'V_a .b'],
  ['return (V_a).‸b', 'V_a .b'],
  ['f(V_a).‸b', 'f .b'],
  ['(*V_a.p).‸b', 'V_a .p * .b'],
  ['(*V_a[2]).‸b', 'V_a [] * .b'],
  ['V_a.p[1].q->‸r', 'V_a .p [] .q ->r'],
  ['‸V_a.b', undefined],
  ['(a + b).‸c', undefined],
  ['.‸field = 1', undefined],
  ['"s".‸b', undefined],
];

describe('the way to a member', () => {
  for (const [marked, path] of accesses) {
    test(JSON.stringify(marked), () => {
      const { text, cursors } = readMarked(marked);
      const file = lexFile('a.c', `${text};`, new Interner());
      const found = accessPathTo(file, identifierAt(file, cursors[0] ?? 0));
      const steps = found?.steps.map((step) => {
        switch (step.kind) {
          case 'member':
            return `${step.isArrow ? '->' : '.'}${step.name}`;
          case 'index':
            return '[]';
          case 'dereference':
            return '*';
          case 'address':
            return '&';
        }
      });
      assert.equal(found === undefined ? undefined : [file.spelling(found.root), ...(steps ?? [])].join(' '), path);
    });
  }
});
