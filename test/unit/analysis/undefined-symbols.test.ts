// Symbols that a module needs and nobody provides. What is expected follows from what clang -O2 leaves undefined in
// such an object, and from linker_file_lookup_symbol_internal() (sys/kern/kern_linker.c): the file itself, the kernel,
// what it depends on.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { layoutText } from '../../../server/src/cli/format/layout-text.ts';
import { symbolsText } from '../../../server/src/cli/format/symbols-text.ts';
import { placedLayoutReport, type LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import type { Workspace } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { symbolsReport } from '../../../server/src/core/analysis/answers/symbols-report.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD =
  '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <sys/module.h>\n#include <net/vnet.h>\n';
const KERNEL = `${HEAD}void module_register_init(const void *arg) { }\nint there(int x) { return (x + 1); }\nint there_too;\nVNET_DEFINE(int, given);\nVNET_DEFINE(char, modspace[32768]);\n`;

function workspaceWith(
  modules: Readonly<Record<string, string>>,
  kernel = KERNEL,
  others: Readonly<Record<string, string>> = {},
): Workspace {
  const files = tinyKernel({ sources: { 'sys/kern/k.c': kernel, ...others }, uncompiled: ['sys/kern/sort.c'] });
  for (const [name, text] of Object.entries(modules)) {
    files.set(
      `sys/modules/${name}/Makefile`,
      `KMOD= ${name}\nSRCS= ${name}.c\n.PATH: \${SRCTOP}/sys/net\n.include <bsd.kmod.mk>\n`,
    );
    files.set(`sys/net/${name}.c`, `${HEAD}VNET_DEFINE(int, own_${name});\n${text}`);
  }
  const workspace = openWorkspace(files, { arch: 'amd64' });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  return workspace;
}

/** One module, with others beside it. */
function lacking(text: string, others: Readonly<Record<string, string>> = {}, kernel?: string): readonly string[] {
  return symbolsReport(workspaceWith({ m: text, ...others }, kernel), ['m']).undefined.map(
    ({ module, symbol, certainty, file, line }) => `${module} ${symbol} ${certainty} ${file}:${line}`,
  );
}

const surely = (text: string): readonly string[] => lacking(text).filter((line) => line.includes(' undefined '));

describe('what is undefined', () => {
  test('a function, a variable, a virtualized global, an address in a table', () => {
    assert.deepEqual(lacking('int absent(int);\nint f(int x) { return (there(x) + absent(x)); }\nint there(int);\n'), [
      'm absent undefined sys/net/m.c:8',
    ]);
    assert.deepEqual(lacking('extern int absent, there_too;\nint f(void) { return (absent + there_too); }\n'), [
      'm absent undefined sys/net/m.c:8',
    ]);
    assert.deepEqual(
      lacking(
        'VNET_DECLARE(int, gone);\nVNET_DECLARE(int, given);\nint f(void) { return (VNET(gone) + VNET(given)); }\n',
      ),
      ['m vnet_entry_gone undefined sys/net/m.c:9'],
    );
    assert.deepEqual(lacking('int absent(int);\nint (*table[])(int) = { absent };\n'), [
      'm absent undefined sys/net/m.c:8',
    ]);
  });

  test("children of a kernel's sysctl node, of which SYSCTL_NODE makes the list (9 and before)", () => {
    const macros =
      'struct list { void *first; };\n#define SYSCTL_NODE_CHILDREN(parent, name) sysctl_##parent##_##name##_children\n' +
      '#define SYSCTL_NODE(parent, nbr, name) struct list SYSCTL_NODE_CHILDREN(parent, name)\n';
    const uses = (name: string): string =>
      `${macros}extern struct list SYSCTL_NODE_CHILDREN(_net, ${name});\nvoid *f(void) { return (&SYSCTL_NODE_CHILDREN(_net, ${name})); }\n`;
    const kernel = `${KERNEL}${macros}SYSCTL_NODE(_net, 1, link);\n`;
    assert.deepEqual(lacking(uses('link'), {}, kernel), []);
    assert.deepEqual(lacking(uses('gone'), {}, kernel), ['m sysctl__net_gone_children unknown sys/net/m.c:11']);
  });

  test('where only values from outside decide', () => {
    assert.deepEqual(lacking('int absent(int);\nint f(int x) { if (x > 3) return (absent(x)); return (0); }\n'), [
      'm absent undefined sys/net/m.c:8',
    ]);
  });

  test('what a module provides that is not depended on', () => {
    const p = 'int p_gives(int x) { return (x); }\nMODULE_VERSION(p, 1);\n';
    const m = 'int p_gives(int);\nint f(int x) { return (p_gives(x)); }\n';
    assert.deepEqual(lacking(m, { p }), ['m p_gives undefined sys/net/m.c:8']);
    assert.deepEqual(lacking(`${m}MODULE_DEPEND(m, p, 1, 1, 1);\n`, { p }), []);
  });

  test('what a dependency of a dependency provides', () => {
    const p = 'int p_gives(int x) { return (x); }\nMODULE_VERSION(p, 1);\n';
    const q = 'MODULE_VERSION(q, 1);\nMODULE_DEPEND(q, p, 1, 1, 1);\n';
    assert.deepEqual(
      lacking('int p_gives(int);\nint f(int x) { return (p_gives(x)); }\nMODULE_DEPEND(m, q, 1, 1, 1);\n', { p, q }),
      ['m p_gives undefined sys/net/m.c:8'],
    );
  });
});

test('what an object defines in a source that it includes is there (libkern/qsort_r.c)', () => {
  const others = {
    'sys/kern/sort_r.c': '#define SORT_R\n#include <kern/sort.c>\n',
    'sys/kern/sort.c': '#ifdef SORT_R\nint\n(sort_r)(int x)\n#else\nint\n(sort)(int x)\n#endif\n{\n\treturn (x);\n}\n',
  };
  const m = 'int sort_r(int);\nint sort(int);\nint f(int x) { return (sort_r(x) + sort(x)); }\n';
  const { undefined: lacks } = symbolsReport(workspaceWith({ m }, KERNEL, others), ['m']);
  // Without SORT_R nobody compiles it.
  assert.deepEqual(
    lacks.map(({ symbol, certainty }) => `${symbol} ${certainty}`),
    ['sort undefined'],
  );
});

test('what an object gets from a header with bodies, and from a macro that puts names together, is there', () => {
  const others = {
    'sys/kern/t.c':
      '#define NAME named_in_c\n#include <kern/t.h>\n#define GEN(n) int n##_made(int x) { return (x); }\nGEN(abc)\n',
    'sys/kern/t.h': 'int\nNAME(int x)\n{\n\treturn (x);\n}\nint\nnamed_in_h(int x)\n{\n\treturn (x);\n}\n',
  };
  const m =
    'int named_in_c(int);\nint named_in_h(int);\nint abc_made(int);\nint only_declared(int);\n' +
    'int f(int x) { return (named_in_c(x) + named_in_h(x) + abc_made(x) + only_declared(x)); }\n';
  const { undefined: lacks } = symbolsReport(workspaceWith({ m }, KERNEL, others), ['m']);
  assert.deepEqual(
    lacks.map(({ symbol, certainty }) => `${symbol} ${certainty}`),
    ['only_declared undefined'],
  );
});

describe('what is not', () => {
  const cases: Readonly<Record<string, string>> = {
    'in the kernel, static there': 'int hidden(int);\nint f(int x) { return (hidden(x)); }\n',
    weak: 'int absent(int) __attribute__((__weak__));\nint f(int x) { return (absent != 0 ? absent(x) : 0); }\n',
    'behind if (0)': 'int absent(int);\nint f(int x) { if (0) return (absent(x)); return (0); }\n',
    'behind a constant of another name':
      'int absent(int);\nenum { DEBUGGING = 0 };\nint f(int x) { if (DEBUGGING && x > 0) return (absent(x)); return (0); }\n',
    'in a static function that nobody calls':
      'int absent(int);\nstatic int g(int x) { return (absent(x)); }\nint f(int x) { return (x); }\n',
    'behind return': 'int absent(int);\nint f(int x) { return (x); return (absent(x)); }\n',
    'behind a static that nobody sets':
      'int absent(int);\nstatic int debugging;\nint f(int x) { if (debugging) return (absent(x)); return (0); }\n',
    'for its type alone': 'extern int absent[4];\nint f(void) { return (sizeof(absent)); }\n',
    'declared alone': 'int absent(int);\nextern int gone;\n',
    'an inline function that nobody calls': 'int absent(int);\nstatic inline int g(int x) { return (absent(x)); }\n',
    'without use of its value': 'extern int absent;\nint f(void) { (void)absent; return (0); }\n',
    'a word of asm': 'int f(int x) { __asm("call absent"); return (x); }\n',
    'an operand of asm': 'int absent(int);\nint f(int x) { __asm("" : : "i" (absent)); return (x); }\n',
    'defined in asm': 'int absent(int);\n__asm(".globl absent\\nabsent: ret");\nint f(int x) { return (absent(x)); }\n',
    'a builtin': 'int f(void *a, void *b, int n) { __builtin_memcpy(a, b, n); return (__builtin_popcount(n)); }\n',
    'a builtin that a call stands for': 'int f(int x) { return (__builtin_abs(x)); }\n',
    'behind what a loop changes':
      'int absent(int);\nint f(void) { int n = 0; for (int i = 0; i < 3; i++) n ^= i; if (n == 0) return (absent(n)); return (0); }\n',
    'behind what a do loop changes':
      'int absent(int);\nint f(void) { int n = 0, i = 0; do n ^= i++; while (i < 3); if (n == 0) return (absent(n)); return (0); }\n',
    'behind what a loop changes in memory':
      'int absent(int);\nint f(int *p) { *p = 0; for (int i = 0; i < 3; i++) *p ^= i; if (*p == 0) return (absent(1)); return (0); }\n',
    'expected not to be':
      'int absent(int);\nint f(int x) { if (__builtin_constant_p(x)) return (absent(x)); return (0); }\n',
  };
  const kernel = `${KERNEL}static int hidden(int x) { return (x); }\nint (*hider)(int) = hidden;\n`;
  for (const [what, text] of Object.entries(cases)) {
    test(what, () => {
      assert.deepEqual(
        lacking(text, {}, kernel).filter((line) => line.includes(' undefined ')),
        [],
      );
    });
  }

  test('it is unknown where the compiler may know more', () => {
    assert.deepEqual(
      lacking(
        'int absent(int);\nint f(void) { int n = 0; for (int i = 0; i < 3; i++) n ^= i; if (n == 7) return (absent(n)); return (0); }\n',
      ),
      ['m absent unknown sys/net/m.c:8'],
    );
    assert.deepEqual(lacking('int absent(int);\nint f(int x) { return (absent(x) + nobody_declares(x)); }\n'), [
      'm absent unknown sys/net/m.c:8',
    ]);
    assert.deepEqual(surely('#error not understood\nint absent(int);\nint f(int x) { return (absent(x)); }\n'), []);
  });
});

describe('who says so', () => {
  const text =
    'int absent(int);\nint f(int x) { return (absent(x)); }\nint gone(int);\nint g(int x) { return (gone(x)); }\n';
  const report = (): LayoutReport => placedLayoutReport(workspaceWith({ m: text }), ['m'], 'set_vnet');

  test("layout, in the kernel's words", () => {
    const { modules, problems } = report();
    assert.deepEqual(
      modules.map(({ name, modspaceOffset, error }) => [name, modspaceOffset, error]),
      [['m', null, 'link_elf_obj: symbol absent undefined (ENOEXEC)']],
    );
    assert.deepEqual(problems, [
      {
        file: 'sys/net/m.c',
        line: 8,
        message:
          'm.ko: symbol absent undefined: neither the kernel nor a module that m depends on has it; kldload fails with ENOEXEC',
      },
      {
        file: 'sys/net/m.c',
        line: 10,
        message:
          'm.ko: symbol gone undefined: neither the kernel nor a module that m depends on has it; kldload fails with ENOEXEC',
      },
    ]);
    assert.match(layoutText(report()), /^sys\/net\/m\.c:8: m\.ko: symbol absent undefined/m);
  });

  test('layout of one that depends on it', () => {
    const { modules } = placedLayoutReport(
      workspaceWith({ m: `${text}MODULE_VERSION(m, 1);\n`, n: 'MODULE_DEPEND(n, m, 1, 1, 1);\n' }),
      ['n'],
      'set_vnet',
    );
    assert.deepEqual(
      modules.map(({ error }) => error),
      ['link_elf_obj: symbol absent undefined; KLD n.ko: depends on m - not available or version mismatch (ENOEXEC)'],
    );
  });

  test('symbols', () => {
    const symbols = symbolsReport(workspaceWith({ m: text }), ['m']);
    assert.deepEqual(
      symbols.undefined.map(({ module, symbol, certainty, because }) => [module, symbol, certainty, because]),
      [
        ['m', 'absent', 'undefined', null],
        ['m', 'gone', 'undefined', null],
      ],
    );
    assert.match(symbolsText(symbols), /^sys\/net\/m\.c:10: m\.ko: symbol gone undefined/m);
    assert.deepEqual(symbolsReport(workspaceWith({ m: text }), []).undefined, []);
  });

  test('symbols of a module whose dependency is not here', () => {
    const [one] = symbolsReport(workspaceWith({ m: `${text}MODULE_DEPEND(m, nowhere, 1, 1, 1);\n` }), ['m']).undefined;
    assert.deepEqual([one?.certainty, one?.because], ['unknown', 'no module here is nowhere, which it depends on']);
  });

  test('what is unknown is one line', () => {
    const { modules, problems } = placedLayoutReport(
      workspaceWith({
        m: 'int absent(int), gone(int);\nint f(void) { int n = 0; for (int i = 0; i < 3; i++) n ^= i; if (n == 7) return (absent(n) + gone(n)); return (0); }\n',
      }),
      ['m'],
      'set_vnet',
    );
    assert.deepEqual(
      [modules.map(({ error }) => error), problems],
      [
        [null],
        [
          {
            file: 'sys/net/m.c',
            line: 8,
            message:
              'm.ko: unknown whether symbols absent, gone are undefined, because the compiler may decide a condition around it',
          },
        ],
      ],
    );
  });

  test('a part of a kernel is said once', () => {
    const { problems } = placedLayoutReport(
      workspaceWith(
        { m: text, n: text },
        '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(char, modspace[32768]);\n',
      ),
      ['m', 'n'],
      'set_vnet',
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'unknown which symbols modules lack, because this kernel has no module_register_init(): its sources are not all here',
      ],
    );
  });

  test('the simulator, at load and at boot', () => {
    const simulation = Simulation.open(workspaceWith({ m: text }));
    if ('failure' in simulation) throw new Error(simulation.failure.message);
    const printed = (scenario: string): readonly string[] => {
      const said: string[] = [];
      simulation.run(scenario, (event) => {
        if (event.kind === 'printf') said.push(event.text);
        if (event.kind === 'error') said.push(event.errno.name);
      });
      return said;
    };
    assert.deepEqual(printed('boot\nmodule load m\n'), [
      'link_elf_obj: symbol absent undefined',
      'linker_load_file: /boot/kernel/m.ko - unsupported file type',
      'ENOEXEC',
    ]);
    assert.deepEqual(printed('preload m\nboot\n'), [
      'link_elf_obj: symbol absent undefined',
      'KLD file m.ko - could not finalize loading',
    ]);
  });
});
