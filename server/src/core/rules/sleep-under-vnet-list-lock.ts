import { S_NOSLEEP, type FlowCall } from '../flow/file-flow.ts';
import { alwaysSleeps } from '../flow/sleeping-calls.ts';
import { storySpots, type Rule } from './rule.ts';

export const rule: Rule = {
  id: 'sleep-under-vnet-list-lock',
  category: 'Context',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a call that may sleep while VNET_LIST_RLOCK_NOSLEEP is held',
  why: `VNET_LIST_RLOCK_NOSLEEP is rw_rlock of vnet_rwlock (sys/net/vnet.h). A thread that sleeps with it stops every thread that makes or destroys a
vnet, and WITNESS panics. net/vnet.h: "If a caller may sleep while accessing the list, it must use the sleepable lock macros." The rule
follows calls over the whole tree.`,
  bad: `#include <sys/param.h>
#include <sys/malloc.h>
#include <net/vnet.h>
MALLOC_DEFINE(M_TUN, "tun", "tunnels");
VNET_DEFINE(void *, tun_table);
#define V_tun_table VNET(tun_table)
void tun_init(void);
void
tun_init(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_table = malloc(64, M_TUN, M_WAITOK);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  good: `#include <sys/param.h>
#include <sys/malloc.h>
#include <net/vnet.h>
MALLOC_DEFINE(M_TUN, "tun", "tunnels");
VNET_DEFINE(void *, tun_table);
#define V_tun_table VNET(tun_table)
void tun_init(void);
void
tun_init(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_table = malloc(64, M_TUN, M_WAITOK);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
`,
  check({ path, tree, report }) {
    for (const one of tree.flow.functions(path)) {
      for (const call of one.flow.calls) {
        if ((call.state & S_NOSLEEP) === 0 || call.wait === 'must-not') continue;
        const candidates = tree.flow.resolve(path, call.name);
        const [callee] = candidates;
        const isPlain = call.wait === 'may' || alwaysSleeps(call.name);
        if (!isPlain && (callee === undefined || !candidates.every(({ sleeps }) => sleeps !== undefined))) continue;
        report(
          call,
          `${named(call)} may sleep while VNET_LIST_RLOCK_NOSLEEP is held`,
          'use VNET_LIST_RLOCK() and VNET_LIST_RUNLOCK(), or call it outside the lock',
          isPlain || callee === undefined ? {} : { related: storySpots(tree.flow, callee, 'sleeps', true) },
        );
      }
    }
  },
};

function named({ name, macro }: FlowCall): string {
  return macro === undefined ? name : `${macro} (${name})`;
}
