// Names that programs ask the kernel for: the ways in which FreeBSD's own sources write them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { askedInTable, askedNames } from '../../../server/src/core/written/name-lists.ts';

const cases: Readonly<Record<string, readonly [text: string, names: readonly string[]]>> = {
  'designated, with #defines between': [
    'struct nlist nl[] = {\n#define\tN_A\t0\n\t{ .n_name = "_a" },\n#define\tN_B\t1\n\t{ .n_name = "_b", .n_value = 0 },\n\t{ .n_name = NULL },\n};\n',
    ['_a', '_b'],
  ],
  'by position': ['static struct nlist nl[3] = { { "_a" }, { "_b" }, { "" }, };\n', ['_a', '_b']],
  'without inner braces': ['struct nlist nl[] = { "_a", 0 };\n', ['_a']],
  'in a function, with a macro': [
    'void f(void)\n{\n\tstruct kvm_nlist nl[] = {\n\t\t{ .n_name = "___start_" SET },\n\t\t{ .n_name = 0 }\n\t};\n}\n',
    ['___start_set_x'],
  ],
  'by an array and by a #define of its own': [
    '#define U "udb"\nstatic char tcb[] = "tcb";\nstruct nlist l[] = {\n\t{ .n_name = tcb },\n\t{ .n_name = U }, { .n_name = other },\n};\n',
    ['tcb', 'udb'],
  ],
  'by assignment': [
    'void f(void)\n{\n\tstruct nlist nl[2];\n\tnl[0].n_name = "_a";\n\tnl[1].n_name = 0;\n\tp->n_name = q->n_name;\n}\n',
    ['_a'],
  ],
  'no list': ['extern struct nlist nl[];\nint g(struct nlist nl[]);\nchar *n_name = NULL;\n', []],
};

for (const [what, [text, names]] of Object.entries(cases)) {
  test(what, () => {
    const file = lexFile('a.c', text, new Interner());
    const found = askedNames(file, (identifier) => (identifier === 'SET' ? 'set_x' : undefined));
    assert.deepEqual(
      found.map(({ name }) => name),
      names,
    );
  });
}

test('places, and the table of netstat', () => {
  const text = 'struct nlist nl[] = {\n\t{ .n_name = "_a" },\n};\n';
  const [first] = askedNames(lexFile('a.c', text, new Interner()), () => undefined);
  assert.equal(text.slice(first?.start, first?.end), '"_a"');
  const table = '# module_name\tsymbol_name\nall\t_ahstat\nall\t_tcbinfo\n';
  assert.deepEqual(
    askedInTable(table).map(({ name, start, end }) => [name, table.slice(start, end)]),
    [
      ['_ahstat', '_ahstat'],
      ['_tcbinfo', '_tcbinfo'],
    ],
  );
});
