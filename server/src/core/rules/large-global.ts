import { bytesText } from '../text/amounts.ts';
import { isPlainScalar } from '../vnet/type-words.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'large-global',
  category: 'Layout',
  scope: 'unit',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a virtualized global takes layout.largeBytes or more of every vnet',
  why: `Every vnet copies all of set_vnet when it is made, used or not (vnet_alloc() in sys/net/vnet.c). In a module it also takes room in modspace, which
has 32 KB (8 KB before 11). V_ip6q takes 128 KB of every vnet in FreeBSD 13; ip_mroute's tables were moved to malloc for that reason (D22443).
DPCPU globals are not reported: there may be thousands of vnets, but only as many CPUs as the machine has.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(char, fixture_table[8192]);
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(char *, fixture_table);
`,
  check({ path, facts, tree, limits, report }) {
    if (!path.endsWith('.c') || facts.definitions.every(isPlainScalar)) return;
    for (const { name, set, sizeBytes, type } of tree.members(path) ?? []) {
      if (set !== 'set_vnet' || sizeBytes === null || sizeBytes < limits.largeBytes || name === 'modspace') continue;
      const definition = facts.definitions.find((one) => one.name === name && one.set === set);
      // A PCPUSTAT array is as long as the record that userland reads: nobody can make it a pointer.
      if (definition === undefined || definition.isCounterArray) continue;
      report(
        definition,
        `'${name}' (${type}) takes ${bytesText(sizeBytes)} of every vnet`,
        'allocate it with malloc(9) when it is first needed, and keep a pointer here',
      );
    }
  },
};
