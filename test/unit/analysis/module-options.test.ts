// Modules with the kernel's opt_*.h and with their own, and which of their variables stay global.
import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutReport, type LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import type { ModuleOptions } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const SOURCE = `#include "opt_try.h"
#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, try_first) = TRY_SIZE;
VNET_DEFINE(char, try_buffer)[TRY_SIZE] = { 1 };
VNET_DEFINE_STATIC(int, try_hidden) = 1;
`;
const MAKEFILE = [
  'KMOD= try',
  'SRCS= try.c opt_try.h',
  '.if !defined(KERNBUILDDIR)',
  'opt_try.h:',
  '\techo "#define TRY_SIZE 3" > ${.TARGET}',
  '.endif',
];

interface Given {
  readonly makefile?: readonly string[];
  readonly configMk?: string;
  readonly modules?: readonly string[];
  /** More files, or others. */
  readonly files?: Readonly<Record<string, string>>;
}

function report(
  moduleOptions: ModuleOptions,
  { makefile = [], configMk, modules = ['try'], files: more = {} }: Given = {},
): LayoutReport {
  const files = tinyKernel({ sources: {}, options: ['options \tTRY_SIZE=8'] });
  files.set(
    'sys/conf/options',
    `${files.read('sys/conf/options') ?? ''}TRY_SIZE\topt_try.h\nGEOM_PART_MBR\topt_geom.h\n`,
  );
  files.set('sys/modules/Makefile', 'SUBDIR= try\n.include <bsd.subdir.mk>\n');
  files.set('sys/modules/try/Makefile', [...MAKEFILE, ...makefile, '.include <bsd.kmod.mk>', ''].join('\n'));
  files.set('sys/modules/try/try.c', SOURCE);
  if (configMk !== undefined) files.set('sys/conf/config.mk', configMk);
  for (const [name, text] of Object.entries(more)) files.set(name, text);
  const workspace = openWorkspace(files, { arch: 'amd64', moduleOptions });
  assert.ok(!('failure' in workspace), JSON.stringify(workspace));
  return layoutReport(workspace, modules);
}

const rows = ({ variables }: LayoutReport): string[] =>
  variables.map(({ name, offset, size, binding, koBinding }) => `${name} ${offset} ${size} ${binding} ${koBinding}`);

test("with the kernel's options, as KERNBUILDDIR has them", () => {
  const made = report('kernel');
  assert.deepEqual(made.problems, []);
  assert.deepEqual(rows(made), [
    'try_first 0 4 global local',
    'try_buffer 4 8 global local',
    'try_hidden 12 4 local local',
  ]);
});

test('with its own, as make in its folder has them', () => {
  const made = report('own');
  assert.deepEqual(made.problems, []);
  assert.deepEqual(rows(made), [
    'try_first 0 4 global local',
    'try_buffer 4 3 global local',
    'try_hidden 8 4 local local',
  ]);
});

test('EXPORT_SYMS keeps what it names global: symbols as the object has them', () => {
  assert.deepEqual(
    rows(report('kernel', { makefile: ['EXPORT_SYMS= vnet_entry_try_first try_buffer'] })).map((row) =>
      row.split(' ').at(-1),
    ),
    ['global', 'local', 'local'],
  );
  assert.deepEqual(
    rows(report('kernel', { makefile: ['EXPORT_SYMS= YES'] })).map((row) => row.split(' ').at(-1)),
    ['global', 'global', 'local'],
  );
});

test('built alone in a release whose makefiles give modules no VIMAGE', () => {
  const configMk = '.if !defined(KERNBUILDDIR)\nopt_global.h:\n\t:> ${.TARGET}\n.endif\n';
  const message =
    'built alone, modules of this release get no VIMAGE: their virtualized globals are plain globals, there is no set_vnet';
  assert.deepEqual(report('own', { configMk }).problems, [{ file: 'sys/modules/try/Makefile', line: 0, message }]);
  const all = report('own', { configMk, modules: ['all'] });
  assert.deepEqual(
    [all.variables, all.modules, all.problems],
    [[], [], [{ file: 'sys/conf/kmod.mk', line: 0, message }]],
  );
});

test('VIMAGE that stands in a recipe under a condition', () => {
  const configMk =
    '.if !defined(KERNBUILDDIR)\nopt_global.h:\n.if ${MACHINE} != "mips"\n\t@echo "#define VIMAGE 1" > ${.TARGET}\n.endif\n.endif\n';
  assert.deepEqual(rows(report('own', { configMk })).length, 3);
});

/** A recipe of conf/config.mk for opt_global.h, and DEFAULTS with what it looks for. */
function global(...recipe: readonly string[]): Given {
  return {
    configMk: ['.if !defined(KERNBUILDDIR)', 'opt_global.h:', ...recipe.map((line) => `\t${line}`), '.endif', ''].join(
      '\n',
    ),
    files: {
      'sys/amd64/conf/DEFAULTS':
        'machine\tamd64\noptions \tGEOM_PART_MBR\noptions \tVIMAGE\t# every jail its own\nnooptions \tTRY_SIZE\n',
    },
  };
}

test('a recipe that looks into DEFAULTS', () => {
  const recipes: readonly (readonly string[])[] = [
    // 14.0's conf/config.mk.
    [
      'touch ${.TARGET}',
      '@echo "#define SMP 1" >> ${.TARGET}',
      '@awk \'$$1 == "options" && $$2 !~ "GEOM_" { print "#define ", $$2, " 1"; }\' \\',
      '\t< ${SYSDIR}/${MACHINE}/conf/DEFAULTS \\',
      '\t>>  ${.TARGET}',
    ],
    ["sed -n -e 's/^options[[:space:]]*\\([A-Z_0-9]*\\).*/#define \\1 1/p' ${SYSDIR}/${MACHINE}/conf/DEFAULTS > $@"],
    [
      'grep "^options" ${SYSDIR}/${MACHINE}/conf/DEFAULTS | while read word name rest; do echo "#define $$name 1"; done > ${.TARGET}',
    ],
    [
      '-false',
      "@for o in SMP VIMAGE; do if grep -qw $$o ${SYSDIR}/${MACHINE}/conf/DEFAULTS; then printf '#define %s %d\\n' $$o 1; fi; done > ${.TARGET}.tmp && mv ${.TARGET}.tmp ${.TARGET}",
    ],
  ];
  for (const recipe of recipes) {
    const made = report('own', global(...recipe));
    assert.deepEqual(
      [made.problems, rows(made)],
      [[], ['try_first 0 4 global local', 'try_buffer 4 3 global local', 'try_hidden 8 4 local local']],
      recipe.join('\n'),
    );
  }
});

test('of two scripts for a header make takes the first', () => {
  // bmake 20200710: warning: duplicate script for target "opt_global.h" ignored
  const given = global('@echo "#define SMP 1" > ${.TARGET}');
  const made = report('own', { ...given, makefile: ['opt_global.h:', '\techo "#define VIMAGE 1" > ${.TARGET}'] });
  assert.equal(made.variables.length, 3);
});

test('a recipe that is not followed makes the header unknown, and all that reads it, and says so once', () => {
  const others: Readonly<Record<string, string>> = {
    'python3 gen.py > ${.TARGET}': 'the command python3 is not understood',
    'test -n "$$WITH_VIMAGE" && echo "#define VIMAGE 1" > ${.TARGET}':
      '$WITH_VIMAGE, which is not set, is not understood',
    'cat ${SYSDIR}/conf/nothing.h > ${.TARGET}': '"cat sys/conf/nothing.h > opt_global.h" fails',
    'cat /etc/opt_global.h > ${.TARGET}': '/etc/opt_global.h, which lies outside the tree, is not understood',
    'echo "#define VIMAGE 1" > elsewhere.h': '"echo "#define VIMAGE 1" > elsewhere.h" does not write it',
  };
  for (const [recipe, because] of Object.entries(others)) {
    const made = report('own', global(recipe));
    const message = `the content of opt_global.h is unknown: in its recipe ${because}`;
    assert.deepEqual(made.problems, [{ file: 'sys/conf/config.mk', line: 3, message }], recipe);
    assert.deepEqual(
      made.variables.map(({ name, symbol, line, offset, size, align, initialized }) => [
        name,
        symbol,
        line,
        offset,
        size,
        align,
        initialized,
      ]),
      [
        ['try_first', 'vnet_entry_try_first', 4, null, null, null, true],
        ['try_buffer', 'vnet_entry_try_buffer', 5, null, null, null, false],
        ['try_hidden', 'vnet_entry_try_hidden', 6, null, null, null, true],
      ],
      recipe,
    );
    assert.deepEqual(
      made.modules,
      [
        {
          name: 'try',
          size: null,
          align: null,
          endBytes: null,
          modspaceOffset: null,
          error: `its size is unknown, as 'try_first': ${message}`,
        },
      ],
      recipe,
    );
    assert.ok(
      report('own', { ...global(recipe), modules: ['all'] }).modules.some(({ name }) => name === 'try'),
      recipe,
    );
  }
});

test('what does not read the unknown header stays exact', () => {
  const made = report('kernel', {
    makefile: ['SRCS+= first.c', 'opt_other.h:', '\tperl -e "print 1" > ${.TARGET}', 'SRCS+= last.c opt_other.h'],
    files: {
      'sys/modules/try/first.c': '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(long, sure) = 1;\n',
      'sys/modules/try/last.c':
        '#include "opt_other.h"\n#include <sys/param.h>\n#include <net/vnet.h>\n#ifdef OTHER\nVNET_DEFINE(long, unsure);\n#endif\n',
    },
  });
  assert.deepEqual(rows(made), [
    'try_first 0 4 global local',
    'try_buffer 4 8 global local',
    'try_hidden 12 4 local local',
    'sure 16 8 global local',
    'unsure null null global local',
  ]);
  assert.deepEqual(
    made.problems.map(({ file, line }) => `${file}:${line}`),
    ['sys/modules/try/Makefile:9'],
  );
});
