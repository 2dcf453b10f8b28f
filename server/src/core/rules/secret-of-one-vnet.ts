import { isInherited, S_ANY_VNET, type FlowCall } from '../flow/file-flow.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { runsOnce } from './runs-once.ts';
import type { Rule, RuleContext } from './rule.ts';

/** random(9), arc4random(9), and what the kernel's hashes are keyed with. */
const RANDOM = /^(arc4rand|arc4random|arc4random_buf|arc4random_uniform|read_random|read_random_uio|random|prng32)$/;

export const rule: Rule = {
  id: 'secret-of-one-vnet',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a virtualized secret is made random in one vnet only, and is zero in every other',
  why: `SYSINIT and a module's event handler run once, in one vnet. A key, a seed or an offset that only they fill with arc4rand() keeps the zero bytes of the
reference copy in every vnet that is made later: the secret is the same in each jail, and known. tcp_init() of 14 fills
V_ts_offset_secret that way (sys/netinet/tcp_subr.c), so the TCP timestamps of a jail can be guessed. Fill it in a
VNET_SYSINIT, as V_ip_id and the syncache's secrets are (syncache_init).`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(u_char, tun_secret[16]);
#define V_tun_secret VNET(tun_secret)
int tun_hash(int a);
int
tun_hash(int a)
{
	return (a ^ V_tun_secret[0]);
}
static void
tun_init(void *unused)
{
	arc4rand(&V_tun_secret, sizeof(V_tun_secret), 0);
}
SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(u_char, tun_secret[16]);
#define V_tun_secret VNET(tun_secret)
int tun_hash(int a);
int
tun_hash(int a)
{
	return (a ^ V_tun_secret[0]);
}
static void
tun_init(const void *unused)
{
	arc4rand(&V_tun_secret, sizeof(V_tun_secret), 0);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check(context) {
    const { path, tree, report } = context;
    for (const one of tree.flow.functions(path)) {
      const fills = one.flow.calls.filter(({ name, state }) => RANDOM.test(name) && isInherited(state));
      if (fills.length === 0) continue;
      const told = new Set<string>();
      for (const call of fills) {
        const accessor = filled(context, call);
        if (accessor === undefined || told.has(accessor) || !isOfOneVnet(context, one, call)) continue;
        told.add(accessor);
        const others = tree.flow.contexts.givers(accessor).filter((giver) => giver !== one);
        if (!others.every((other) => runsOnce(context, other)) || !isReadElsewhere(context, accessor, one)) continue;
        report(
          call,
          `${accessor} is made random only here, in one vnet: every other vnet has the bytes of the reference copy`,
          'fill it in a VNET_SYSINIT',
          {
            related: tree.flow.contexts
              .handedOver(one)
              .slice(0, 1)
              .map((place) => ({
                path: place.path,
                start: place.registration.start,
                end: place.registration.end,
                message: `${one.flow.name} is registered here: ${place.registration.via}`,
              })),
          },
        );
      }
    }
  },
};

/** Run once for the whole kernel; or where IS_DEFAULT_VNET was answered with yes. */
function isOfOneVnet(context: RuleContext, one: TreeFunction, { state }: FlowCall): boolean {
  if (runsOnce(context, one)) return true;
  return (state & S_ANY_VNET) === 0 && context.tree.flow.contexts.constructed.has(one);
}

/** `arc4rand(&V_x, ...)`, `V_x = arc4random();` with the definition's own zero bytes. */
function filled({ tokens, tree }: RuleContext, { start, end }: FlowCall): string | undefined {
  const statement = tokens.text.slice(tokens.text.lastIndexOf(';', start) + 1, tokens.text.indexOf(';', end));
  const accessor = /\b\w+\s*\(\s*&?\s*(V_\w+)/.exec(statement)?.[1] ?? /(V_\w+)[\w.[\]]*\s*=[^=]/.exec(statement)?.[1];
  const variable = accessor === undefined ? undefined : tree.accessors(accessor)[0]?.fact.variable;
  if (accessor === undefined || variable === undefined) return undefined;
  const definitions = tree.definitions(variable, 'set_vnet');
  return definitions.length > 0 && definitions.every(({ fact }) => fact.initializer === undefined)
    ? accessor
    : undefined;
}

/** Another function uses it. */
function isReadElsewhere({ tree }: RuleContext, accessor: string, one: TreeFunction): boolean {
  const own = tree.tokens(one.path)?.text.slice(one.flow.bodyStart, one.flow.bodyEnd) ?? '';
  return tree.useCount(accessor) > own.split(new RegExp(`\\b${accessor}\\b`)).length - 1;
}
