import assert from 'node:assert/strict';
import test from 'node:test';
import { ARCHITECTURES } from '../../../server/src/core/kernel/architectures.ts';
import {
  configureKernel,
  hasDefaultKernconf,
  listKernconfs,
} from '../../../server/src/core/kernel/configure-kernel.ts';
import type { KernelConfiguration, KernelTree } from '../../../server/src/core/kernel/configuration.ts';
import { isFailure, type Failure } from '../../../server/src/core/kernel/failure.ts';
import { kernconfReport } from '../../../server/src/core/kernel/kernconf-report.ts';
import { readKernelTree } from '../../../server/src/core/kernel/kernel-tree.ts';
import type { FileSource } from '../../../server/src/core/text/file-source.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { smallKernel, smallKernelWith } from '../../kit/small-kernel.ts';

function treeOf(files: FileSource): KernelTree {
  const tree = readKernelTree(files);
  assert.ok(!isFailure(tree));
  return tree;
}

function configure(
  kernconf?: string,
  extraOptions: string[] = [],
  files: FileSource = smallKernel,
): KernelConfiguration {
  const configuration = configureKernel(files, treeOf(files), { arch: 'amd64', kernconf, extraOptions });
  assert.ok(!isFailure(configuration));
  return configuration;
}

function failure(arch: string, kernconf?: string, files: FileSource = smallKernel): Failure {
  const answer = configureKernel(files, treeOf(files), { arch, kernconf });
  assert.ok(isFailure(answer));
  return answer;
}

const objectsOf = (configuration: KernelConfiguration): string[] => configuration.objects.map(({ object }) => object);

test('GENERIC of the small kernel', () => {
  const generic = configure();
  assert.deepEqual(generic.problems, []);
  assert.deepEqual(
    [generic.arch, generic.machine, generic.machineArch, generic.kernconf, generic.ident, generic.vimage],
    ['amd64', 'amd64', 'amd64', 'GENERIC', 'GENERIC', true],
  );
  assert.deepEqual(
    [...generic.options],
    [
      ['GEOM_PART_GPT', '1'],
      ['HAMMER', '1'],
      ['INET', '1'],
      ['MAXDEPTH', '7'],
      ['MAXUSERS', '0'],
      ['VIMAGE', '1'],
    ],
  );
  assert.deepEqual([...generic.devices], ['mem', 'lo']);
  assert.equal(generic.build.headers.get('opt_global.h'), '#define VIMAGE 1\n#define DEV_LO 1\n');
  assert.deepEqual(
    [...generic.build.links],
    [
      ['machine', 'sys/amd64/include'],
      ['x86', 'sys/x86/include'],
    ],
  );
});

test('objects in the order of the link, each with its source', () => {
  assert.deepEqual(
    configure().objects.map(({ object, source }) => `${object} ${source}`),
    [
      'locore.o sys/amd64/amd64/locore.S',
      'init_main.o sys/kern/init_main.c',
      'device_if.o sys/kern/device_if.m',
      'mem.o sys/dev/mem/mem.c',
      'if_loop.o sys/net/if_loop.c',
      'vnet.o sys/net/vnet.c',
      'in.o sys/netinet/in.c',
      'machdep.o sys/amd64/amd64/machdep.c',
      'tsc.o sys/x86/x86/tsc.c',
      'config.o <build>/config.c',
      'vnode_if.o <build>/vnode_if.c',
      'vers.o <build>/vers.c',
    ],
  );
});

test('compile settings come from the makefiles', () => {
  const { compile, objects } = configure();
  assert.deepEqual(compile, {
    includeFolders: ['<build>', 'sys'],
    defines: [
      ['_KERNEL', '1'],
      ['WITH_INET', '1'],
    ],
    forcedIncludes: ['opt_global.h'],
  });
  const of = (object: string): unknown => objects.find((each) => each.object === object)?.compile;
  assert.equal(of('init_main.o'), compile);
  assert.deepEqual(of('tsc.o'), compile);
  assert.deepEqual(of('in.o'), {
    ...compile,
    includeFolders: ['<build>', 'sys', 'sys/contrib/in'],
    defines: [...compile.defines, ['EXTRA', '2']],
  });
  assert.deepEqual(of('machdep.o'), {
    ...compile,
    defines: [
      ['_KERNEL', '1'],
      ['ONLY_HERE', '1'],
      ['WITH_INET', '1'],
    ],
  });
  assert.deepEqual(of('locore.o'), { ...compile, defines: [['LOCORE', '1'], ...compile.defines] });
});

test('another KERNCONF, and options beside it', () => {
  const other = configure('GENERIC-NODEBUG');
  assert.equal(other.ident, 'GENERIC-NODEBUG');
  assert.ok(!objectsOf(other).includes('in.o'));
  assert.deepEqual(other.compile.defines, [['_KERNEL', '1']]);
  const more = configure('GENERIC-NODEBUG', ['INET6', 'MAXDEPTH=9', 'nodevice lo', 'IPSEC']);
  assert.deepEqual(
    objectsOf(more).filter((object) => /^(in6|ipsec|if_loop)/.test(object)),
    ['in6.o', 'ipsec.o'],
  );
  assert.equal(more.build.headers.get('opt_maxdepth.h'), '#define MAXDEPTH 9\n');
});

test('a KERNCONF by its path', () => {
  const files = smallKernelWith({
    'mine/KERNEL': 'machine amd64\ncpu HAMMER\nident MINE\ninclude "../sys/amd64/conf/GENERIC"\n',
  });
  const mine = configure('mine/KERNEL', [], files);
  assert.deepEqual([mine.kernconf, mine.ident], ['KERNEL', 'GENERIC']);
});

test('LINT where the tree makes it of NOTES', () => {
  // Expected: `make -C sys/amd64/conf LINT` with these files (bmake, GNU sed).
  const files = smallKernelWith({
    'sys/conf/makeLINT.sed':
      '#!/usr/bin/sed -E -n -f\n\n/^(machine|ident|(no)?device|(no)?makeoption(s)?|(no)?option(s)?|profile|cpu)[[:space:]]/ {\n    s/[[:space:]]*#.*$//\n    p\n}\n',
    'sys/conf/NOTES': 'ident\t\tLINT\n# a comment\noptions \tINET6\t# and one behind\nhint.a.0.at="isa"\n',
    'sys/amd64/conf/NOTES': 'machine\tamd64\ncpu\t\tHAMMER\n#options \tMAXDEPTH=5\n',
    'sys/amd64/conf/Makefile': 'TARGET=amd64\n\n.include "${.CURDIR}/../../conf/makeLINT.mk"\n',
    'sys/conf/makeLINT.mk':
      'all:\n\t@echo "make LINT only"\n\nNOTES=\t../../conf/NOTES NOTES\nLINT: ${NOTES} ../../conf/makeLINT.sed\n\tcat ${NOTES} | sed -E -n -f ../../conf/makeLINT.sed > ${.TARGET}\n.if ${TARGET} == "amd64"\n\techo "include ${.TARGET}"\t>  ${.TARGET}-NOIP\n\techo "nooptions INET6"\t>> ${.TARGET}-NOIP\n.endif\n',
  });
  const lint = configure('LINT', [], files);
  assert.deepEqual(
    [lint.kernconf, lint.ident, lint.options.get('INET6'), lint.options.has('MAXDEPTH')],
    ['LINT', 'LINT', '1', false],
  );
  assert.equal(configure('LINT-NOIP', [], files).options.has('INET6'), false);
  assert.match(
    failure('amd64', 'LINT-NONE', files).failure.message,
    /^no such kernel configuration: LINT-NONE in sys\/amd64\/conf/,
  );
});

test('names of the files lists are expanded by make', () => {
  const prefix = 'M= ${MACHINE}\n';
  const files = smallKernelWith({
    'sys/conf/files.amd64': 'dev/raid/$M-elf.raid.o\tstandard\n',
    'sys/dev/raid/amd64-elf.raid.o': '',
    'sys/conf/kern.pre.mk': `${prefix}${smallKernel.read('sys/conf/kern.pre.mk') ?? ''}`,
  });
  const { objects } = configure('GENERIC', [], files);
  assert.deepEqual(
    objects.filter(({ object }) => object.includes('raid')).map(({ object, source }) => [object, source]),
    [['amd64-elf.raid.o', 'sys/dev/raid/amd64-elf.raid.o']],
  );
});

test('kernel configurations of a machine', () => {
  assert.deepEqual(listKernconfs(smallKernel, treeOf(smallKernel), 'amd64'), ['GENERIC', 'GENERIC-NODEBUG']);
  assert.deepEqual(listKernconfs(smallKernel, treeOf(smallKernel), 'arm64'), []);
});

test('machines that can be configured: those whose default configuration is there and for them', () => {
  const machines = (files: FileSource): readonly string[] =>
    ARCHITECTURES.map(({ name }) => name).filter((name) => hasDefaultKernconf(files, treeOf(files), name));
  assert.deepEqual(machines(smallKernel), ['amd64']);
  const configuration = (machine: string): string => `machine ${machine}\ncpu X\nident I\n`;
  const more = smallKernelWith({
    'sys/powerpc/conf/GENERIC64LE': configuration('powerpc powerpc64le'),
    'sys/arm/conf/GENERIC': configuration('arm armv5'),
    'sys/arm64/conf/MINIMAL': configuration('arm64 aarch64'),
  });
  assert.deepEqual(machines(more), ['amd64', 'powerpc64le']);
});

test('what is not there: one line with the near names', () => {
  assert.equal(
    failure('amd46').failure.message,
    'no such machine: amd46; known ones: amd64, arm64, i386, armv7, riscv64, powerpc64, powerpc64le, powerpc, mips64',
  );
  assert.deepEqual(failure('amd46').near, ['amd64']);
  assert.equal(
    failure('amd64', 'GENERC').failure.message,
    'no such kernel configuration: GENERC in sys/amd64/conf; near ones: GENERIC',
  );
  assert.equal(failure('riscv64').failure.message, 'this release has no riscv64: there is no sys/riscv/conf');
});

test('a KERNCONF of another machine is refused; the default skips it', () => {
  const files = smallKernelWith({
    'sys/mips/conf/MALTA64': 'machine mips mips64el\nident M\n',
    'sys/mips/conf/XLP64': 'machine mips mips64\nident X\ncpu MIPS\n',
    'sys/conf/Makefile.mips': '',
    'sys/conf/options.mips': 'MIPS opt_cpu.h\n',
    'sys/conf/files.mips': '',
  });
  assert.equal(failure('mips64', 'MALTA64', files).failure.message, 'MALTA64 is for mips mips64el, not for mips64');
  const configuration = configureKernel(files, treeOf(files), { arch: 'mips64' });
  assert.ok(!isFailure(configuration));
  assert.equal(configuration.kernconf, 'XLP64');
});

test('devices and options that nobody knows are problems', () => {
  const files = smallKernelWith({ 'sys/amd64/conf/ODD': 'ident ODD\noptions VIMAG\ndevice nothing\n' });
  const { problems } = configure('ODD', [], files);
  assert.deepEqual(
    problems.map(({ line, message }) => [line, message]),
    [
      [0, 'cpu type must be specified'],
      [2, 'unknown option VIMAG; near ones: VIMAGE'],
      [3, 'device nothing is unknown'],
    ],
  );
});

test('a makefile that asks what cannot be known is a problem with its line', () => {
  const files = smallKernelWith({ 'sys/conf/kern.post.mk': '_ILINKS= machine\nCFLAGS+= ${OS:Zx}\nOS!= uname -r\n' });
  assert.deepEqual(
    configure(undefined, [], files).problems.map(({ file, line, message }) => [file, line, message]),
    [
      ['sys/conf/kern.post.mk', 3, 'the output of a command is unknown: uname -r'],
      ['sys/conf/Makefile.amd64', 0, 'modifier :Zx is not understood'],
    ],
  );
});

test('a tree without config(8) files: documented defaults', () => {
  const files = new MemoryFiles({
    'freebsd/net/vnet.h': '',
    'freebsd/sys/param.h': '#define __FreeBSD_version 1300139\n',
    'freebsd/contrib/ck/include/ck.h': '',
  });
  const configuration = configure(undefined, ['INET6=0', 'nooptions SCTP', 'MINE'], files);
  assert.ok(configuration.vimage);
  assert.deepEqual(configuration.compile.includeFolders, ['<build>', 'freebsd', 'freebsd/contrib/ck/include']);
  assert.equal(configuration.build.headers.get('opt_inet6.h'), '#define INET6 0\n');
  assert.ok(!configuration.options.has('SCTP'));
  assert.ok(configuration.build.headers.get('opt_global.h')?.endsWith('#define MINE 1\n'));
  assert.equal(configuration.build.generate('opt_anything.h'), '');
  assert.deepEqual([configuration.objects.length, configuration.problems.length], [0, 1]);
});

test('F-Stack brings option headers of its own; defaults come on top', () => {
  const files = new MemoryFiles({
    'freebsd/net/vnet.h': '',
    'lib/opt/opt_global.h': '#define MUTEX_NOINLINE 1\n',
    'lib/opt/opt_inet.h': '#define INET 1\n',
    'lib/include/sys/param.h': '',
  });
  const configuration = configure(undefined, [], files);
  assert.match(configuration.build.headers.get('opt_global.h') ?? '', /^#define MUTEX_NOINLINE 1\n#define VIMAGE 1\n/);
  assert.deepEqual(configuration.compile.includeFolders, ['<build>', 'lib/include', 'freebsd']);
});

test('the report is plain, sorted data', () => {
  const report = kernconfReport(configure(), { name: '13.0-CURRENT', osreldate: 1300010 });
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  assert.equal(report.schemaVersion, 1);
  assert.deepEqual(report.devices, ['lo', 'mem']);
  assert.deepEqual(Object.keys(report.headers), [...Object.keys(report.headers)].sort());
  assert.deepEqual(report.objects[1], { object: 'init_main.o', source: 'sys/kern/init_main.c', order: 1 });
});
