import { roundUp, sum, type Exact } from '../abi/exact.ts';
import { bytesText } from '../text/amounts.ts';
import type { InstanceSet } from '../vnet/set-variables.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'modspace-overflow',
  category: 'Layout',
  scope: 'region',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "a module's virtualized globals do not fit in modspace, alone or beside the modules of layout.loadedModules",
  why: `A module's set_vnet is put into modspace, an array in the kernel's own set (VNET_MODMIN: 8 KB to 10, 32 KB since 11); its set_pcpu into one of
2 KB (DPCPU_MODMIN). When there is no room kldload fails with "Exec format error" (PR 206583).`,
  bad: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
/* vnetscope-ignore large-global: that is what this is about */
VNET_DEFINE_STATIC(char, fixture_table[40000]);
`,
  },
  good: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(char *, fixture_table);
`,
  },
  check(context) {
    const { path, facts, tree } = context;
    if (!path.endsWith('.c') || facts.definitions.length === 0 || tree.isCompiled(path)) return;
    for (const { name } of tree.modulesOf(path) ?? [])
      for (const set of ['set_vnet', 'set_pcpu'] as const) look(context, name, set);
  },
};

function look({ path, facts, tree, limits, report }: RuleContext, name: string, set: InstanceSet): void {
  const module = tree.moduleSet(name, set);
  const roomBytes = tree.modspaceBytes(set);
  if (module === undefined || module.sizeBytes === null || roomBytes === undefined) return;
  const beside = limits.loadedModules
    .filter((other) => other !== name)
    .map((other) => ({ name: other, sizeBytes: tree.moduleSet(other, set)?.sizeBytes ?? 0 }))
    .filter(({ sizeBytes }) => sizeBytes > 0);
  const besideBytes = beside.reduce((total: Exact, { sizeBytes }) => sum(total, roundUp(sizeBytes, tree.longBytes)), 0);
  // When the others do not fit among themselves, the finding is theirs.
  if (besideBytes > roomBytes && !limits.loadedModules.includes(name)) return;
  // vnet_data_alloc() and dpcpu_alloc() hand out multiples of a pointer's size.
  if (sum(besideBytes, roundUp(module.sizeBytes, tree.longBytes)) <= roomBytes) return;
  // It is told once for the module, at the largest of its variables.
  const largest = module.members.reduce((best, one) => ((one.sizeBytes ?? 0) > (best.sizeBytes ?? 0) ? one : best));
  const definition =
    largest.file === path ? facts.definitions.find((one) => one.name === largest.name && one.set === set) : undefined;
  if (definition === undefined) return;
  const room = set === 'set_vnet' ? 'modspace' : "set_pcpu's modspace";
  const others =
    beside.length === 0 ? '' : ` beside ${beside.map((one) => `${one.name} (${bytesText(one.sizeBytes)})`).join(', ')}`;
  report(
    definition,
    `${name}.ko needs ${bytesText(module.sizeBytes)} of the ${bytesText(roomBytes)} of ${room}${others}: it cannot be loaded. '${largest.name}' is the largest, ${bytesText(largest.sizeBytes ?? 0)}`,
    'allocate the largest with malloc(9) when it is first needed, and keep a pointer in its place',
  );
}
