import { isInAnyVnet } from '../flow/tree-contexts.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'netisr-register-per-vnet',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'netisr_register in every vnet; a protocol is registered once',
  why: `netisr_register (sys/net/netisr.c) is for the whole kernel: it asserts that the protocol is not there yet, from 12 on also that curvnet is vnet0.
A constructor that calls it in every vnet panics with the first jail, or registers twice without INVARIANTS. From 12 on the other vnets call netisr_register_vnet.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
struct netisr_handler { int nh_proto; };
void netisr_register(const struct netisr_handler *nhp);
void netisr_register_vnet(const struct netisr_handler *nhp);
static struct netisr_handler tun_nh;
static void
tun_init(const void *unused)
{
	netisr_register(&tun_nh);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
struct netisr_handler { int nh_proto; };
void netisr_register(const struct netisr_handler *nhp);
void netisr_register_vnet(const struct netisr_handler *nhp);
static struct netisr_handler tun_nh;
static void
tun_init(const void *unused)
{
	if (!IS_DEFAULT_VNET(curvnet)) {
		netisr_register_vnet(&tun_nh);
		return;
	}
	netisr_register(&tun_nh);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { constructed } = tree.flow.contexts;
    const others =
      tree.flow.resolve('', 'netisr_register_vnet').length > 0 ? ', and netisr_register_vnet() in the other vnets' : '';
    for (const one of tree.flow.functions(path)) {
      const constructor = constructed.get(one);
      if (constructor === undefined) continue;
      for (const call of one.flow.calls) {
        if (call.name === 'netisr_register' && isInAnyVnet(call.state))
          report(
            call,
            `${one.flow.name} calls netisr_register() in every vnet, but a protocol is registered once for the whole kernel`,
            `call netisr_register() only if IS_DEFAULT_VNET(curvnet)${others}`,
          );
      }
    }
  },
};
