import { isInherited, type ResourceKind } from '../flow/file-flow.ts';
import { runsOnce } from './runs-once.ts';
import type { Rule } from './rule.ts';

/** What is used as what, and what makes it. */
const KINDS: Partial<Record<ResourceKind, readonly [noun: string, maker: string]>> = {
  lock: ['a lock', 'mtx_init, rw_init or sx_init'],
  callout: ['a callout', 'callout_init'],
  zone: ['a zone', 'uma_zcreate'],
  list: ['a tail queue', 'TAILQ_INIT or STAILQ_INIT'],
};

export const rule: Rule = {
  id: 'made-for-one-vnet',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary:
    'a virtualized lock, callout, zone or tail queue is initialized once, not in each vnet, or nothing makes the zone',
  why: `SYSINIT and a module's event handler initialize only one vnet's copy, vnet0's at boot. Every other vnet has the zero bytes of the reference copy: a
lock that WITNESS does not know, a callout without a CPU, a zone that is NULL. V_in6_tmpaddrtimer_ch of 12 and 13 is started for vnet0 only, so no
jail ever makes new temporary addresses. Nothing is reported if an unknown function gets the address, or assigns the variable.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, tun_mtx);
#define V_tun_mtx VNET(tun_mtx)
void tun_work(void);
void
tun_work(void)
{
	mtx_lock(&V_tun_mtx);
	mtx_unlock(&V_tun_mtx);
}
static void
tun_init(void *unused)
{
	mtx_init(&V_tun_mtx, "tun", NULL, MTX_DEF);
}
SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, tun_mtx);
#define V_tun_mtx VNET(tun_mtx)
void tun_work(void);
void
tun_work(void)
{
	mtx_lock(&V_tun_mtx);
	mtx_unlock(&V_tun_mtx);
}
static void
tun_init(const void *unused)
{
	mtx_init(&V_tun_mtx, "tun", NULL, MTX_DEF);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
static void
tun_uninit(const void *unused)
{
	mtx_destroy(&V_tun_mtx);
}
VNET_SYSUNINIT(tun_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_uninit, NULL);
`,
  check(context) {
    const { facts, tree, report } = context;
    const { contexts } = tree.flow;
    for (const definition of facts.definitions) {
      const accessor = `V_${definition.name}`;
      const [first] = contexts.users(accessor);
      const kind = first === undefined ? undefined : KINDS[first.use.kind];
      if (
        first === undefined ||
        kind === undefined ||
        definition.set !== 'set_vnet' ||
        definition.initializer !== undefined ||
        tree.definitions(definition.name, 'set_vnet').length > 1
      )
        continue;
      const used = {
        path: first.by.path,
        start: first.use.start,
        end: first.use.end,
        message: `${first.by.flow.name} uses it: ${first.use.by}`,
      };
      const makers = contexts.makers(accessor);
      const [maker] = makers;
      if (maker === undefined) {
        // What zero bytes are to a lock or a callout is uninitialized-object's, which knows the types.
        if (first.use.kind === 'zone' && !contexts.isGivenOut(accessor))
          report(
            definition,
            `${accessor} is used as ${kind[0]}, but nothing makes it: it is NULL`,
            `call ${kind[1]} in a VNET_SYSINIT`,
            { related: [used] },
          );
      } else if (
        makers.every(
          (one) =>
            runsOnce(context, one) &&
            one.flow.resources.every(
              ({ key, action, state }) => key !== accessor || action !== 'make' || isInherited(state),
            ),
        )
      ) {
        report(
          definition,
          `${accessor} is ${kind[0]} that only ${maker.flow.name} initializes, once: it stays zero in every other vnet`,
          `call ${kind[1]} in a VNET_SYSINIT`,
          {
            related: [
              ...makers.map((one) => ({
                path: one.path,
                start: one.flow.start,
                end: one.flow.end,
                message: 'it runs once for the whole kernel',
              })),
              used,
            ],
          },
        );
      }
    }
  },
};
