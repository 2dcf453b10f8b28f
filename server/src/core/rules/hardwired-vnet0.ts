import { tokenFrom } from '../written/token-at.ts';
import { holdsWord } from '../vnet/packet-functions.ts';
import type { Rule } from './rule.ts';

/** Records among a function's parameters that know their vnet. */
const WHO_ASKS = ['thread', 'proc', 'ucred', 'socket', 'inpcb', 'ifnet', 'if_t'];

export const rule: Rule = {
  id: 'hardwired-vnet0',
  category: 'Context',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'curvnet is set to vnet0 for any caller',
  why: `vnet0 is the host's network stack. device_probe_and_attach and usb_ethernet.c set it by design, because a device attaches on behalf of no vnet; they
are not reported. If a thread, a socket or an interface is among the parameters, use its vnet. A function that tests IS_DEFAULT_VNET handles the other vnets too:
if_clone_create looks in vnet0 for what the jail's own vnet does not have.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
struct ifnet;
void tun_age(struct ifnet *ifp);
void
tun_age(struct ifnet *ifp)
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
  check(context) {
    const { path, tree, report } = context;
    // The list of vnets begins with it: net/vnet.c itself has to name it.
    if (/(^|\/)net\/vnet\.[ch]$/.test(path)) return;
    for (const { name, start, vnet0, bodyStart, bodyEnd } of tree.flow.file(path)?.functions ?? []) {
      if (vnet0.length === 0) continue;
      const { tokens } = context;
      const head = tokenFrom(tokens, start);
      if (
        !WHO_ASKS.some((word) => holdsWord(tokens, head, tokenFrom(tokens, bodyStart), word)) ||
        holdsWord(tokens, tokenFrom(tokens, bodyStart), tokenFrom(tokens, bodyEnd), 'IS_DEFAULT_VNET')
      )
        continue;
      for (const spot of vnet0)
        report(
          spot,
          `${name === '' ? 'this' : name} sets curvnet to vnet0, the host's network stack, for any caller`,
          "use the caller's vnet: TD_TO_VNET(td), so->so_vnet, ifp->if_vnet",
        );
    }
  },
};
