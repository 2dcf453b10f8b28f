import { S_UNLOCKED, type FlowCall } from '../flow/file-flow.ts';
import { lockAround } from '../flow/loop-edits.ts';
import { alwaysSleeps } from '../flow/sleeping-calls.ts';
import type { Rule, TreeView } from './rule.ts';

const LOCKING = /\bVNET_LIST_\w*LOCK/;

export const rule: Rule = {
  id: 'vnet-foreach-without-lock',
  category: 'Context',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'VNET_FOREACH without VNET_LIST_RLOCK or VNET_LIST_RLOCK_NOSLEEP',
  why: `vnet_alloc and vnet_destroy change the list under both its locks (sys/net/vnet.c). Without one of them the loop may follow the pointers
of a vnet that was just freed. The constructors' loops of vnet_register_sysinit had this error until 13. What DDB runs is not reported, because the
rest of the kernel stands still; nor is a function that is always called with the lock held.`,
  fixes: 'Takes VNET_LIST_RLOCK_NOSLEEP around the loop if nothing in it sleeps, else VNET_LIST_RLOCK.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_ttl--;
		CURVNET_RESTORE();
	}
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
  check(context) {
    const { path, tree, report } = context;
    for (const one of tree.flow.functions(path)) {
      const { flow } = one;
      if (flow.loops.length === 0 || tree.flow.contexts.isForDebugger(one)) continue;
      const callers = tree.flow.callers(one);
      if (callers.length > 0 && callers.every(({ call }) => (call.state & S_UNLOCKED) === 0)) continue;
      for (const loop of flow.loops) {
        if (!loop.isUnlocked) continue;
        const suffix = flow.calls.some(
          (call) => call.start > loop.start && call.start < loop.bodyEnd && maySleep(tree, path, call),
        )
          ? ''
          : '_NOSLEEP';
        // Where some way takes it, that way has to be mended by hand.
        const edits = LOCKING.test(context.tokens.text.slice(flow.bodyStart, flow.bodyEnd))
          ? undefined
          : lockAround(context.tokens, loop, `VNET_LIST_RLOCK${suffix}();`, `VNET_LIST_RUNLOCK${suffix}();`);
        report(
          loop,
          'VNET_FOREACH without the lock of the list: a vnet may come or go during the loop',
          'take VNET_LIST_RLOCK_NOSLEEP() around it, or VNET_LIST_RLOCK() if it may sleep',
          {
            fix:
              edits === undefined
                ? undefined
                : {
                    title: `Take VNET_LIST_RLOCK${suffix} around the loop`,
                    edits: edits.map((edit) => ({ path, ...edit })),
                  },
          },
        );
      }
    }
  },
};

/** One function that may sleep is enough for the lock that lets it. */
function maySleep({ flow }: TreeView, path: string, { name, wait }: FlowCall): boolean {
  return wait === 'may' || alwaysSleeps(name) || flow.resolve(path, name).some(({ sleeps }) => sleeps !== undefined);
}
