import { isDisabled } from '../written/conditions.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'declared-never-defined',
  category: 'Declarations',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a virtualized global is declared and used, and nothing in the tree defines it',
  why: `The kernel does not link, or, if only a module uses it, kldload fails with "symbol vnet_entry_x undefined". The declaration is left over from a
variable that was renamed, or whose file was removed.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, fixture_gone);
#define V_fixture_gone VNET(fixture_gone)
int fixture_get(void);
int
fixture_get(void)
{

	return (V_fixture_gone);
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, fixture_there);
#define V_fixture_there VNET(fixture_there)
VNET_DEFINE(int, fixture_there) = 1;
int fixture_get(void);
int
fixture_get(void)
{

	return (V_fixture_there);
}
`,
  check(context) {
    const { facts, tokens, tree, report } = context;
    for (const declaration of facts.declarations) {
      const { name, set } = declaration;
      if (tree.definitions(name, set).length > 0 || isDisabled(tokens, declaration.start) || !isInTree(context))
        continue;
      const used = [name, ...tree.accessorsOf(name, set).map(({ fact }) => fact.name)].find(
        (one) => tree.useCount(one) > 0,
      );
      if (used === undefined) continue;
      report(
        declaration,
        `'${name}' is declared and used as ${used}, but nothing in this tree defines it`,
        `define it, or remove the declaration and its uses`,
      );
    }
  },
};

/** A module outside the tree may be one of several that are not here. */
function isInTree({ path }: RuleContext): boolean {
  return !path.startsWith('/');
}
