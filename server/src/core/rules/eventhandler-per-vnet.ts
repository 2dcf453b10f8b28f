import { isInAnyVnet } from '../flow/tree-contexts.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'eventhandler-per-vnet',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'EVENTHANDLER_REGISTER in a constructor of vnets: the handler runs once per vnet for each event',
  why: `Events do not belong to a vnet. A handler that each vnet registers is called once per vnet for each event, each time in the vnet (or none) that the event
came from. If its tag is not kept, it stays when its vnet is gone. udp_init and rip_init register for maxsockets_change in every vnet. Register once, if
IS_DEFAULT_VNET(curvnet), and go over the vnets in the handler, or use VNET_GLOBAL_EVENTHANDLER_REGISTER for events without arguments.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_max);
#define V_tun_max VNET(tun_max)
static void
tun_change(void *arg)
{
	V_tun_max++;
}
static void
tun_init(const void *unused)
{
	EVENTHANDLER_REGISTER(maxsockets_change, tun_change, NULL, EVENTHANDLER_PRI_ANY);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_max);
#define V_tun_max VNET(tun_max)
static void
tun_change(void *arg)
{
	V_tun_max++;
}
static void
tun_init(const void *unused)
{
	if (IS_DEFAULT_VNET(curvnet))
		EVENTHANDLER_REGISTER(maxsockets_change, tun_change, NULL, EVENTHANDLER_PRI_ANY);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { constructed } = tree.flow.contexts;
    for (const one of tree.flow.functions(path)) {
      const constructor = constructed.get(one);
      if (constructor === undefined) continue;
      for (const { kind, start, end, state, detail, handler } of tree.flow.file(path)?.registrations ?? []) {
        if (kind !== 'event' || start < one.flow.bodyStart || end > one.flow.bodyEnd || !isInAnyVnet(state)) continue;
        const isOfVnet = tree.flow.resolve(path, handler).some(({ needs }) => needs !== undefined);
        report(
          { start, end },
          `${handler} is registered in every vnet: each ${detail} event calls it once per vnet`,
          `register it only if IS_DEFAULT_VNET(curvnet)${isOfVnet ? ', and visit all vnets in the handler with VNET_FOREACH' : ''}`,
        );
      }
    }
  },
};
