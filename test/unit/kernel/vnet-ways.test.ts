// What a tree's own sources say about sysctls, tunables and the kernel linker; shapes as releases have them, in our
// words.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { KernelTree } from '../../../server/src/core/kernel/configuration.ts';
import { readVnetWays, type VnetWays } from '../../../server/src/core/kernel/vnet-ways.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

function ways(osreldate: number, files: Readonly<Record<string, string>>): VnetWays {
  return readVnetWays(
    new MemoryFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [`sys/${name}`, text]))),
    { sysDir: 'sys', release: { osreldate } } as KernelTree,
  );
}

const ROOT = (test: string): string =>
  `static int root(void)\n{\n\tif ((oid->kind & CTLFLAG_VNET) && owns(cred))\n\t\tpriv = 1;\n${test}\n\treturn (0);\n}\n`;
const TUNABLE = 'sysctl_load_tunable_by_oid_locked(oid);';

for (const [about, osreldate, files, wanted] of [
  [
    'handlers of their own',
    903000,
    { 'kern/kern_sysctl.c': ROOT('') },
    { sysctlAddsBase: false, vnetTunables: 'nothing', propagatesRelocated: false },
  ],
  [
    'the flag alone',
    900024,
    { 'kern/kern_sysctl.c': ROOT('\tif (oid->kind & CTLFLAG_VNET)\n\t\tVNET_SYSCTL_ARG(req, arg1);') },
    { sysctlAddsBase: true, vnetTunables: 'nothing' },
  ],
  [
    'the flag and an argument',
    1004000,
    { 'kern/kern_sysctl.c': ROOT('\tif ((oid->kind & CTLFLAG_VNET) && arg1 != NULL)\n\t\targ1 = base(arg1);') },
    { sysctlAddsBase: true, vnetTunables: 'nothing' },
  ],
  [
    'tunables passed over',
    1300000,
    {
      'kern/kern_sysctl.c': `${ROOT('')}if ((oid->kind & CTLFLAG_VNET) == 0 &&\n\t(oid->kind & CTLFLAG_TUN) != 0)\n\t${TUNABLE}`,
    },
    { vnetTunables: 'ignored' },
  ],
  [
    'tunables fetched, relocation first',
    1500000,
    { 'kern/kern_sysctl.c': TUNABLE, 'kern/kern_linker.c': 'LINKER_PROPAGATE_VNETS(lf);' },
    { vnetTunables: 'fetched', propagatesRelocated: true },
  ],
  [
    'nothing to read: by release',
    1300000,
    {},
    { sysctlAddsBase: true, vnetTunables: 'ignored', propagatesRelocated: false },
  ],
  ['nothing to read: stable/14 has neither', 1400507, {}, { vnetTunables: 'ignored', propagatesRelocated: false }],
  [
    'nothing to read, no release: the newest',
    0,
    {},
    { sysctlAddsBase: true, vnetTunables: 'fetched', propagatesRelocated: true },
  ],
  [
    'a flag of its own',
    1300000,
    { 'sys/sysctl.h': '#define CTLFLAG_VNET 0x00400000\n', 'net/vnet.h': '#if defined(KLD_MODULE)\n' },
    { ctlflagVnet: 0x400000, hasGlobalStatics: true },
  ],
] as const) {
  test(`ways of a kernel: ${about}`, () => {
    const found = ways(osreldate, files);
    assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, found[key as keyof VnetWays]])), wanted);
  });
}
