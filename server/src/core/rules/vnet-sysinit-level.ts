import type { Rule } from './rule.ts';

/** __FreeBSD_version of 14.0: CTASSERT in VNET_SYSINIT. */
const REFUSES_LATE = 1_400_000;

export const rule: Rule = {
  id: 'vnet-sysinit-level',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'VNET_SYSINIT or VNET_SYSUNINIT at a subsystem before there is a vnet, or after SI_SUB_VNET_DONE',
  why: `vnet0 is made at SI_SUB_VNET, SI_ORDER_FIRST (sys/net/vnet.c). A constructor that is registered at or before it has no vnet to run in:
vnet_register_sysinit panics with "vnet sysinit too early". From 14 on the same CTASSERT also refuses levels after SI_SUB_VNET_DONE, where
vnet_if_return has returned the interfaces.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	V_tun_ttl = 64;
}
VNET_SYSINIT(tun_init, SI_SUB_KLD, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	V_tun_ttl = 64;
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { levels } = tree.flow;
    const first = levels.named('SI_SUB_VNET');
    const last = levels.named('SI_SUB_VNET_DONE');
    for (const { kind, start, end, detail, via } of tree.flow.file(path)?.registrations ?? []) {
      if (kind !== 'vnet-sysinit' && kind !== 'vnet-sysuninit') continue;
      const level = levels.evaluate(detail, path);
      if (level === undefined) continue;
      if (first !== undefined && level <= first)
        report(
          { start, end },
          `${via} at ${detail} comes before there is a vnet: vnet0 is made at SI_SUB_VNET`,
          'use a subsystem between SI_SUB_VNET and SI_SUB_VNET_DONE',
        );
      else if (last !== undefined && level > last && tree.release.osreldate >= REFUSES_LATE)
        report(
          { start, end },
          `${via} at ${detail} comes after SI_SUB_VNET_DONE: net/vnet.h refuses to compile it`,
          'use a subsystem up to SI_SUB_VNET_DONE',
        );
    }
  },
};
