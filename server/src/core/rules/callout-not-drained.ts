import type { ResourceUse } from '../flow/file-flow.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Calls from the handler to where it sets its callout again. */
const MOST_CALLS = 2;

export const rule: Rule = {
  id: 'callout-not-drained',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'callout(9)',
  summary: 'a destructor of vnets stops a callout, but does not wait for its handler, which sets it again',
  why: `callout_stop() does not wait. A handler that is running continues and sets its callout again; the next call works on a vnet that is gone. callout_drain()
waits for the handler and cancels what it set. A callout with a lock (callout_init_mtx(), _rw() or _rm()) is not reported: callout_stop() with that lock held is enough.
bc29160df3d0, which added the destructors, lists timers that continue to run as work left to do. D50386 fixed the same race in a sound driver,
whose callout was set again while its device detached. tcp_hc_destroy() and frag6_destroy() drain.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct callout, tun_timer);
#define V_tun_timer VNET(tun_timer)
static void
tun_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
	CURVNET_RESTORE();
}
static void
tun_init(const void *unused)
{
	callout_init(&V_tun_timer, 1);
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
static void
tun_uninit(const void *unused)
{
	callout_stop(&V_tun_timer);
}
VNET_SYSUNINIT(tun_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_uninit, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct callout, tun_timer);
#define V_tun_timer VNET(tun_timer)
static void
tun_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
	CURVNET_RESTORE();
}
static void
tun_init(const void *unused)
{
	callout_init(&V_tun_timer, 1);
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
static void
tun_uninit(const void *unused)
{
	callout_drain(&V_tun_timer);
}
VNET_SYSUNINIT(tun_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_uninit, NULL);
`,
  fixes: 'Writes callout_drain() if the destructor itself calls callout_stop().',
  check(context) {
    const { path, tree, report } = context;
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      if (!one.flow.resources.some(isStop) || !contexts.destructed.has(one)) continue;
      for (const stop of one.flow.resources.filter(isStop)) {
        if (stop.accessor === undefined || isHandledElsewhere(context, stop)) continue;
        const again = rearming(context, stop);
        if (again === undefined) continue;
        const isOwn = contexts.handedOver(one).some(({ registration: { kind } }) => kind === 'vnet-sysuninit');
        const length = stop.by.length;
        report(
          stop,
          `callout_stop() does not wait for ${again.handler.flow.name}, which sets ${stop.text} again: the handler may run after its vnet is destroyed`,
          'use callout_drain(), without holding a lock that the handler takes',
          {
            related: [
              {
                path: again.at.path,
                start: again.use.start,
                end: again.use.end,
                message: `${again.at.flow.name} sets it again: ${again.use.by}`,
              },
            ],
            fix: isOwn
              ? {
                  title: 'Write callout_drain()',
                  edits: [{ path, start: stop.start, end: stop.start + length, text: 'callout_drain' }],
                }
              : undefined,
          },
        );
      }
    }
  },
};

function isStop({ kind, by }: ResourceUse): boolean {
  return kind === 'callout' && by === 'callout_stop';
}

/** Some function drains it, or makes it with a lock. */
function isHandledElsewhere({ path, tree }: RuleContext, { key }: ResourceUse): boolean {
  return tree.flow
    .functions(path)
    .some(({ flow }) =>
      flow.resources.some(
        (other) =>
          other.kind === 'callout' &&
          other.key === key &&
          ((other.action === 'free' && !isStop(other)) || (other.action === 'make' && other.by !== 'callout_init')),
      ),
    );
}

interface Rearming {
  readonly handler: TreeFunction;
  readonly at: TreeFunction;
  readonly use: ResourceUse;
}

/** A handler of the callout that sets it again, itself or in what it calls. */
function rearming({ path, tree }: RuleContext, { key }: ResourceUse): Rearming | undefined {
  const sets = (one: TreeFunction): ResourceUse | undefined =>
    one.flow.resources.find((use) => use.kind === 'callout' && use.action === 'use' && use.key === key);
  for (const { handler: name, kind, start } of tree.flow.file(path)?.registrations ?? []) {
    if (kind !== 'callout') continue;
    const setter = tree.flow.functions(path).find(({ flow }) => flow.bodyStart < start && start < flow.bodyEnd);
    // What it is set on stands just before it: callout_reset(&V_x, ticks, handler, ...).
    const on = setter?.flow.resources.findLast((use) => use.kind === 'callout' && use.start < start);
    if (on?.key !== key) continue;
    for (const handler of tree.flow.resolve(path, name)) {
      let round: readonly TreeFunction[] = [handler];
      for (let calls = 0; calls <= MOST_CALLS; calls++) {
        for (const at of round) {
          const use = sets(at);
          if (use !== undefined) return { handler, at, use };
        }
        round = round.flatMap((at) => at.flow.calls.flatMap((call) => tree.flow.resolve(at.path, call.name)));
      }
    }
  }
  return undefined;
}
