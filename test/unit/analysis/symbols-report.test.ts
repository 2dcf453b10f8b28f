// What nm and libkvm see: expected by the rules of ELF and of kvm_nlist (lib/libkvm/kvm_private.c), counted by hand.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { symbolsReport, type SymbolsReport } from '../../../server/src/core/analysis/answers/symbols-report.ts';
import { symbolsText } from '../../../server/src/cli/format/symbols-text.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const INCLUDES = '#include <sys/param.h>\n#include <net/vnet.h>\n';

function report(vimage = true): SymbolsReport {
  const files = tinyKernel({
    vimage,
    uncompiled: ['sys/net/c.c'],
    sources: {
      'sys/net/a.c': `${INCLUDES}VNET_DEFINE(int, ipstat) = 1;\nVNET_DEFINE_STATIC(int, hash);\nVNET_DEFINE(int, cloner);\nint plain;\nint\nfunction(void)\n{\n\tint local;\n\treturn (0);\n}\n#ifdef NOTHING\nint left_out;\n#endif\n`,
      'sys/net/b.c': `${INCLUDES}VNET_DEFINE_STATIC(long, hash);\nstatic int cloner;\n#include <sys/pcpu.h>\nDPCPU_DEFINE(int, work);\n`,
      'sys/net/c.c': `${INCLUDES}VNET_DEFINE(int, absent);\n`,
    },
  });
  files.set('usr.bin/netstat/nlist_symbols', '# module\tsymbol\nall\t_ipstat\nall\t_gone\nall\t_absent\nall\t_work\n');
  files.set(
    'usr.bin/systat/main.c',
    '#include <nlist.h>\nstruct nlist nl[] = {\n\t{ .n_name = "_plain" }, { .n_name = "_function" },\n\t{ .n_name = "_local" }, { .n_name = "_left_out" },\n\t{ .n_name = "_cloner" },\n};\n',
  );
  files.set('lib/libkvm/kvm_vnet.c', 'struct nlist nl[] = { { .n_name = "___start_" VNET_SETNAME } };\n');
  files.set('lib/libkvm/kvm_arm.c', 'struct nlist nl[] = { { .n_name = "_of_another_machine" } };\n');
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  return symbolsReport(workspace, []);
}

const asked = (one: SymbolsReport): string[] =>
  one.asked.map(({ name, found, symbol }) => `${name} ${found} ${symbol ?? '-'}`);

test('symbols, static ones included, and what is asked for', () => {
  const one = report();
  assert.deepEqual(
    one.symbols.map(({ symbol, binding, size, file }) => [symbol, binding, size, file]),
    [
      ['vnet_entry_ipstat', 'global', 4, 'sys/net/a.c'],
      ['vnet_entry_hash', 'local', 4, 'sys/net/a.c'],
      ['vnet_entry_cloner', 'global', 4, 'sys/net/a.c'],
      ['vnet_entry_hash', 'local', 8, 'sys/net/b.c'],
    ],
  );
  assert.deepEqual(asked(one), [
    '_ipstat vnet vnet_entry_ipstat',
    '_gone missing -',
    '_absent uncompiled vnet_entry_absent',
    '_work pcpu pcpu_entry_work',
    '_plain plain plain',
    '_function plain function',
    '_local missing -',
    '_left_out uncompiled left_out',
    '_cloner plain cloner',
    '___start_set_vnet linker __start_set_vnet',
  ]);
  const [gone] = one.asked.filter(({ found }) => found === 'missing');
  assert.deepEqual([gone?.file, gone?.line, gone?.column], ['usr.bin/netstat/nlist_symbols', 3, 5]);
});

test('names that are taken more than once', () => {
  const one = report();
  assert.deepEqual(
    one.clashes.map(({ kind, symbol, places }) => [
      kind,
      symbol,
      places.map(({ file, binding }) => `${file} ${binding}`),
    ]),
    [
      ['namesakes', 'vnet_entry_hash', ['sys/net/a.c local', 'sys/net/b.c local']],
      ['plain', 'vnet_entry_cloner', ['sys/net/a.c global', 'sys/net/b.c local']],
    ],
  );
  assert.match(
    one.clashes[1]?.message ?? '',
    /a lookup of _cloner finds that one, not the vnet's; a program of this tree looks it up$/,
  );
  const text = symbolsText(one);
  assert.match(text, /^ +0 +4 {2}D {2}vnet_entry_ipstat/m);
  assert.match(text, /usr\.bin\/netstat\/nlist_symbols:3 +_gone +the kernel has no such name/);
});

test('without VIMAGE they are ordinary variables', () => {
  const one = report(false);
  assert.deepEqual([one.symbols.length, one.clashes.length], [0, 0]);
  assert.deepEqual(asked(one).slice(0, 3), [
    '_ipstat plain ipstat',
    '_gone missing -',
    '_absent uncompiled vnet_entry_absent',
  ]);
});

test('two globals of one name in one link', () => {
  const files = tinyKernel({
    sources: {
      'sys/net/a.c': `${INCLUDES}VNET_DEFINE(int, twice) = 1;\n`,
      'sys/net/b.c': `${INCLUDES}VNET_DEFINE(int, twice) = 2;\n`,
    },
  });
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  assert.deepEqual(
    symbolsReport(workspace, []).clashes.map(({ kind, name }) => [kind, name]),
    [['duplicate', 'twice']],
  );
});
