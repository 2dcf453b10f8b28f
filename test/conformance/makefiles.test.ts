// Makefiles of modules outside a tree, held to what bmake makes of them: KMOD, objects, -I, -D, -U and -include, each
// in its order. VNETSCOPE_KERNEL_TREE and VNETSCOPE_OUTSIDE (folders, ':' between them) name real ones.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { projectFolder } from '../../server/src/host/module-folders.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { root } from '../kit/source-graph.ts';

const skip = spawnSync('bmake', ['-V', 'X']).status === 0 ? false : 'no bmake on this machine (Debian: bmake)';
const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-make-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** share/mk as far as a module's makefiles need it, in our own words. */
const SHARE = {
  'sys.mk': '.SUFFIXES: .out .a .o .c .h .S .s .m .cc .C .y .l\n',
  'bsd.kmod.mk': '.include "${SYSDIR}/conf/kmod.mk"\n',
  'bsd.init.mk': '.if exists(${.CURDIR}/../Makefile.inc)\n.include "${.CURDIR}/../Makefile.inc"\n.endif\n',
  'bsd.mkopt.mk': ['YES yes', 'NO no']
    .map((pair) => pair.split(' '))
    .map(([kind, value]) => `.for v in \${__DEFAULT_${kind ?? ''}_OPTIONS}\nMK_\${v}?= ${value ?? ''}\n.endfor\n`)
    .join(''),
  ...Object.fromEntries(
    [
      'own',
      'compiler',
      'linker',
      'sysdir',
      'obj',
      'dep',
      'links',
      'opts',
      'subdir',
      'arch.inc',
      'cpu',
      'clang-analyze',
      'prog',
      'lib',
      'dirs',
      'man',
    ].map((name) => [`bsd.${name}.mk`, '']),
  ),
};
const GIVEN = [
  'MACHINE=amd64',
  'MACHINE_ARCH=amd64',
  'MACHINE_CPUARCH=amd64',
  'COMPILER_TYPE=clang',
  'COMPILER_VERSION=220108',
  'COMPILER_FEATURES=',
  'LINKER_TYPE=lld',
  'LINKER_VERSION=220108',
  'LINKER_FEATURES=build-id',
  'MK_CTF=no',
  'MK_SSP=yes',
  'MK_INIT_ALL_ZERO=no',
  'MK_INIT_ALL_PATTERN=no',
  'MK_RETPOLINE=no',
  'MK_KERNEL_RETPOLINE=no',
  'MK_REPRODUCIBLE_BUILD=yes',
  'MK_FORMAT_EXTENSIONS=yes',
  'MK_SPLIT_KERNEL_DEBUG=yes',
  'MK_KERNEL_SYMBOLS=yes',
  'MK_BHYVE_SNAPSHOT=no',
  '__MPATH=',
  'CPUTYPE=',
  'MK_OFED=no',
  'MK_CLANG_IS_CC=no',
  'CC=cc',
  'LD=ld.lld',
];

/** Flags of interest: "-I/x", "-DA=1", "-include x", paths without what leads nowhere. */
function flagsOf(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, flag, rest = ''] = /^(-include$|-[IDU])(.*)$/.exec(words[i] ?? '') ?? [];
    if (flag === undefined) continue;
    const value = rest === '' ? (words[++i] ?? '') : rest;
    const made =
      flag === '-include'
        ? `-include ${value}`
        : flag === '-I'
          ? `-I${value}`
          : `${flag}${flag === '-D' && !value.includes('=') ? `${value}=1` : value}`;
    if (!found.includes(made) || flag !== '-I') found.push(made);
  }
  return found;
}

function byMake(
  folder: string,
  tree: string,
): { readonly kmod: string; readonly objects: readonly string[]; readonly flags: readonly string[] } {
  const share = path.join(scratch, 'mk');
  mkdirSync(share, { recursive: true });
  for (const [name, text] of Object.entries(SHARE)) writeFileSync(path.join(share, name), text);
  const args = [
    '-m',
    share,
    `SYSDIR=${tree}/sys`,
    `SRCTOP=${tree}`,
    ...GIVEN,
    '.MAKE.MAKEFILE_PREFERENCE=BSDmakefile makefile Makefile',
  ];
  // The preference counts before the command line is read, so the makefile is named.
  const makefile = ['BSDmakefile', 'makefile', 'Makefile'].find((name) => new NodeFiles(folder).isFile(name)) ?? '';
  const { stdout, stderr, status } = spawnSync(
    'bmake',
    [...args, '-f', makefile, '-V', '${KMOD}', '-V', '${OBJS}', '-V', '${CFLAGS}'],
    { cwd: folder, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  const [kmod = '', objects = '', cflags = ''] = stdout.split('\n');
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
  // Until 11 the link '@' in the build folder leads to sys.
  const named = (value: string): string =>
    path.normalize(path.resolve(folder, value.replace(/^@(?=\/|$)/, `${tree}/sys`)));
  const flags = flagsOf(words(cflags)).map((flag) =>
    flag.startsWith('-I')
      ? `-I${named(flag.slice(2))}`
      : flag.startsWith('-include ')
        ? `-include ${named(flag.slice(9))}`
        : flag,
  );
  return { kmod, objects: words(objects), flags: [...new Set(flags)] };
}

function byUs(folder: string, tree: string): ReturnType<typeof byMake> {
  const files = new NodeFiles(tree);
  files.permitted.allowFolder(projectFolder(folder));
  const workspace = openWorkspace(files, {
    arch: 'amd64',
    moduleOptions: 'own',
    outside: { folders: [folder], modulePath: [], treeNames: [tree], readable: [projectFolder(folder)] },
  });
  assert.ok(!('failure' in workspace));
  const module = workspace.module(folder);
  assert.ok(!('failure' in module), JSON.stringify(module));
  const onDisk = (name: string): string => (name === '<build>' ? folder : files.absolute(name));
  const { includeFolders, defines, forcedIncludes } = module.compile;
  const whole = (name: string): string =>
    name.startsWith('/') ? name : name.includes('/') ? files.absolute(name) : path.join(folder, name);
  return {
    kmod: module.name,
    objects: module.objects.map(({ object }) => object),
    flags: [
      ...includeFolders.map((name) => `-I${onDisk(name)}`),
      ...defines.map(([name, value]) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...forcedIncludes.map((name) => `-include ${whole(name)}`),
    ],
  };
}

/** The order within a kind decides, not that between kinds. */
const kinds = (flags: readonly string[]): unknown =>
  ['-I', '-D', '-U', '-include'].map((kind) =>
    flags.filter((flag) =>
      kind === '-I' ? flag.startsWith('-I') && !flag.startsWith('-include') : flag.startsWith(kind),
    ),
  );

function hold(folder: string, tree: string): void {
  const [ours, theirs] = [byUs(folder, tree), byMake(folder, tree)];
  assert.deepEqual([ours.kmod, ours.objects, kinds(ours.flags)], [theirs.kmod, theirs.objects, kinds(theirs.flags)]);
}

describe('the fixtures beside the sample kernel', { skip }, () => {
  for (const name of ['gauge', 'twin/gauge', 'lens', 'collection/alpha', 'collection/beta'])
    test(name, () => {
      hold(path.join(root, 'test/outside', name), path.join(root, 'test/minikernel'));
    });
});

const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? '';
const folders = (process.env['VNETSCOPE_OUTSIDE'] ?? '').split(':').filter((folder) => folder !== '');
for (const folder of folders)
  test(`${folder} with ${tree}`, { skip: tree === '' ? 'no VNETSCOPE_KERNEL_TREE' : skip }, () => {
    hold(folder, tree);
  });
