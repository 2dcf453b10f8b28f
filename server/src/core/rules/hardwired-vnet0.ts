import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'hardwired-vnet0',
  category: 'Context',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'curvnet is set to vnet0, whoever asked',
  why: `vnet0 is the host's network stack. Code that always works there serves no jail: device_probe_and_attach, if_clone_create and
usb_ethernet.c do it because at attach there is nobody else to ask. Where a thread, a socket or an interface is at hand, its vnet is meant.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	CURVNET_SET(vnet0);
	V_tun_ttl--;
	CURVNET_RESTORE();
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(struct vnet *vnet);
void
tun_age(struct vnet *vnet)
{
	CURVNET_SET(vnet);
	V_tun_ttl--;
	CURVNET_RESTORE();
}
`,
  check({ path, tree, report }) {
    // The list of vnets begins with it: net/vnet.c itself has to name it.
    if (/(^|\/)net\/vnet\.[ch]$/.test(path)) return;
    for (const { vnet0 } of tree.flow.file(path)?.functions ?? []) {
      for (const spot of vnet0) report(spot, "vnet0 is the host's network stack: no jail is ever served here", 'set the vnet of the thread, the socket or the interface: TD_TO_VNET(td), so->so_vnet, ifp->if_vnet');
    }
  },
};
