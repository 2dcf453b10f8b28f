import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'accessor-names-other',
  category: 'Declarations',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'an accessor V_x reaches another variable than x, though x exists',
  why: `#define V_x VNET(y) compiles: readers of V_x silently work on y. It comes from copying the line above and changing one of its two names.`,
  fixes: 'Writes the variable that the accessor is named after.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
VNET_DEFINE(int, v2enable) = 1;
#define V_v1enable VNET(v1enable)
#define V_v2enable VNET(v1enable)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
VNET_DEFINE(int, v2enable) = 1;
#define V_v1enable VNET(v1enable)
#define V_v2enable VNET(v2enable)
`,
  check({ path, facts, tree, report }) {
    for (const accessor of facts.accessors) {
      if (accessor.set !== 'set_vnet' || !accessor.name.startsWith('V_')) continue;
      const own = accessor.name.slice(2);
      if (own === accessor.variable) continue;
      // A deliberate second name (V_rt_numfibs for _rt_numfibs) has no variable of its own.
      const [meant] = tree.definitions(own, accessor.set);
      if (meant === undefined) continue;
      report(
        accessor.variableSpot,
        `${accessor.name} reaches '${accessor.variable}', but '${own}' is a virtualized global of its own`,
        `write ${accessor.macro}(${own})`,
        {
          related: [
            { path: meant.path, start: meant.fact.start, end: meant.fact.end, message: `'${own}' is defined here` },
          ],
          fix: { title: `Write ${accessor.macro}(${own})`, edits: [{ path, ...accessor.variableSpot, text: own }] },
        },
      );
    }
  },
};
