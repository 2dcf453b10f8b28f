// Makefiles of modules outside the tree, as make reads them there: expectations are make(1)'s and kmod.mk's own rules.
import assert from 'node:assert/strict';
import test from 'node:test';
import { configureKernel } from '../../../server/src/core/kernel/configure-kernel.ts';
import { configureModule } from '../../../server/src/core/kernel/configure-module.ts';
import type {
  KernelConfiguration,
  KernelTree,
  ModuleConfiguration,
} from '../../../server/src/core/kernel/configuration.ts';
import { isFailure } from '../../../server/src/core/kernel/failure.ts';
import { createIncludeResolver, FolderReader } from '../../../server/src/core/kernel/include-resolver.ts';
import { readKernelTree } from '../../../server/src/core/kernel/kernel-tree.ts';
import { findModulesIn } from '../../../server/src/core/kernel/outside-modules.ts';
import type { OutsideFolders } from '../../../server/src/core/kernel/outside-folder.ts';
import type { MemoryFiles } from '../../kit/memory-files.ts';
import { smallKernelWith } from '../../kit/small-kernel.ts';

const FOLDER = '/home/me/kmods/try';
const OUTSIDE: OutsideFolders = {
  folders: [FOLDER],
  modulePath: [],
  treeNames: ['/opt/tree'],
  readable: ['/home/me/kmods'],
};

function opened(files: MemoryFiles): { readonly tree: KernelTree; readonly kernel: KernelConfiguration } {
  const tree = readKernelTree(files);
  assert.ok(!isFailure(tree));
  const kernel = configureKernel(files, tree, { arch: 'amd64', kernconf: 'GENERIC' });
  assert.ok(!isFailure(kernel));
  return { tree, kernel };
}

function withMakefile(
  makefile: readonly string[],
  others: Readonly<Record<string, string>> = {},
  withKernel?: boolean,
): ModuleConfiguration & { readonly files: MemoryFiles } {
  const files = smallKernelWith({
    [`${FOLDER}/Makefile`]: `${makefile.join('\n')}\n.include <bsd.kmod.mk>\n`,
    [`${FOLDER}/try.c`]: '',
    ...others,
  });
  const { tree, kernel } = opened(files);
  const module = configureModule(files, tree, kernel, { name: FOLDER, withKernel, outside: OUTSIDE });
  assert.ok(!isFailure(module), JSON.stringify(module));
  return { ...module, files };
}

const defines = (module: ModuleConfiguration): string[] =>
  module.compile.defines
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .filter((one) => !/^(_KERNEL|KLD_MODULE)=/.test(one));
const messages = (module: ModuleConfiguration): string[] =>
  module.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);

test('its folder is where it is built, alone; SYSDIR is the tree that was given', () => {
  const module = withMakefile([
    'KMOD= try',
    'SRCS= try.c opt_inet.h',
    'SYSDIR?= /elsewhere/sys',
    'SYSDIR= /elsewhere/sys',
  ]);
  assert.deepEqual(messages(module), []);
  assert.deepEqual([module.name, module.folder, module.isOutside, module.isBuiltAlone], ['try', FOLDER, true, true]);
  assert.deepEqual(module.compile.includeFolders, ['<build>', 'sys']);
  assert.deepEqual(
    module.objects.map(({ source }) => source),
    [`${FOLDER}/try.c`],
  );
  assert.deepEqual([...module.build.headers], [['opt_inet.h', '#define INET 1\n']]);
  assert.equal(module.build.links.get('machine'), 'sys/amd64/include');
});

test("with the kernel's options it gets its headers, and nothing of what only the kernel's own modules are told", () => {
  const module = withMakefile(
    ['KMOD= try', 'SRCS= try.c', '.if defined(MODULE_TIED)', 'CFLAGS+= -DTIED', '.endif'],
    {},
    true,
  );
  assert.deepEqual(
    [module.isBuiltAlone, module.compile.forcedIncludes, defines(module)],
    [false, ['opt_global.h'], []],
  );
  assert.equal(module.build.headers.get('opt_inet.h'), '#define INET 1\n');
});

test("-I: of the tree by each of its names, of the Makefile's folder by relative ones", () => {
  const { compile } = withMakefile([
    'KMOD= try',
    'SRCS= try.c',
    'CFLAGS+= -I${SYSDIR}/net -I ${SRCTOP}/sys/kern -I/usr/src/sys/netinet -I/opt/tree/sys/conf -I${.CURDIR}/../common -Iown -I../common/deep -I. -I/usr/local/include',
  ]);
  assert.deepEqual(compile.includeFolders, [
    'sys/net',
    'sys/kern',
    'sys/netinet',
    'sys/conf',
    '/home/me/kmods/common',
    `${FOLDER}/own`,
    '/home/me/kmods/common/deep',
    '<build>',
    '/usr/local/include',
    'sys',
  ]);
});

test('-include: by a path, of the tree, by a bare name where the compiler runs, then along -I', () => {
  const module = withMakefile(
    [
      'KMOD= try',
      'SRCS= try.c',
      'CFLAGS+= -include ${.CURDIR}/own.h -include bare.h -include ${SYSDIR}/net/vnet.h -include deep.h -I${.CURDIR}/inc',
    ],
    {
      [`${FOLDER}/own.h`]: 'own',
      [`${FOLDER}/bare.h`]: 'bare',
      [`${FOLDER}/inc/deep.h`]: 'deep',
      [`${FOLDER}/inc/bare.h`]: 'not this one',
    },
  );
  assert.deepEqual(module.compile.forcedIncludes, [`${FOLDER}/own.h`, 'bare.h', 'sys/net/vnet.h', 'deep.h']);
  const resolve = createIncludeResolver(new FolderReader(module.files, module.build), module.compile);
  assert.deepEqual(
    module.compile.forcedIncludes.map((name) => resolve(name, 'forced', `${FOLDER}/try.c`, false)),
    [
      { path: `${FOLDER}/own.h`, text: 'own' },
      { path: `${FOLDER}/bare.h`, text: 'bare' },
      { path: 'sys/net/vnet.h', text: '' },
      { path: `${FOLDER}/inc/deep.h`, text: 'deep' },
    ],
  );
});

test("in the tree, -include of its sources and of a module's own folder is found too", () => {
  const files = smallKernelWith({
    'sys/modules/wg/Makefile':
      'KMOD= wg\nSRCS= wg.c\n.PATH: ${SRCTOP}/sys/dev/wg\n.include <bsd.kmod.mk>\nCFLAGS+= -include ${SRCTOP}/sys/dev/wg/compat.h -include ${.CURDIR}/own.h\n',
    'sys/dev/wg/wg.c': '',
    'sys/dev/wg/compat.h': 'compat',
    'sys/modules/wg/own.h': 'own',
  });
  const { tree, kernel } = opened(files);
  const module = configureModule(files, tree, kernel, { name: 'wg' });
  assert.ok(!isFailure(module));
  assert.deepEqual(
    [module.isOutside, module.compile.forcedIncludes],
    [false, ['opt_global.h', 'sys/dev/wg/compat.h', 'sys/modules/wg/own.h']],
  );
  const resolve = createIncludeResolver(new FolderReader(files, module.build), module.compile);
  assert.deepEqual(
    module.compile.forcedIncludes.map((name) => resolve(name, 'forced', 'sys/dev/wg/wg.c', false)?.path),
    ['<build>/opt_global.h', 'sys/dev/wg/compat.h', 'sys/modules/wg/own.h'],
  );
});

test('a header that lies in the folder is not made anew; one that is missing is', () => {
  const module = withMakefile(['KMOD= try', 'SRCS= try.c opt_inet.h opt_own.h'], {
    [`${FOLDER}/opt_inet.h`]: '#define INET 2\n',
  });
  const resolve = createIncludeResolver(new FolderReader(module.files, module.build), module.compile);
  assert.deepEqual(resolve('opt_inet.h', 'quoted', `${FOLDER}/src/deep.c`, false), {
    path: `${FOLDER}/opt_inet.h`,
    text: '#define INET 2\n',
  });
  assert.deepEqual(resolve('opt_own.h', 'quoted', `${FOLDER}/try.c`, false), { path: '<build>/opt_own.h', text: '' });
});

test("sources along .PATH and VPATH, of the tree too; interfaces of its own before the tree's", () => {
  const module = withMakefile(
    [
      'KMOD= try',
      'SRCS= try.c more.c if_bridge.c old.c try_if.h try_if.c',
      '.PATH: ${.CURDIR}/../common /usr/src/sys/net',
      'VPATH= ../older',
    ],
    {
      '/home/me/kmods/common/more.c': '',
      '/home/me/kmods/older/old.c': '',
      '/home/me/kmods/common/try_if.m': 'INTERFACE try;\n\nMETHOD int go {\n\tint x;\n};\n',
    },
  );
  assert.deepEqual(messages(module), []);
  assert.deepEqual(
    module.objects.map(({ source }) => source),
    [
      `${FOLDER}/try.c`,
      '/home/me/kmods/common/more.c',
      'sys/net/if_bridge.c',
      '/home/me/kmods/older/old.c',
      '/home/me/kmods/common/try_if.m',
    ],
  );
  assert.match(module.build.generate('try_if.h') ?? '', /TRY_GO/);
  assert.match(module.build.generate('device_if.h') ?? '', /DEVICE_PROBE/);
});

test("what it includes: the parent's Makefile.inc, by name and by bsd.init.mk; its own; what a machine has", () => {
  const others = {
    '/home/me/kmods/Makefile.inc': 'CFLAGS+= -DFROM_PARENT\n',
    '/home/me/kmods/try/own.mk': 'CFLAGS+= -DOWN\n',
    [`${FOLDER}/Makefile.amd64`]: 'CFLAGS+= -DMACHINE_AMD64\n',
  };
  assert.deepEqual(defines(withMakefile(['KMOD= try', 'SRCS= try.c'], others)), ['FROM_PARENT=1']);
  const named = withMakefile(
    [
      'KMOD= try',
      'SRCS= try.c',
      '.include <bsd.own.mk>',
      '.include "${.CURDIR}/own.mk"',
      '.include <bsd.arch.inc.mk>',
      '.sinclude "none.mk"',
      '.include "../Makefile.inc"',
    ],
    others,
  );
  assert.deepEqual(messages(named), []);
  assert.deepEqual(defines(named), ['OWN=1', 'MACHINE_AMD64=1', 'FROM_PARENT=1', 'FROM_PARENT=1']);
});

test('conditions: files of the tree, of the folder, and files that nobody can see from here', () => {
  const module = withMakefile([
    'KMOD= try',
    'SRCS= try.c',
    '.if exists(${SYSDIR}/kern/device_if.m) && exists(/usr/src/sys/conf/files) && exists(${.CURDIR}/try.c) && !exists(${.CURDIR}/none.c) && !exists(/usr/src/none)',
    'CFLAGS+= -DSEEN',
    '.endif',
    '.if exists(/usr/local/include/thing.h)',
    'CFLAGS+= -DTHING',
    '.endif',
    // Not asked: the other side has decided.
    '.if !defined(SYSDIR) && exists(${.CURDIR}/../../kern/)',
    'CFLAGS+= -DSEARCHED',
    '.endif',
    '.if defined(SYSDIR) || exists(/opt/none)',
    'CFLAGS+= -DGIVEN',
    '.endif',
  ]);
  assert.deepEqual(defines(module), ['SEEN=1', 'GIVEN=1']);
  assert.equal(module.uncertain, true);
  assert.deepEqual(messages(module), [
    `${FOLDER}/Makefile:6: unknown whether /usr/local/include/thing.h exists: it belongs neither to the tree nor to the module`,
  ]);
});

test("shell commands: the release is known, another command's output is not, and says so", () => {
  const release = withMakefile([
    'KMOD= try',
    'SRCS= try.c',
    "OSVERSION!= awk '/^\\#define[[:blank:]]__FreeBSD_version/ {print $$3}' < ${SYSDIR}/sys/param.h",
    'CFLAGS+= -DOSVERSION=${OSVERSION}',
    'OTHER!= grep "define __FreeBSD_version" /opt/tree/sys/sys/param.h | awk \'{print $$3}\'',
    'CFLAGS+= -DOTHER=${OTHER}',
  ]);
  assert.deepEqual(messages(release), []);
  assert.deepEqual(defines(release), ['OSVERSION=1300010', 'OTHER=1300010']);
  const unknown = withMakefile(
    [
      'KMOD= try',
      'SRCS= try.c',
      'VERSION!= git describe --tags',
      'OWN!= cat version.txt ${.CURDIR}/version.txt',
      'CFLAGS+= -DOWN="${OWN}"',
      'HOST!= cat /etc/release',
    ],
    { [`${FOLDER}/version.txt`]: '7\n' },
  );
  assert.equal(unknown.uncertain, true);
  assert.deepEqual(defines(unknown), ['OWN=7 7']);
  assert.deepEqual(
    messages(unknown),
    [
      '3: the output of a command is unknown: git describe --tags',
      '6: the output of a command is unknown: cat /etc/release',
    ].map((line) => `${FOLDER}/Makefile:${line}`),
  );
});

// What bmake 20200710 makes of these.
test('modifiers, with brackets inside them; loops', () => {
  const module = withMakefile(
    [
      'KMOD= try',
      'NAMES= one two three',
      'WORDS= a{b}c d',
      'SRCS= try.c',
      '.for n in ${NAMES:Nt*}',
      'SRCS+= ${n}.c',
      '.endfor',
      'V= 1400507',
      'CFLAGS+= -DMAJOR=${V:C/^([0-9]+)([0-9]{5})$/\\1/} -DREST=${V:C;[0-9]{2};;} -DLIST=${NAMES:M*o*:S/o/0/g:ts-} -DROOT=${:Ua/b.c:T:R} -DBRACES=${WORDS:Ma{b}*}',
    ],
    { [`${FOLDER}/one.c`]: '' },
  );
  assert.deepEqual(messages(module), []);
  assert.deepEqual(
    module.objects.map(({ object }) => object),
    ['try.o', 'one.o'],
  );
  assert.deepEqual(defines(module), ['MAJOR=14', 'REST=00507', 'LIST=0ne-tw0', 'ROOT=b', 'BRACES=a{b}c']);
});

test('make takes BSDmakefile before makefile before Makefile', () => {
  const files = smallKernelWith({
    [`${FOLDER}/Makefile`]: 'KMOD= third\n.include <bsd.kmod.mk>\n',
    [`${FOLDER}/makefile`]: 'KMOD= second\n.include <bsd.kmod.mk>\n',
  });
  const { tree, kernel } = opened(files);
  const name = (): string =>
    findModulesIn(files, tree, kernel, FOLDER, OUTSIDE)
      .modules.map((entry) => entry.name)
      .join();
  assert.equal(name(), 'second');
  files.write(`${FOLDER}/BSDmakefile`, 'KMOD= first\n.include <bsd.kmod.mk>\n');
  assert.equal(name(), 'first');
});

test('a folder with several modules: SUBDIR as make goes through it, else all that lie below', () => {
  const module = (name: string): string => `KMOD= ${name}\n.include <bsd.kmod.mk>\n`;
  const files = smallKernelWith({
    '/p/Makefile': 'SUBDIR= a b\n.if ${MACHINE_CPUARCH} == "i386"\nSUBDIR+= c\n.endif\n.include <bsd.subdir.mk>\n',
    '/p/a/Makefile': module('a'),
    '/p/b/Makefile': 'SUBDIR= deep\n.include <bsd.subdir.mk>\n',
    '/p/b/deep/Makefile': module('deep'),
    '/p/c/Makefile': module('c'),
    '/p/d/Makefile': module('d'),
    // Of another make, and of programs.
    '/q/Makefile': 'KMOD := gnu\nifneq ($(X),)\ninclude ../common.mk\nendif\n',
    '/q/prog/Makefile': 'PROG= prog\n.include <bsd.prog.mk>\n',
    '/q/sys/modules/deep/Makefile': '.include "../common.mk"\n',
    '/q/sys/modules/common.mk': 'KMOD= ${.CURDIR:T}\n.include <bsd.kmod.mk>\n',
    '/q/.git/Makefile': module('hidden'),
  });
  const { tree, kernel } = opened(files);
  const found = (folder: string): string[] =>
    findModulesIn(files, tree, kernel, folder, {
      folders: [folder],
      modulePath: [],
      treeNames: [],
      readable: [folder],
    }).modules.map((entry) => `${entry.name} ${entry.folder}`);
  assert.deepEqual(found('/p'), ['a /p/a', 'deep /p/b/deep']);
  assert.deepEqual(found('/p/c'), ['c /p/c']);
  assert.deepEqual(found('/q'), ['deep /q/sys/modules/deep']);
  assert.deepEqual(found('/q/prog'), []);
});
