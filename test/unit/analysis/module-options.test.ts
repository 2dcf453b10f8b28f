// Modules with the kernel's opt_*.h and with their own, and which of their variables stay global.
import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutReport, type LayoutReport } from '../../../server/src/core/analysis/layout-report.ts';
import { openWorkspace, type ModuleOptions } from '../../../server/src/core/analysis/open.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const SOURCE = `#include "opt_try.h"
#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, try_first) = TRY_SIZE;
VNET_DEFINE(char, try_buffer)[TRY_SIZE] = { 1 };
VNET_DEFINE_STATIC(int, try_hidden) = 1;
`;
const MAKEFILE = ['KMOD= try', 'SRCS= try.c opt_try.h', '.if !defined(KERNBUILDDIR)', 'opt_try.h:', '\techo "#define TRY_SIZE 3" > ${.TARGET}', '.endif'];

function report(moduleOptions: ModuleOptions, { makefile = [] as readonly string[], configMk = undefined as string | undefined, modules = ['try'] } = {}): LayoutReport {
  const files = tinyKernel({ sources: {}, options: ['options \tTRY_SIZE=8'] });
  files.set('sys/conf/options', `${files.read('sys/conf/options') ?? ''}TRY_SIZE\topt_try.h\n`);
  files.set('sys/modules/Makefile', 'SUBDIR= try\n.include <bsd.subdir.mk>\n');
  files.set('sys/modules/try/Makefile', [...MAKEFILE, ...makefile, '.include <bsd.kmod.mk>', ''].join('\n'));
  files.set('sys/modules/try/try.c', SOURCE);
  if (configMk !== undefined) files.set('sys/conf/config.mk', configMk);
  const workspace = openWorkspace(files, { arch: 'amd64', moduleOptions });
  assert.ok(!('failure' in workspace), JSON.stringify(workspace));
  return layoutReport(workspace, modules);
}

const rows = ({ variables }: LayoutReport): string[] => variables.map(({ name, offset, size, binding, koBinding }) => `${name} ${offset} ${size} ${binding} ${koBinding}`);

test("with the kernel's options, as KERNBUILDDIR has them", () => {
  const made = report('kernel');
  assert.deepEqual(made.problems, []);
  assert.deepEqual(rows(made), ['try_first 0 4 global local', 'try_buffer 4 8 global local', 'try_hidden 12 4 local local']);
});

test('with its own, as make in its folder has them', () => {
  const made = report('own');
  assert.deepEqual(made.problems, []);
  assert.deepEqual(rows(made), ['try_first 0 4 global local', 'try_buffer 4 3 global local', 'try_hidden 8 4 local local']);
});

test('EXPORT_SYMS keeps what it names global: symbols as the object has them', () => {
  assert.deepEqual(rows(report('kernel', { makefile: ['EXPORT_SYMS= vnet_entry_try_first try_buffer'] })).map((row) => row.split(' ').at(-1)), ['global', 'local', 'local']);
  assert.deepEqual(rows(report('kernel', { makefile: ['EXPORT_SYMS= YES'] })).map((row) => row.split(' ').at(-1)), ['global', 'global', 'local']);
});

test('built alone in a release whose makefiles give modules no VIMAGE', () => {
  const configMk = '.if !defined(KERNBUILDDIR)\nopt_global.h:\n\t:> ${.TARGET}\n.endif\n';
  const message = 'built alone, modules of this release get no VIMAGE: their virtualized globals are plain globals, there is no set_vnet';
  assert.deepEqual(report('own', { configMk }).problems, [{ file: 'sys/modules/try/Makefile', line: 0, message }]);
  const all = report('own', { configMk, modules: ['all'] });
  assert.deepEqual([all.variables, all.modules, all.problems], [[], [], [{ file: 'sys/conf/kmod.mk', line: 0, message }]]);
});

test('VIMAGE that stands in a recipe under a condition', () => {
  const configMk = '.if !defined(KERNBUILDDIR)\nopt_global.h:\n.if ${MACHINE} != "mips"\n\t@echo "#define VIMAGE 1" > ${.TARGET}\n.endif\n.endif\n';
  assert.deepEqual(rows(report('own', { configMk })).length, 3);
});
