import { S_BARE_LOOP } from '../flow/file-flow.ts';
import { curvnetInLoop } from '../flow/loop-edits.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'vnet-foreach-without-curvnet',
  category: 'Context',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'the body of VNET_FOREACH uses V_x without CURVNET_SET of its vnet',
  why: `The loop only walks the list; curvnet stays what it was. Each round works on the same vnet, or on none. ipfw_nat_destroy of 2011 flushed
one vnet's NAT as often as there were vnets.`,
  fixes: 'Sets curvnet at the start of the body and restores it at its end.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		V_tun_ttl--;
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_ttl--;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  check({ path, tokens, tree, report }) {
    for (const { flow } of tree.flow.functions(path)) {
      for (const use of flow.uses) {
        if ((use.state & S_BARE_LOOP) === 0) continue;
        const loop = flow.loops.findLast(({ start }) => start < use.start);
        if (loop === undefined) continue;
        const edits = curvnetInLoop(tokens, loop);
        report(
          use,
          `V_${use.name} is that of curvnet, not of ${loop.iterator}: nothing in this VNET_FOREACH sets it`,
          `CURVNET_SET(${loop.iterator}) at the start of the body, CURVNET_RESTORE() at its end`,
          {
            related: [{ path, start: loop.start, end: loop.end, message: 'the loop over the vnets' }],
            fix:
              edits === undefined
                ? undefined
                : {
                    title: `Set curvnet to ${loop.iterator} in the body`,
                    edits: edits.map((edit) => ({ path, ...edit })),
                  },
          },
        );
      }
    }
  },
};
