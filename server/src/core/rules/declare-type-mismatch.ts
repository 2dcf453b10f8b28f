import { sameCanonical } from '../types/canonical-type.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'declare-type-mismatch',
  category: 'Declarations',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "a VNET_DECLARE gives another type than the variable's VNET_DEFINE",
  why: `The declaration and the definition are seen by different compilations, so nobody compares them: the accessor reads and
writes the variable as what it is not, and with another size its neighbours in set_vnet too.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(long, if_index);
#define V_if_index VNET(if_index)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DECLARE(int, if_index);
#define V_if_index VNET(if_index)
`,
  check({ path, facts, tree, report }) {
    for (const declaration of facts.declarations) {
      const definitions = tree.definitions(declaration.name, declaration.set).filter(({ fact }) => !fact.isStatic);
      // Namesakes in several files: which one is meant depends on what is linked together.
      const [definition, ...others] = definitions;
      if (definition === undefined || new Set(others.map((other) => other.path)).size > 0) continue;
      // Where the defining unit reads this file, its compiler compares them.
      if (definition.path === path || (path.endsWith('.h') && tree.unitReads(definition.path, path))) continue;
      const defined = tree.typeOf(definition.path, definition.fact);
      const declared = tree.typeOf(path, declaration);
      if (defined === undefined || declared === undefined || sameCanonical(defined.canonical, declared.canonical)) continue;
      report(
        declaration,
        `'${declaration.name}' is declared as ${declared.text}, but it is defined as ${defined.text}`,
        `declare it as it is defined, or include the header that does`,
        { related: [{ path: definition.path, start: definition.fact.start, end: definition.fact.end, message: `defined as ${defined.text}` }] },
      );
    }
  },
};
