import { isInAnyVnet } from '../flow/tree-contexts.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'vnet-foreach-in-constructor',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'VNET_FOREACH in a constructor of vnets: the vnet that is being made is not on the list yet',
  why: `vnet_alloc (sys/net/vnet.c) runs the constructors before it puts the vnet on the list: the loop visits every vnet but the new one, and
repeats for the others what their own constructors did. A constructor sets up its own vnet, curvnet.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_ttl = 64;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	V_tun_ttl = 64;
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { constructed } = tree.flow.contexts;
    for (const one of tree.flow.functions(path)) {
      const constructor = constructed.get(one);
      // What lies behind calls into other files is asked for by others, too.
      if (constructor === undefined || constructor.path !== path) continue;
      for (const loop of one.flow.loops) {
        if (isInAnyVnet(loop.state))
          report(
            loop,
            `${constructor.flow.name} runs while a vnet is made: that vnet is not on the list yet`,
            'initialize only curvnet: the constructor runs in each vnet',
          );
      }
    }
  },
};
