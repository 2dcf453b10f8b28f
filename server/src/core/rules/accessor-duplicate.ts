import { areTwins, isDisabled } from '../written/conditions.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'accessor-duplicate',
  category: 'Declarations',
  scope: 'unit',
  severity: 'hint',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'an accessor V_x is defined more than once',
  why: `C allows the same #define twice (C17 6.10.3p2) as long as both are equal. If only one of them is changed, the other reaches the old
variable. Keep the declaration and the accessor in one header.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
#define V_fixture_limit VNET(fixture_limit)
#define V_fixture_limit VNET(fixture_limit)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
#define V_fixture_limit VNET(fixture_limit)
`,
  check({ path, facts, tokens, tree, report }) {
    for (const accessor of facts.accessors) {
      if (accessor.set !== 'set_vnet' || isDisabled(tokens, accessor.start)) continue;
      const other = tree.accessors(accessor.name).find((one) => {
        if (one.path === path)
          return one.fact.start < accessor.start && !areTwins(tokens, one.fact.start, accessor.start);
        // A source that reads the header has it already; two files that never meet may each have a variable of the
        // name.
        return path.endsWith('.c') && one.path.endsWith('.h') && tree.unitReads(path, one.path);
      });
      if (other === undefined) continue;
      const isOwn =
        other.path !== path && facts.definitions.some(({ name, isStatic }) => isStatic && name === accessor.variable);
      report(
        accessor,
        `${accessor.name} is defined in ${other.path === path ? 'this file' : other.path} already`,
        isOwn ? `remove the one in ${other.path}: '${accessor.variable}' is static here` : 'remove this one',
        {
          related: [{ path: other.path, start: other.fact.start, end: other.fact.end, message: 'defined here first' }],
        },
      );
    }
  },
};
