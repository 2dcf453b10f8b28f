import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'curvnet-set-in-block',
  category: 'Context',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'CURVNET_SET in an inner block, CURVNET_RESTORE outside; or CURVNET_SET as an if body without braces',
  why: `CURVNET_SET is several statements with a declaration among them. If it stands in an inner block, saved_vnet is out of scope at CURVNET_RESTORE. As a
body without braces, only its first statement is conditional, and curvnet is always set. A comment in sonewconn() says:
"We cannot do conditional curvnet sets as CURVNET_SET_QUIET is a list of instructions."`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
int tun_get(struct vnet *vnet);
int
tun_get(struct vnet *vnet)
{
	int ttl;

	if (vnet != NULL)
		CURVNET_SET(vnet);
	ttl = V_tun_ttl;
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
	int ttl;

	CURVNET_SET(vnet != NULL ? vnet : curvnet);
	ttl = V_tun_ttl;
	CURVNET_RESTORE();
	return (ttl);
}
`,
  check({ path, tree, report }) {
    for (const { faults } of tree.flow.file(path)?.functions ?? []) {
      for (const { fault, start, end, other } of faults) {
        if (fault === 'set-unbraced')
          report(
            { start, end },
            'only the first statement of CURVNET_SET is conditional here: curvnet is always set',
            'set curvnet unconditionally: CURVNET_SET(condition ? vnet : curvnet)',
          );
        else if (fault === 'set-in-block')
          report(
            { start, end },
            'CURVNET_SET declares saved_vnet in this block: the CURVNET_RESTORE outside the block does not see it',
            'put CURVNET_SET and CURVNET_RESTORE into one block',
            { related: other === undefined ? [] : [{ path, ...other, message: 'restored here' }] },
          );
      }
    }
  },
};
