import type { ResourceKind } from '../flow/file-flow.ts';
import { giveBackEdits } from '../flow/give-back-edits.ts';
import { isInAnyVnet } from '../flow/tree-contexts.ts';
import type { Rule } from './rule.ts';

const LOST: Partial<Record<ResourceKind, string>> = {
  lock: 'WITNESS counts it for ever',
  callout: 'it may run after its vnet is gone',
  task: 'it may run after its vnet is gone',
  interrupt: 'its handler stays after the vnet is gone',
  event: 'its handler stays after the vnet is gone',
  hook: 'it stays hooked after the vnet is gone',
};

export const rule: Rule = {
  id: 'vnet-resource-leak',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a constructor of vnets makes something that nothing gives back',
  why: `Each jail with its own network stack runs the constructors. When the jail is gone, vnet_destroy frees the variables, not what they point to. A zone, a
counter or memory leaks per jail. A callout, a task or a hook that is freed while it is set leads into freed memory. A lock that is never destroyed
stays in the reference count that WITNESS keeps of its kind. V_rt_tables and V_rtzone of 8 and 9 leaked (fixed in 10); V_dad_rwlock of nd6_nbr.c and V_ip6q of frag6.c are never destroyed. An object
counts as given back if any function of the tree gives back the same member of the same kind.`,
  fixes: 'Adds a destructor that gives it back, or a line to the destructor that is there.',
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE(struct mtx, tun_mtx);
#define V_tun_mtx VNET(tun_mtx)
static void
tun_init(const void *unused)
{
	mtx_init(&V_tun_mtx, "tun", NULL, MTX_DEF);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE(struct mtx, tun_mtx);
#define V_tun_mtx VNET(tun_mtx)
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
    const { path, tree, report } = context;
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      const constructor = contexts.constructed.get(one);
      if (constructor === undefined) continue;
      for (const resource of one.flow.resources) {
        if (
          resource.action !== 'make' ||
          resource.kind === 'list' ||
          resource.accessor === undefined ||
          !isInAnyVnet(resource.state) ||
          contexts.isGivenBack(path, resource)
        )
          continue;
        const places = contexts
          .handedOver(constructor)
          .filter(({ registration }) => registration.kind === 'vnet-sysinit')
          .slice(0, 1);
        const edits = giveBackEdits(context.tokens, tree.flow, path, places[0], resource);
        report(
          resource,
          `${resource.by} makes ${resource.text} in each vnet, but nothing gives it back: ${LOST[resource.kind] ?? 'it is lost with each vnet'}`,
          'give it back in a VNET_SYSUNINIT',
          {
            related: places.map((place) => ({
              path: place.path,
              start: place.registration.start,
              end: place.registration.end,
              message: `${constructor.flow.name} runs when a vnet is made`,
            })),
            fix:
              edits === undefined
                ? undefined
                : {
                    title: `Give ${resource.text} back in a VNET_SYSUNINIT`,
                    edits: edits.map((edit) => ({ path, ...edit })),
                  },
          },
        );
      }
    }
  },
};
