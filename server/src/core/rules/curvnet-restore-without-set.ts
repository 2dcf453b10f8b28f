import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'curvnet-restore-without-set',
  category: 'Context',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a path reaches CURVNET_RESTORE without CURVNET_SET, or a second time',
  why: `CURVNET_RESTORE assigns the local variable that CURVNET_SET declared. A jump over the set leaves it uninitialized. A jump back to before
the restore runs it twice, and the code between works without a vnet. bootpc_init (sys/nfs/bootp_subr.c, 10 to 13) jumps
to a label between its set and its restore: the second pass reads V_ifnet with curvnet NULL.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
int tun_get(struct vnet *vnet);
int
tun_get(struct vnet *vnet)
{
	int ttl = 0;

	if (vnet == NULL)
		goto out;
	CURVNET_SET(vnet);
	ttl = V_tun_ttl;
out:
	CURVNET_RESTORE();
	return (ttl);
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
int tun_get(struct vnet *vnet);
int
tun_get(struct vnet *vnet)
{
	int ttl = 0;

	if (vnet == NULL)
		return (ttl);
	CURVNET_SET(vnet);
	ttl = V_tun_ttl;
	CURVNET_RESTORE();
	return (ttl);
}
`,
  check({ path, tree, report }) {
    for (const { faults, name } of tree.flow.file(path)?.functions ?? []) {
      for (const fault of faults) {
        if (fault.fault === 'restored-unset')
          report(
            fault,
            `CURVNET_RESTORE() without CURVNET_SET(): a path${name === '' ? '' : ` in ${name}`} reaches it with curvnet not set, or already restored`,
            'restore once on each path that has set curvnet, and on no other',
          );
      }
    }
  },
};
