// Function definitions as they are written, C17 6.9.1 and what kernels write beside it.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { functionsOf } from '../../kit/flow-files.ts';

/** `*` marks one with internal linkage; the number is the line of its closing brace. */
const definitions: Readonly<Record<string, readonly [text: string, ...found: string[]]>> = {
  knf: ['int\nf(void)\n{\n}\nstatic void\ng(int a)\n{\n}\n', 'f 4', '*g 8'],
  'one line': ['static inline int f(int a) { return (a); }\nint g(void) { return (0); }\n', '*f 1', 'g 2'],
  'prototype decides': ['static int f(void);\nint\nf(void)\n{\n}\n', '*f 5'],
  'old style': ['int\nf(a, b)\n\tint a;\n\tchar *b;\n{\n}\n', 'f 6'],
  'old style, indented brace': ['size_t\nf(m0)\n\tstruct mbuf *m0;\n\t{\n}\n', 'f 5'],
  attributes: [
    'static void __unused\nf(void)\n{\n}\nvoid g(int a) __printflike(1, 2);\nvoid\nh(void) __attribute__((noinline))\n{\n}\n',
    '*f 4',
    'h 9',
  ],
  'a name with underscores': ['int\n__f(struct x *a)\n{\n}\n', '__f 4'],
  'a handler': ['static int\nsysctl_f(SYSCTL_HANDLER_ARGS)\n{\n}\n', '*sysctl_f 4'],
  'a macro head': ['DB_SHOW_COMMAND(vnet, db_show_vnet)\n{\n}\n', '*db_show_vnet 3'],
  'a macro without semicolon before': ['MALLOC_DEFINE(M_X, "x", "x")\nstatic int\nf(void)\n{\n}\n', '*f 5'],
  'no functions': [
    'struct a { int b; };\nint c[] = { 1, 2 };\nenum { A };\nstruct x __aligned(8) {\n int y;\n};\nVNET_DEFINE(struct x, y) = { 1 };\nint f(void);\n',
  ],
  'a parenthesized name': ['int\n(f)(int a)\n{\n}\n', 'f 4'],
  'a function pointer': ['static int (*fp)(int) = NULL;\nint\nf(int (*cb)(void *))\n{\n}\n', 'f 5'],
  'twin heads': [
    '#ifdef X\nint\nf(int a)\n{\n#else\nint\nf(void)\n{\n#endif\n\treturn (0);\n}\nint\ng(void)\n{\n}\n',
    'f 11',
    'g 15',
  ],
  'twin branches': [
    'int\nf(int a)\n{\n#ifdef X\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t\ta = 1;\n\t}\n}\nint g(void) { }\n',
    'f 11',
    'g 12',
  ],
  'unbalanced, put right by column 0': ['int\nf(int a)\n{\n\tif (a) {\n}\nint\ng(void)\n{\n}\n', 'f 5', 'g 9'],
  'dead code': ['#if 0\nint f(void) { }\n#endif\n#ifdef __NetBSD__\nint g(void) { }\n#endif\nint h(void) { }\n', 'h 7'],
  'both twins': ['#ifdef X\nint f(void) { }\n#else\nint f(void) { }\n#endif\n', 'f 2', 'f 4'],
  'a linkage block': ['extern int a;\nint b(void)\n{\n}\n', 'b 4'],
};

describe('function definitions', () => {
  for (const [name, [text, ...found]] of Object.entries(definitions)) {
    test(name, () => {
      const line = (offset: number): number => text.slice(0, offset).split('\n').length;
      assert.deepEqual(
        functionsOf(text).map((flow) => `${flow.isStatic ? '*' : ''}${flow.name} ${line(flow.bodyEnd - 1)}`),
        found,
      );
    });
  }
});
