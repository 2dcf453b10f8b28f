import assert from 'node:assert/strict';
import test from 'node:test';
import { listBuiltModules } from '../../../server/src/core/kernel/built-modules.ts';
import { configureKernel } from '../../../server/src/core/kernel/configure-kernel.ts';
import { configureModule, type ModuleRequest } from '../../../server/src/core/kernel/configure-module.ts';
import type {
  KernelConfiguration,
  KernelTree,
  ModuleConfiguration,
} from '../../../server/src/core/kernel/configuration.ts';
import { isFailure, type Failure } from '../../../server/src/core/kernel/failure.ts';
import { readKernelTree } from '../../../server/src/core/kernel/kernel-tree.ts';
import { listModules } from '../../../server/src/core/kernel/module-list.ts';
import { smallKernel, smallKernelWith } from '../../kit/small-kernel.ts';

function kernelOf(files = smallKernel, kernconf = 'GENERIC'): { tree: KernelTree; kernel: KernelConfiguration } {
  const tree = readKernelTree(files);
  assert.ok(!isFailure(tree));
  const kernel = configureKernel(files, tree, { arch: 'amd64', kernconf });
  assert.ok(!isFailure(kernel));
  return { tree, kernel };
}

function answer(request: ModuleRequest, files = smallKernel, kernconf = 'GENERIC'): ModuleConfiguration | Failure {
  const { tree, kernel } = kernelOf(files, kernconf);
  return configureModule(files, tree, kernel, request);
}

function configure(request: ModuleRequest, files = smallKernel, kernconf = 'GENERIC'): ModuleConfiguration {
  const module = answer(request, files, kernconf);
  assert.ok(!isFailure(module));
  return module;
}

/** A module of the small kernel whose Makefile is `makefile`. */
function withMakefile(makefile: string, others: Record<string, string> = {}): ModuleConfiguration {
  const files = smallKernelWith({ 'sys/modules/try/Makefile': makefile, ...others });
  return configure({ name: 'sys/modules/try' }, files);
}

const sourcesOf = (module: ModuleConfiguration): string[] =>
  module.objects.map(({ object, source }) => `${object} ${source}`);

test('objects in SRCS order, options of the kernel, flags, exported symbols', () => {
  const module = configure({ name: 'if_bridge' });
  assert.deepEqual(module.problems, []);
  assert.equal(module.uncertain, false);
  assert.equal(module.folder, 'sys/modules/if_bridge');
  assert.deepEqual(sourcesOf(module), ['if_bridge.o sys/net/if_bridge.c', 'bridge_inet.o sys/netinet/bridge_inet.c']);
  assert.deepEqual(module.exportSyms, ['bridge_input', 'bridge_output']);
  assert.deepEqual(module.compile, {
    includeFolders: ['<build>', 'sys'],
    defines: [
      ['BRIDGE', 'two words'],
      ['_KERNEL', '1'],
      ['KLD_MODULE', '1'],
    ],
    forcedIncludes: ['opt_global.h'],
  });
  assert.equal(module.build.headers.get('opt_inet.h'), '#define INET 1\n');
  assert.equal(module.build.links.get('machine'), 'sys/amd64/include');
  assert.match(module.build.generate('device_if.h') ?? '', /DEVICE_PROBE/);
});

test("SRCS.<option> follows the kernel's options", () => {
  assert.deepEqual(sourcesOf(configure({ name: 'if_bridge' }, smallKernel, 'GENERIC-NODEBUG')), [
    'if_bridge.o sys/net/if_bridge.c',
  ]);
});

test('built alone, only the opt_*.h that the makefiles write are there', () => {
  const module = configure({ name: 'if_bridge', withKernel: false });
  assert.deepEqual([...module.build.headers], [['opt_inet.h', '#define INET 1\n']]);
  assert.deepEqual(module.compile.forcedIncludes, []);
});

test("an opt_*.h that the module always writes itself replaces the kernel's", () => {
  const module = withMakefile(
    'KMOD=try\nSRCS=a.c opt_inet.h opt_try.h\nopt_inet.h:\n\techo \'#define INET 2\' > $@\n\techo "#define TEXT \\"x\\"" >> ${.TARGET}\n.include <bsd.kmod.mk>\n',
    { 'sys/modules/try/a.c': '' },
  );
  assert.equal(module.build.headers.get('opt_inet.h'), '#define INET 2\n#define TEXT "x"\n');
  assert.equal(module.build.headers.get('opt_try.h'), '');
});

test('.if, .for, Makefile.inc of the parent, interfaces, generated and prebuilt sources', () => {
  const module = withMakefile(
    [
      'KMOD= try',
      '.for part in one two',
      'SRCS+= try_${part}.c',
      '.endfor',
      '.if ${MACHINE_CPUARCH} == "i386"',
      'SRCS+= only_i386.c',
      '.endif',
      'SRCS+= device_if.c made.c asm.S',
      'made.c: made.in',
      '\tawk > ${.TARGET}',
      'OBJS+= blob.o',
      'EXPORT_SYMS= exports',
      '.include <bsd.kmod.mk>',
      '',
    ].join('\n'),
    {
      'sys/modules/Makefile.inc': '.PATH: ${.CURDIR}/../../try\n',
      'sys/try/try_one.c': '',
      'sys/modules/try/try_two.c': '',
      'sys/try/try_two.c': '',
      'sys/try/asm.S': '',
      'sys/modules/try/blob.o': '',
      'sys/modules/try/exports': '# symbols\ntry_start\ntry_stop\n',
    },
  );
  assert.deepEqual(module.problems, []);
  assert.deepEqual(sourcesOf(module), [
    'blob.o sys/modules/try/blob.o',
    'try_one.o sys/try/try_one.c',
    'try_two.o sys/modules/try/try_two.c',
    'device_if.o sys/kern/device_if.m',
    'made.o <build>/made.c',
    'asm.o sys/try/asm.S',
  ]);
  assert.deepEqual(module.exportSyms, ['try_start', 'try_stop']);
});

test('a rule with a compile command of its own', () => {
  const module = withMakefile(
    'KMOD=try\nSRCS=a.c b.c\na.o: a.c\n\t${CC} -c ${CFLAGS:N-D*} -DSPECIAL ${.IMPSRC}\n.include <bsd.kmod.mk>\n',
    { 'sys/modules/try/a.c': '', 'sys/modules/try/b.c': '' },
  );
  assert.deepEqual(module.objects[0]?.compile.defines, [['SPECIAL', '1']]);
  assert.equal(module.objects[1]?.compile, module.compile);
});

test('what is not understood makes the module uncertain, with its line', () => {
  const module = withMakefile('KMOD=try\nSRCS=gone.c\nWHO!= whoami\n.include <bsd.kmod.mk>\n');
  assert.ok(module.uncertain);
  assert.deepEqual(module.problems, [
    { file: 'sys/modules/try/Makefile', line: 3, message: 'the output of a command is unknown: whoami' },
    { file: 'sys/modules/try/Makefile', line: 2, message: 'no source found for gone.o: gone.c' },
  ]);
});

test('EXPORT_SYMS: YES, unset', () => {
  assert.equal(withMakefile('KMOD=try\nEXPORT_SYMS=YES\n.include <bsd.kmod.mk>\n').exportSyms, 'all');
  assert.equal(withMakefile('KMOD=try\n.include <bsd.kmod.mk>\n').exportSyms, 'none');
});

test('modules that are not there: one line with the near names', () => {
  const module = answer({ name: 'if_brige' });
  assert.ok(isFailure(module));
  assert.equal(module.failure.message, 'no such module: if_brige; near ones: if_bridge');
  const folder = answer({ name: 'sys/modules/none' });
  assert.ok(isFailure(folder));
  assert.equal(folder.failure.message, 'no Makefile in sys/modules/none');
});

test('all modules of the tree, and those this machine builds', () => {
  const files = smallKernelWith({
    'sys/modules/deep/Makefile.inc': 'KMOD= ${IMAGE}fw\n',
    'sys/modules/deep/a/Makefile': 'IMAGE= a\n.include <bsd.kmod.mk>\n',
  });
  const { tree, kernel } = kernelOf(files);
  assert.deepEqual(listModules(files, tree), [
    { name: 'afw', folder: 'sys/modules/deep/a' },
    { name: 'if_bridge', folder: 'sys/modules/if_bridge' },
    { name: 'old', folder: 'sys/modules/old' },
  ]);
  const built = listBuiltModules(files, tree, kernel);
  assert.deepEqual(
    built.modules.map((entry) => entry.name),
    ['if_bridge'],
  );
  assert.deepEqual(built.problems, []);
});
