import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { keptReason } from '../../../server/src/core/compat/kept-comment.ts';
import { keptReport } from '../../../server/src/core/analysis/layouts/kept-report.ts';
import { measureLayouts } from '../../../server/src/core/analysis/layouts/measure-layouts.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { positionalInitializers } from '../../../server/src/core/analysis/layouts/positional-initializer.ts';
import { scanNames, WantedNames, WordFilter } from '../../../server/src/core/compat/name-scan.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

describe('words that count as a use', () => {
  const cases: readonly (readonly [string, string, number, number])[] = [
    ['code', 'a->m = 1;', 1, 0],
    ['a part of a longer word', 'am ma m1 _m', 0, 0],
    ['a comment', '/* m */ // m\n m', 1, 0],
    ['a comment that does not end', 'm /* m', 1, 0],
    ['a string and a character', '"m" \'m\' "\\"m" m', 1, 0],
    ['an apostrophe in assembler', "@ don't\nldr r0, [r1, #m]", 1, 0],
    ['a macro body', '#define GET(x) ((x)->m)\n', 1, 0],
    ['offsetof', 'offsetof(struct s, m)', 1, 0],
    ['genassym', 'ASSYM(S_M, offsetof(struct s, m));', 1, 0],
    ['a number with letters', '0xm 1m', 0, 0],
    ['#if 0', '#if 0\nm\n#endif\nm', 1, 1],
    ['#if 0 with an else', '#if 0 /* no */\nm\n#else\nm\n#endif', 1, 1],
    ['#if 0 around others', '#if 0\n#ifdef A\nm\n#else\nm\n#endif\n#endif\n', 0, 2],
    ['other conditions', '#ifdef A\nm\n#elif 0\nm\n#endif', 2, 0],
  ];
  for (const [name, text, uses, disabled] of cases) {
    test(name, () => {
      const found = scanNames(text, new WantedNames(['m']));
      assert.deepEqual([found.uses.get('m')?.length ?? 0, found.disabled.get('m')?.length ?? 0], [uses, disabled]);
    });
  }
  test('every word outside #if 0 is known to stand somewhere, and hardly another', () => {
    const words = new WordFilter();
    const standing = Array.from({ length: 20_000 }, (_, i) => `word_${i}`);
    scanNames(`${standing.join(' ')}\n#if 0\nleft_out\n#endif\n/* said */`, new WantedNames([]), words);
    assert.deepEqual(
      standing.filter((word) => !words.mayHold(word)),
      [],
    );
    assert.deepEqual(
      ['left_out', 'said', 'word'].filter((word) => words.mayHold(word)),
      [],
    );
    assert.ok(standing.filter((word) => words.mayHold(`${word}_`)).length < 20);
  });
  test('words that macros paste, but not their parameters', () => {
    const { pasted } = scanNames('#define F(a, b) so_##a; b##_fin \\\n  + a##b + pre_ ## a\n', new WantedNames([]));
    assert.deepEqual(
      pasted.map(({ word, side }) => `${side} ${word}`),
      ['before so_', 'after _fin', 'before pre_'],
    );
  });
});

test('initializers that give values by position', () => {
  const of = (text: string): readonly string[] => [...positionalInitializers(text).keys()];
  const found: readonly (readonly [string, readonly string[]])[] = [
    ['struct s v = { 1, 2 };', ['struct s']],
    ['static const struct s v[] = {\n\t{ "a", 1 },\n};', ['struct s']],
    ['f((struct s){ x, y });', ['struct s']],
    ['struct s v __aligned(8) = { NULL };', ['struct s']],
    ['struct s v = { 0 };', []],
    ['struct s v = {};', []],
    ['struct s v = { .a = 1 };', []],
    ['struct s v = { a: 1 };', []],
    ['struct s v[2] = { [0] = { .a = 1 } };', []],
    ['struct s v = { { .a = 1 } };', []],
    ['struct s { int a; };', []],
    ['struct s v = w;', []],
    ['if (x) { struct s v; }', []],
  ];
  for (const [text, expected] of found) assert.deepEqual(of(text), expected, text);
});

test('a comment says why something is kept', () => {
  const text =
    '/* vnetscope-kept: first */\nint a;\nint b; /* vnetscope-kept: old netstat reads it */\nint c; // vnetscope-kept: third\nint d;\n/* vnetscope-kept: */ int e;\n';
  const at = (word: string): string | undefined => keptReason(text, text.indexOf(`int ${word}`));
  assert.deepEqual(['a', 'b', 'c', 'd', 'e'].map(at), ['first', 'old netstat reads it', 'third', undefined, undefined]);
});

test('members that nothing names, with what goes when they go', () => {
  const header =
    'struct t_opts {\n  struct mbuf *to_m; /* vnetscope-kept: old modules */\n  int to_used;\n  void *to_gone;\n  int to_pasted;\n  int to_spare[2];\n  int to_off;\n  char to_name[8];\n};\nstruct t_many { long a_first; int a_none:3, a_rest:5; };\n#define T_UNUSED 3\n#define T_USED 4\n';
  const source =
    '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/t.h>\nVNET_DEFINE(struct t_opts, t_opts);\nVNET_DEFINE(struct t_many, t_many);\n#define GET(x, f) ((x)->to_pa##f)\n#if 0\nint y = sizeof(o->to_off);\n#endif\nint f(struct t_opts *o) { return o->to_used + GET(o, sted) + T_USED + o->to_name[0]; }\nstruct t_many m = { 1, 2 };\nint g(struct t_many *p) { return p->a_first + p->a_rest; }\n';
  const workspaceOf = (arch: string): ReturnType<typeof openWorkspace> =>
    openWorkspace(tinyKernel({ sources: { 'sys/net/t.c': source, 'sys/net/t.h': header } }), { arch });
  const workspace = workspaceOf('amd64');
  assert.ok(!('failure' in workspace));
  const { layouts } = measureLayouts(workspace, { records: [], constants: ['T_*'], modules: [] });
  const { members, constants, hasUserland } = keptReport([{ workspace, layouts }]);
  const own = members.filter(({ file }) => file === 'sys/net/t.h');
  assert.deepEqual(
    own.map(({ member, line, reason, disabledAt, pastedAt, positionalAt }) => [
      member,
      line,
      reason,
      disabledAt,
      pastedAt,
      positionalAt,
    ]),
    [
      ['a_none', 10, null, null, null, 'sys/net/t.c:11'],
      ['to_m', 2, 'old modules', null, null, null],
      ['to_gone', 4, null, null, null, null],
      ['to_pasted', 5, null, null, 'sys/net/t.c:6', null],
      ['to_off', 7, null, 'sys/net/t.c:8', null, null],
    ],
  );
  // By the psABI: pointer 0, int 8, pointer 16, int 24, spare 28, int 36, char[8] 40; 48 bytes.
  const removal = (name: string): unknown =>
    own
      .find(({ member }) => member === name)
      ?.removal.map(({ offset, sizeBefore, sizeAfter, moves }) => [
        offset,
        sizeBefore,
        sizeAfter,
        moves.map(({ member, fromBits, toBits }) => `${member} ${(toBits - fromBits) / 8}`),
      ]);
  assert.deepEqual(removal('to_m'), [
    [0, 48, 40, ['to_used -8', 'to_gone -8', 'to_pasted -8', 'to_off -8', 'to_name -8']],
  ]);
  assert.deepEqual(removal('to_gone'), [[16, 48, 40, ['to_pasted -12', 'to_off -12', 'to_name -12']]]);
  assert.deepEqual(
    own[0]?.removal.map(({ offset, moves }) => [
      offset,
      moves.map(({ member, fromBits, toBits }) => `${member} ${toBits - fromBits}`),
    ]),
    [[8, ['a_rest -3']]],
  );
  assert.deepEqual([constants.map(({ name }) => name), hasUserland], [['T_UNUSED'], false]);
});
