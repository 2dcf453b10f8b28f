import { P_LPAREN } from '../lexer/punctuators.ts';
import { T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { directiveTable } from '../preprocessor/directive-table.ts';
import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule } from './rule.ts';

/**
 * Macros of sys/kernel.h, sys/mutex.h and their like that put an address into a record which is worked through once, at
 * boot or at kldload.
 */
const ONCE =
  /^((?!VNET_)\w*SYS(UN)?INIT(_FLAGS)?|TUNABLE_(INT|LONG|ULONG|QUAD|INT64|UINT64|BOOL|STR)|EVENTHANDLER_DEFINE|COUNTER_U64_DEFINE_EARLY)$/;

export const rule: Rule = {
  id: 'boot-initializer-of-vnet',
  category: 'Initial values',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'MTX_SYSINIT, SYSINIT, TUNABLE_INT or the like is given a virtualized global: it sets up one copy, once',
  why: `These macros store an address at compile time and use it once. &VNET_NAME(x) is the reference copy: no vnet's own lock is initialized, and each vnet
made later copies a lock that looks initialized already, on which mtx_init() panics. &V_x is no constant.`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, fixture_mtx);
MTX_SYSINIT(fixture_mtx, &VNET_NAME(fixture_mtx), "fixture", MTX_DEF);
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, fixture_mtx);
#define V_fixture_mtx VNET(fixture_mtx)
static void
fixture_init(void *arg)
{

	mtx_init(&V_fixture_mtx, "fixture", NULL, MTX_DEF);
}
VNET_SYSINIT(fixture_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fixture_init, NULL);
`,
  check({ tokens, tree, report }) {
    // What a macro stands for is judged where it is used, not in its #define.
    const { kind, value, directives } = tokens;
    const { lineEnd } = directiveTable(tokens);
    let d = 0;
    for (let i = 0; kind[i] !== T_EOF; i++) {
      if (i === directives[d]) {
        i = (lineEnd[d++] as number) - 1;
        continue;
      }
      // Most names are no invocation: asked first, because it is cheaper than the pattern.
      if (kind[i] !== T_IDENT || kind[i + 1] !== T_PUNCT || value[i + 1] !== P_LPAREN) continue;
      const macro = tokens.spelling(i);
      if (!ONCE.test(macro) || tree.roles.has(macro)) continue;
      const invocation = invocationAt(tokens, i);
      const first = invocation?.arguments[0];
      if (invocation === undefined || first === undefined) continue;
      for (const mention of setMentions(tokens, tree.roles, first.from, invocation.close)) {
        if (mention.kind === 'accessor' && tree.accessors(mention.text).length === 0) continue;
        if (isWithoutVimage(tokens, mention.start) || isDisabled(tokens, mention.start)) continue;
        const own = mention.set === 'set_vnet' ? 'VNET_SYSINIT' : 'SYSINIT that visits each CPU';
        const what =
          mention.kind === 'name'
            ? `works once, on the reference copy of '${mention.variable}'`
            : `cannot hold ${mention.text}, which is no constant`;
        report(
          mention,
          `${macro} ${what}; no ${mention.set === 'set_vnet' ? "vnet's" : "CPU's"} copy is set up`,
          `initialize each ${mention.set === 'set_vnet' ? "vnet's" : "CPU's"} copy in a ${own}`,
        );
      }
    }
  },
};
