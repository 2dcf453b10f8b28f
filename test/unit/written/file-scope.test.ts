// Names of a file at file scope, from its tokens: kernel style, K&R heads, macros, what #if leaves out.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { fileScopeNames } from '../../../server/src/core/written/file-scope.ts';

/** "definition static x = 1" of each name. */
function names(text: string): string[] {
  const file = lexFile('a.c', text, new Interner());
  return fileScopeNames(file).map(({ name, kind, isDefinition, isStatic, initializer, count }) => {
    const value =
      initializer === undefined
        ? ''
        : ` = ${file.text.slice(file.start[initializer.from], file.end[initializer.to - 1])}`;
    return `${isDefinition ? '' : 'declared '}${isStatic ? 'static ' : ''}${kind === 'function' ? `${name}()` : name}${value}${count > 1 ? ` of ${count}` : ''}`;
  });
}

const cases: Readonly<Record<string, readonly [text: string, expected: readonly string[]]>> = {
  objects: [
    'int a;\nstatic struct s b[4], *c = &d;\nextern u_long e;\nextern int f = 1;\n',
    ['a', 'static b of 2', 'static c = &d of 2', 'declared e', 'f = 1'],
  ],
  aggregates: [
    'struct s { int x; };\nstruct t { int y; } z = { 1 };\nstruct u;\nenum { A, B } w;\nunion v *p;\ntypedef struct s S;\n',
    ['z = { 1 }', 'w', 'p'],
  ],
  functions: [
    'int f(void);\nstatic int\ng(int a)\n{\n\tint b;\n\treturn (a);\n}\nint c;\n',
    ['declared f()', 'static g()', 'c'],
  ],
  'pointers to functions': [
    'int (*fp)(int);\nvoid (* const tab[2])(void) = { f, g };\nint *h(void);\n',
    ['fp', 'tab = { f, g }', 'declared h()'],
  ],
  'K&R': ['int\nf(a, b)\n\tint a;\n\tchar *b;\n{\n\tint inner;\n}\nint c;\n', ['f()', 'c']],
  'a K&R head with several parameters in one declaration': [
    'static void f(a, b) int a, b; { }\nint c;\n',
    ['static f()', 'c'],
  ],
  'macros that declare': [
    'TAILQ_HEAD(hd, ifnet) ifs;\nLIST_HEAD(, s) l = LIST_HEAD_INITIALIZER(l);\nMALLOC_DEFINE(M_X, "x", "y");\n',
    ['ifs', 'l = LIST_HEAD_INITIALIZER(l)'],
  ],
  'a list head that looks like a K&R head': [
    'static LIST_HEAD(, s) l;\nstatic LIST_HEAD(hd, s) m;\nTAILQ_HEAD(hd, s) t[4];\nint a;\nstatic int\nf(b)\n\tint b;\n{\n}\nint c;\n',
    ['static l', 'static m', 't', 'a', 'static f()', 'c'],
  ],
  'macros without a semicolon': [
    'RB_GENERATE(a, b)\nstatic int x = 3;\nMODULE(y)\nstruct s z;\n',
    ['static x = 3', 'z'],
  ],
  'attributes and trailing macros': [
    'int a __aligned(8);\nstatic int b __read_mostly = 2;\nint c __attribute__((unused));\nstruct s { int x; } __packed d;\n',
    ['a', 'static b = 2', 'c', 'd'],
  ],
  'what #if leaves out': [
    '#ifdef VIMAGE_GLOBALS\nint a = 1;\n#else\nextern int a;\n#endif\n#define M int hidden;\nint b;\n',
    ['a = 1', 'declared a', 'b'],
  ],
  'initializers with braces and parentheses': [
    'struct s a = {\n\t.x = { 1, 2 }, .f = f,\n}, b;\nint c = (1, 2), d;\n',
    ['a = {\n\t.x = { 1, 2 }, .f = f,\n} of 2', 'b of 2', 'c = (1, 2) of 2', 'd of 2'],
  ],
  'a name in parentheses': ['void *\n(malloc)(size_t size, int flags)\n{\n}\nint b;\n', ['malloc()', 'b']],
  'a brace that #if opens twice': [
    'int\nf(void)\n{\n#ifdef A\n\tif (a && b) {\n#else\n\tif (a) {\n#endif\n\t}\n}\nint b;\n',
    ['f()', 'b'],
  ],
  'a K&R head beside a new one': [
    'int\n#if __STDC__\nf(struct s *m, ...)\n#else\nf(m, va_alist)\n\tstruct s *m;\n\tva_dcl\n#endif\n{\n\tint i = 1;\n}\nstatic int\ng(void)\n{\n}\nint b;\n',
    ['f()', 'static g()', 'b'],
  ],
  'K&R parameters in column 0': [
    'static void\nf(bp, ibp)\nstruct s *bp;\nstruct t *ibp;\n{\n}\nint c;\n',
    ['static f()', 'c'],
  ],
  'parameters in column 0': ['int\nf(struct s *a,\nstruct s *b)\n{\n}\nint c;\n', ['f()', 'c']],
  'a parenthesis that each branch closes': [
    'int\nf(int a,\n#ifdef illumos\n    int b)\n#else\n    long b)\n#endif\n{\n\tint d;\n}\nint c;\n',
    ['f()', 'c'],
  ],
  'a linkage specification': [
    '#ifdef __cplusplus\nextern "C" {\n#endif\nint a;\nint f(void);\n#ifdef __cplusplus\n}\n#endif\nint b;\n',
    ['a', 'declared f()', 'b'],
  ],
  'braces in column 0 in a body': [
    'int\nf(void)\n{\n#ifdef notdef\n{ int d;\n}\n#endif\n\tg();\n}\nint b;\n',
    ['f()', 'b'],
  ],
  'a head that is an invocation': [
    'DB_SHOW_COMMAND(vnet, db_show_vnet)\n{\n}\nNAMED_CTL_FUNC(void)\n{\n}\nint b;\n',
    ['static db_show_vnet()', 'NAMED_CTL_FUNC()', 'b'],
  ],
  'static by a prototype before it': [
    'static int f(int);\nint\nf(int a)\n{\n}\n',
    ['declared static f()', 'static f()'],
  ],
  'a brace that is not closed': ['int f(void)\n{\n\tif (a) {\n}\nint b;\n', ['f()', 'b']],
};

describe('names at file scope', () => {
  for (const [what, [text, expected]] of Object.entries(cases))
    test(what, () => {
      assert.deepEqual(names(text), expected);
    });
});
