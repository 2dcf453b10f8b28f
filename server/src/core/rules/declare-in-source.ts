import { isDisabled } from '../written/conditions.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'declare-in-source',
  category: 'Declarations',
  scope: 'file',
  severity: 'off',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a source declares what another source defines; a header should',
  why: `The compiler compares a VNET_DECLARE with its VNET_DEFINE only if one compilation sees both. A declaration in another source can give a wrong type
unnoticed: net/if_debug.c of FreeBSD 13 reads ifindex_table as an array of another struct.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, if_index);
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, fixture_own);
VNET_DEFINE(int, fixture_own);
`,
  check({ path, facts, tokens, tree, report }) {
    if (!path.endsWith('.c')) return;
    for (const declaration of facts.declarations) {
      const definitions = tree.definitions(declaration.name, declaration.set);
      const [other] = definitions;
      if (other === undefined || definitions.some((one) => one.path === path) || isDisabled(tokens, declaration.start))
        continue;
      report(
        declaration,
        `this source declares '${declaration.name}', which ${other.path} defines: no compilation compares the two`,
        'declare it in a header that both include',
        { related: [{ path: other.path, start: other.fact.start, end: other.fact.end, message: 'defined here' }] },
      );
    }
  },
};
