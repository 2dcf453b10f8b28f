import { storySpots, type Rule } from './rule.ts';

export const rule: Rule = {
  id: 'sysinit-uses-vnet',
  category: 'Context',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a plain SYSINIT, SYSUNINIT or module event handler works on one vnet alone',
  why: `What SYSINIT registers runs once: at boot in vnet0, as curvnet is between SI_SUB_VNET and SI_SUB_VNET_DONE, and with kldload in the vnet of whoever
loads the module. Other vnets, now and later, are not touched. What each vnet needs belongs into VNET_SYSINIT.`,
  bad: `#include <sys/param.h>
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
SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
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
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      if (one.needs === undefined) continue;
      const [place] = contexts.handedOver(one).filter(({ registration: { kind } }) => kind === 'sysinit' || kind === 'sysuninit' || kind === 'module');
      if (place === undefined) continue;
      const what = one.needs.via === undefined ? `uses V_${one.needs.name}` : `calls ${one.needs.name}, which works on curvnet`;
      report(
        one.needs, `${one.flow.name} runs once for the whole kernel and ${what}: other vnets are not touched`, 'VNET_SYSINIT for what each vnet needs',
        { related: [{ path: place.path, start: place.registration.start, end: place.registration.end, message: `${one.flow.name} is handed over here: ${place.registration.via}` }, ...storySpots(tree.flow, one, 'needs')] },
      );
    }
  },
};
