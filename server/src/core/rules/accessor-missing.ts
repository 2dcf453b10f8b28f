import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Fix, LocatedFact, Rule, RuleContext } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'accessor-missing',
  category: 'Declarations',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'V_x is used and x is a virtualized global, but the tree has no #define V_x',
  why: `VNET_DEFINE and VNET_DECLARE make no accessor: each needs its own "#define V_x VNET(x)" (sys/net/vnet.h). Without it V_x is an undeclared
name. No compiler reports it in a file that no configuration compiles.`,
  fixes: 'Writes the accessor below the definition.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
int fixture_get(void);
int
fixture_get(void)
{

	return (V_fixture_limit);
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
#define V_fixture_limit VNET(fixture_limit)
int fixture_get(void);
int
fixture_get(void)
{

	return (V_fixture_limit);
}
`,
  check(context) {
    const { facts, tokens, tree, report } = context;
    for (const [name, offsets] of facts.uses) {
      const [first] = offsets;
      if (!name.startsWith('V_') || first === undefined || tree.hasMacro(name)) continue;
      const variable = name.slice(2);
      const known = [...tree.definitions(variable, 'set_vnet'), ...tree.declarations(variable, 'set_vnet')];
      const [nearest] = [
        ...known.filter((one) => one.path === context.path),
        ...known.filter((one) => !one.path.endsWith('.c')),
        ...known,
      ];
      // Another file's static global is not meant.
      if (nearest === undefined || (nearest.path !== context.path && nearest.path.endsWith('.c'))) continue;
      if (isDisabled(tokens, first) || isWithoutVimage(tokens, first)) continue;
      report(
        { start: first, end: first + name.length },
        `'${variable}' is a virtualized global, but there is no accessor ${name}`,
        `add #define ${name} VNET(${variable}) below ${nearest.path === context.path ? 'its definition' : `'${variable}' in ${nearest.path}`}`,
        {
          related: [{ path: nearest.path, start: nearest.fact.start, end: nearest.fact.end, message: `'${variable}'` }],
          fix: addAccessor(context, name, nearest),
        },
      );
    }
  },
};

/** A line below the one on which the definition or declaration ends. */
function addAccessor(
  { tree }: RuleContext,
  accessor: string,
  { path, fact }: LocatedFact<VariableFact>,
): Fix | undefined {
  const tokens = tree.tokens(path);
  if (tokens === undefined) return undefined;
  const macro = tokenFrom(tokens, fact.macroStart);
  const close = invocationAt(tokens, macro)?.close;
  const end = close === undefined ? -1 : tokens.text.indexOf(';', tokens.end[close]);
  if (end < 0) return undefined;
  const lineEnd = tokens.text.indexOf('\n', end);
  const at = lineEnd < 0 ? tokens.text.length : lineEnd + 1;
  return {
    title: `Add #define ${accessor}`,
    edits: [{ path, start: at, end: at, text: `${lineEnd < 0 ? '\n' : ''}#define\t${accessor}\tVNET(${fact.name})\n` }],
  };
}
