import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import { isDisabled } from '../written/conditions.ts';
import type { Rule } from './rule.ts';

/** The machinery itself, which makes the names. */
const MACHINERY = /(^|\/)(net\/vnet|sys\/pcpu)\.h$/;

export const rule: Rule = {
  id: 'raw-entry-name',
  category: 'Declarations',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'vnet_entry_x or pcpu_entry_x is named directly: it is the reference copy, and absent without VIMAGE',
  why: `The symbol names the reference copy, from which vnets are made; no vnet uses it. Without VIMAGE the variable is called x, and the file does not
compile (VNET_NAME in sys/net/vnet.h).`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
int fixture_get(void);
int
fixture_get(void)
{

	return (vnet_entry_fixture_limit);
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
  check({ path, tokens, tree, report }) {
    if (MACHINERY.test(path) || !tokens.text.includes('_entry_')) return;
    for (let i = 0; tokens.kind[i] !== T_EOF; i++) {
      if (tokens.kind[i] !== T_IDENT) continue;
      const match = /^(vnet|pcpu)_entry_(\w+)$/.exec(tokens.spelling(i));
      const [, prefix, variable] = match ?? [];
      if (variable === undefined || isDisabled(tokens, tokens.start[i] as number)) continue;
      const set = prefix === 'vnet' ? 'set_vnet' : 'set_pcpu';
      if (tree.definitions(variable, set).length + tree.declarations(variable, set).length === 0) continue;
      report(
        { start: tokens.start[i] as number, end: tokens.end[i] as number },
        `${match?.[0] ?? ''} is the reference copy of '${variable}'${set === 'set_vnet' ? ', and does not exist without VIMAGE' : ", not a CPU's copy"}`,
        set === 'set_vnet'
          ? `write V_${variable}, or VNET_NAME(${variable}) where the reference copy is meant`
          : `write DPCPU_GET(${variable}), or DPCPU_NAME(${variable}) where the reference copy is meant`,
      );
    }
  },
};
