// Behaviours of a release as its own code shows them; the snippets are ours, in the words that the kernel's code uses.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { ReleaseProfile } from '../../../server/src/core/kernel/release-profile.ts';
import { readReleaseProfile } from '../../../server/src/core/kernel/read-release-profile.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

function profile(texts: Readonly<Record<string, string>>, osreldate = 1_300_010, arch = 'amd64'): ReleaseProfile {
  return readReleaseProfile(
    new MemoryFiles(texts),
    { sysDir: 'sys', release: { name: '', osreldate }, problems: [] },
    arch,
  );
}

interface Case {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly arch?: string;
  readonly pick: (profile: ReleaseProfile) => {
    readonly value: unknown;
    readonly evidence: { readonly file: string; readonly line: number } | undefined;
  };
  readonly value: unknown;
  readonly line: number | undefined;
}

const cases: readonly Case[] = [
  {
    name: 'modules are copied before relocation',
    file: 'kern/link_elf_obj.c',
    text: '\n\nvnet_data_copy(base, size);',
    pick: (p) => p.propagation,
    value: 'before-relocation',
    line: 3,
  },
  {
    name: 'and after it',
    file: 'kern/kern_linker.c',
    text: '\nLINKER_PROPAGATE_VNETS(lf);',
    pick: (p) => p.propagation,
    value: 'after-relocation',
    line: 2,
  },
  {
    name: 'a comment is no evidence',
    file: 'kern/kern_linker.c',
    text: '/* LINKER_PROPAGATE_VNETS */',
    pick: (p) => p.propagation,
    value: 'before-relocation',
    line: undefined,
  },
  {
    name: 'a line break is no hindrance',
    file: 'net/vnet.c',
    text: 'size = roundup2(size,\n    sizeof(void *));',
    pick: (p) => p.allocationUnit,
    value: 'pointer',
    line: 1,
  },
  {
    name: 'the widest alignment',
    file: 'net/vnet.c',
    text: '#define VNET_DATAALIGN _Alignof(__max_align_t)',
    pick: (p) => p.allocationUnit,
    value: 'max_align_t',
    line: 1,
  },
  {
    name: 'the successor is not tested',
    file: 'net/vnet.c',
    text: 'void vnet_data_free(void *a, int n) {\n dn = TAILQ_NEXT(df, link);\n if (df->start + df->len == dn->start) merge();\n}',
    pick: (p) => p.freeTestsSuccessor,
    value: false,
    line: 2,
  },
  {
    name: 'the successor is tested',
    file: 'net/vnet.c',
    text: 'void vnet_data_free(void *a, int n) {\n dn = TAILQ_NEXT(df, link);\n if (dn != NULL && df->start + df->len == dn->start) merge();\n}',
    pick: (p) => p.freeTestsSuccessor,
    value: true,
    line: 3,
  },
  {
    name: 'vnet_state',
    file: 'net/vnet.c',
    text: 'curvnet->vnet_state = vs->subsystem;',
    pick: (p) => p.tracksState,
    value: true,
    line: 1,
  },
  {
    name: 'no vnet_state in a file that is there',
    file: 'net/vnet.c',
    text: 'int x;',
    pick: (p) => p.tracksState,
    value: false,
    line: undefined,
  },
  {
    name: 'interfaces go home in vnet_destroy',
    file: 'net/vnet.c',
    text: 'if_vmove(ifp, ifp->if_home_vnet);',
    pick: (p) => p.interfaceReturn,
    value: 'vnet_destroy',
    line: 1,
  },
  {
    name: 'padding is looked for',
    file: 'kern/link_elf.c',
    text: '#define LS_PADDING 0x90909090\nstatic int parse_dpcpu(elf_file_t ef) {\n#if defined(__i386__)\n}',
    arch: 'i386',
    pick: (p) => p.setPadding,
    value: 0x90909090,
    line: 1,
  },
  {
    name: 'on i386 alone',
    file: 'kern/link_elf.c',
    text: '#define LS_PADDING 0x90909090\nstatic int parse_dpcpu(elf_file_t ef) {\n#if defined(__i386__)\n}',
    arch: 'arm64',
    pick: (p) => p.setPadding,
    value: undefined,
    line: 1,
  },
  {
    name: 'the base is added for every handler',
    file: 'kern/kern_sysctl.c',
    text: 'arg1 = (void *)(curvnet->vnet_data_base + (uintptr_t)arg1);',
    pick: (p) => p.sysctlBase,
    value: 'root-handler',
    line: 1,
  },
  {
    name: 'only by the handlers of SYSCTL_VNET_INT and its kin',
    file: 'kern/kern_sysctl.c',
    text: 'int x;',
    pick: (p) => p.sysctlBase,
    value: 'vnet-handlers',
    line: undefined,
  },
  {
    name: 'tunables of virtualized globals are ignored',
    file: 'kern/kern_sysctl.c',
    text: 'sysctl_load_tunable_by_oid_locked(oidp);\nif ((oidp->oid_kind & CTLFLAG_VNET) == 0 &&\n    x)',
    pick: (p) => p.vnetTunables,
    value: 'ignored',
    line: 2,
  },
  {
    name: 'or fetched',
    file: 'kern/kern_sysctl.c',
    text: 'if ((oidp->oid_kind & CTLFLAG_VNET) == 0)\n once();\nsysctl_load_tunable_by_oid_locked(oidp);',
    pick: (p) => p.vnetTunables,
    value: 'reference-copy',
    line: 3,
  },
  {
    name: 'mi_startup exchanges',
    file: 'kern/init_main.c',
    text: 'save = *sipp; *sipp = *xipp; *xipp = save;',
    pick: (p) => p.sysinitSort,
    value: 'exchange',
    line: 1,
  },
  {
    name: 'mi_startup merges',
    file: 'kern/init_main.c',
    text: 'static STAILQ_HEAD(sysinitlist, sysinit) sysinit_list;',
    pick: (p) => p.sysinitSort,
    value: 'stable',
    line: 1,
  },
  {
    name: 'a message in pieces',
    file: 'kern/link_elf_obj.c',
    text: 'printf("%s: vnet module space is out "\n "of space; cannot allocate %#jx "\n "for %s\\n", a);',
    pick: (p) => p.messages.objectOutOfSpace,
    value: '%s: vnet module space is out of space; cannot allocate %#jx for %s\n',
    line: 1,
  },
  {
    name: 'the user has a reference to the kernel file',
    file: 'kern/kern_linker.c',
    text: 'static void\nlinker_preload_finish(void *arg)\n{ lf->userrefs++; }',
    pick: (p) => p.kernelHasUserref,
    value: true,
    line: 2,
  },
  {
    name: 'or to preloaded files alone',
    file: 'kern/kern_linker.c',
    text: 'static void\nlinker_preload(void *arg)\n{ lf->userrefs++; }',
    pick: (p) => p.kernelHasUserref,
    value: false,
    line: undefined,
  },
  {
    name: 'a module whose name is taken',
    file: 'kern/kern_module.c',
    text: 'printf("%s: cannot register %s from %s; already "\n "loaded from %s\\n", a);',
    pick: (p) => p.messages.moduleTaken,
    value: '%s: cannot register %s from %s; already loaded from %s\n',
    line: 1,
  },
  {
    name: 'a module whose name is taken, in the words of 9',
    file: 'kern/kern_module.c',
    text: '\nprintf("module_register: module %s already exists!\\n", a);',
    pick: (p) => p.messages.moduleTaken,
    value: 'module_register: module %s already exists!\n',
    line: 2,
  },
  {
    name: 'the assertion of vnet_destroy',
    file: 'net/vnet.c',
    text: 'KASSERT(n == 0,\n    ("%s: vnet still has sockets", __func__));',
    pick: (p) => p.messages.stillHasSockets,
    value: '%s: vnet still has sockets',
    line: 2,
  },
];

describe('behaviours are read from the tree', () => {
  for (const { name, file, text, arch, pick, value, line } of cases) {
    test(name, () => {
      const found = pick(profile({ [`sys/${file}`]: text }, 1_300_010, arch));
      assert.deepEqual(
        [found.value, found.evidence],
        [value, line === undefined ? undefined : { file: `sys/${file}`, line }],
      );
    });
  }
});

test('without the files a release has its own defaults, and no evidence', () => {
  const defaults = (osreldate: number): readonly unknown[] => {
    const { propagation, tracksState, sysctlBase, vnetTunables, interfaceReturn, sysinitSort } = profile({}, osreldate);
    assert.ok(
      [propagation, tracksState, sysctlBase, vnetTunables, interfaceReturn, sysinitSort].every(
        ({ evidence }) => evidence === undefined,
      ),
    );
    return [propagation, tracksState, sysctlBase, vnetTunables, interfaceReturn, sysinitSort].map(({ value }) => value);
  };
  assert.deepEqual(defaults(903_000), [
    'before-relocation',
    false,
    'vnet-handlers',
    'none',
    'vnet_destroy',
    'exchange',
  ]);
  assert.deepEqual(defaults(1_004_000), [
    'before-relocation',
    false,
    'root-handler',
    'ignored',
    'vnet_destroy',
    'exchange',
  ]);
  assert.deepEqual(defaults(1_201_000), [
    'before-relocation',
    true,
    'root-handler',
    'ignored',
    'sysuninit',
    'exchange',
  ]);
  // kern_sysctl.c, kern_linker.c and init_main.c of stable/14 (1400507).
  assert.deepEqual(defaults(1_400_507), ['before-relocation', true, 'root-handler', 'ignored', 'sysuninit', 'stable']);
  assert.deepEqual(defaults(1_500_000), [
    'after-relocation',
    true,
    'root-handler',
    'reference-copy',
    'sysuninit',
    'stable',
  ]);
});

test('a release that nobody has looked at: what is there in another form is named, what is known or absent is not', () => {
  const texts = {
    'sys/net/vnet.c':
      'void *\nvnet_data_alloc(int size)\n{\n\tsize = align_up(size);\n}\nvoid\nvnet_data_free(void *start_arg, int size)\n{\n\tdn = TAILQ_NEXT(df, vnd_link);\n}\n',
  };
  assert.deepEqual(profile(texts, 1_500_023).unrecognized, ['what vnet_data_alloc() rounds sizes up to']);
  assert.deepEqual(profile(texts, 1_400_507).unrecognized, []);
  assert.deepEqual(profile({}, 1_500_023).unrecognized, []);
});
