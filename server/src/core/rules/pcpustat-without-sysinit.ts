import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'pcpustat-without-sysinit',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'VNET_PCPUSTAT_DEFINE without VNET_PCPUSTAT_SYSINIT or VNET_PCPUSTAT_SYSUNINIT',
  why: `The array holds pointers to counters (sys/net/vnet.h). Without VNET_PCPUSTAT_SYSINIT they are NULL, and the first VNET_PCPUSTAT_ADD writes
through one; without VNET_PCPUSTAT_SYSUNINIT every vnet leaves its counters behind. Counters that are allocated and freed by hand are accepted.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/counter.h>
#include <net/vnet.h>
struct tunstat { uint64_t tuns_in; uint64_t tuns_out; };
VNET_PCPUSTAT_DEFINE(struct tunstat, tunstat);
VNET_PCPUSTAT_SYSINIT(tunstat);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/counter.h>
#include <net/vnet.h>
struct tunstat { uint64_t tuns_in; uint64_t tuns_out; };
VNET_PCPUSTAT_DEFINE(struct tunstat, tunstat);
VNET_PCPUSTAT_SYSINIT(tunstat);
VNET_PCPUSTAT_SYSUNINIT(tunstat);
`,
  check({ path, facts, tree, report }) {
    const { flow } = tree;
    for (const { name, set, isCounterArray, start, end } of facts.definitions) {
      if (!isCounterArray || set !== 'set_vnet') continue;
      const isMade = flow.contexts.hasCounterSysinit(name) || flow.contexts.makers(`V_${name}`).length > 0;
      const isFreed =
        flow.contexts.hasCounterSysuninit(name) ||
        flow.contexts.isGivenBack(path, { kind: 'counter', key: `V_${name}`, accessor: `V_${name}` });
      if (!isMade)
        report(
          { start, end },
          `nothing allocates the counters of ${name}: they stay NULL in every vnet`,
          `add VNET_PCPUSTAT_SYSINIT(${name}) and VNET_PCPUSTAT_SYSUNINIT(${name})`,
        );
      else if (!isFreed)
        report(
          { start, end },
          `nothing frees the counters of ${name}: they leak with each vnet`,
          `add VNET_PCPUSTAT_SYSUNINIT(${name})`,
        );
    }
  },
};
