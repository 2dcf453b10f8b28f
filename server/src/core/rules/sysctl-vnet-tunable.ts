import { isDisabled } from '../written/conditions.ts';
import { sysctlName, type SysctlFact } from '../vnet/file-facts.ts';
import { accessWords } from '../vnet/sysctl-macros.ts';
import { expandedSysctl } from './expanded-sysctl.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'sysctl-vnet-tunable',
  category: 'Sysctl',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'CTLFLAG_TUN on a sysctl with CTLFLAG_VNET: this release never reads the tunable',
  why: `From 11 to 14 sysctl_register_oid() (sys/kern/kern_sysctl.c) skips oids with CTLFLAG_VNET when it fetches
tunables: the value in loader.conf is silently ignored, and with CTLFLAG_RDTUN nothing can set the variable at all. Since
15 the value goes into the reference copy (110113bc086f, D39638, which came after stable/14 was branched). The rule
reads the tree's own kern_sysctl.c.`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RDTUN, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
#define V_tun_ttl VNET(tun_ttl)
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RDTUN, &VNET_NAME(tun_ttl), 0, "Hops");
static void
tun_init(void *arg)
{

	TUNABLE_INT_FETCH("net.tun_ttl", &V_tun_ttl);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check(context) {
    const { facts, tree, report } = context;
    if (tree.ways.vnetTunables !== 'ignored') return;
    for (const written of facts.sysctls) {
      const sysctl = expandedSysctl(context, written);
      const words = accessWords(sysctl);
      const flag = words?.find((word) => /^CTLFLAG_(TUN|RDTUN|RWTUN)$/.test(word));
      if (
        sysctl.variableSet === 'set_pcpu' ||
        sysctl.macro.startsWith('SYSCTL_ADD_') ||
        flag === undefined ||
        words?.includes('CTLFLAG_VNET') !== true ||
        words.includes('CTLFLAG_NOFETCH')
      )
        continue;
      if (isDisabled(context.tokens, sysctl.start) || tree.flow.contexts.isFetched(sysctlName(sysctl))) continue;
      const only =
        flag === 'CTLFLAG_RDTUN' && sysctl.variable !== undefined
          ? `, and nothing else can set '${sysctl.variable}'`
          : '';
      report(
        flagSpot(context, sysctl, flag),
        `${flag} has no effect with CTLFLAG_VNET: this release's kernel never reads the tunable ${sysctlName(sysctl)}${only}`,
        `fetch it in a VNET_SYSINIT (TUNABLE_INT_FETCH), or take ${flag === 'CTLFLAG_RWTUN' ? 'CTLFLAG_RW' : 'another flag'}`,
      );
    }
  },
};

function flagSpot(
  { tokens }: RuleContext,
  { accessSpot, start, end }: SysctlFact,
  flag: string,
): { start: number; end: number } {
  if (accessSpot === undefined) return { start, end };
  const found = tokens.text.slice(accessSpot.start, accessSpot.end).search(new RegExp(`\\b${flag}\\b`));
  if (found < 0) return accessSpot;
  const at = accessSpot.start + found;
  return { start: at, end: at + flag.length };
}
