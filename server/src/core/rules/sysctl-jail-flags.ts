import { isDisabled } from '../written/conditions.ts';
import { invocationAt, tokensText } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import { accessWords, isWritable } from '../vnet/sysctl-macros.ts';
import { sysctlName, type SysctlFact } from '../vnet/file-facts.ts';
import { addTo } from '../collections/multimap.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Of SYSCTL_PROC and SYSCTL_VNET_PROC: parent, number, name, access, argument, its length, handler. */
const HANDLER_ARGUMENT = 6;

/** Says that a jail may write it: in its own vnet, or about its own prison. */
const OF_JAIL = /^CTLFLAG_(VNET|PRISON)$/;

export const rule: Rule = {
  id: 'sysctl-jail-flags',
  category: 'Sysctl',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a sysctl that may be written lacks the CTLFLAG_VNET or CTLFLAG_PRISON that others with its handler have',
  why: `sysctl_root() refuses a write by root of a jail unless the sysctl has CTLFLAG_PRISON, or CTLFLAG_VNET and the jail its own vnet
(sys/kern/kern_sysctl.c). Sysctls that share a handler differ in which value it sets, and are meant for the same users: kern.hostname,
kern.domainname and kern.hostuuid are all served by sysctl_hostname(), each with CTLFLAG_PRISON (sys/kern/kern_mib.c). The one without is refused in a jail
with EPERM. Sysctls that are handed the address of a variable are not compared: that variable may be the whole kernel's.`,
  bad: `#include <sys/param.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fixture_low, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, NULL, 0, sysctl_fixture, "I", "");
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fixture_high, CTLTYPE_INT | CTLFLAG_RW, NULL, 1, sysctl_fixture, "I", "");
VNET_DEFINE(int, fixture_value);
`,
  good: `#include <sys/param.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fixture_low, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, NULL, 0, sysctl_fixture, "I", "");
SYSCTL_PROC(_net_inet_ip, OID_AUTO, fixture_high, CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_VNET, NULL, 1, sysctl_fixture, "I", "");
VNET_DEFINE(int, fixture_value);
`,
  check(context) {
    const { path, facts, report } = context;
    const byHandler = new Map<string, Row[]>();
    for (const fact of facts.sysctls) {
      const row = rowOf(context, fact);
      if (row !== undefined) addTo(byHandler, row.handler, row);
    }
    for (const rows of byHandler.values()) {
      const other = rows.find(({ flag }) => flag !== undefined);
      if (other?.flag === undefined) continue;
      for (const { fact, flag } of rows) {
        if (flag !== undefined) continue;
        report(
          fact.accessSpot ?? fact,
          `sysctl ${fact.leaf} has no ${other.flag}, but ${sysctlName(other.fact)} has it and the same handler: a jail may write only the other`,
          `add ${other.flag}, or say why only the host may write it: /* vnetscope-ignore sysctl-jail-flags: reason */`,
          {
            related: [
              { path, start: other.fact.start, end: other.fact.end, message: `${sysctlName(other.fact)} has it` },
            ],
          },
        );
      }
    }
  },
};

interface Row {
  readonly fact: SysctlFact;
  readonly handler: string;
  readonly flag: string | undefined;
}

/** A sysctl that may be written and is told by a number, or an offset, what it stands for. */
function rowOf({ tokens }: RuleContext, fact: SysctlFact): Row | undefined {
  const words = /^SYSCTL_(VNET_)?PROC$/.test(fact.macro) ? accessWords(fact) : undefined;
  if (words === undefined || !isWritable(words) || isDisabled(tokens, fact.start)) return undefined;
  if (!/^\(*(\(void \*\))?(NULL|0|\d+|\(?(offsetof|__offsetof)\b.*)\)*$/.test(fact.pointer)) return undefined;
  const invocation = invocationAt(tokens, tokenFrom(tokens, fact.start));
  const argument = invocation?.arguments[HANDLER_ARGUMENT];
  if (argument === undefined) return undefined;
  const flag = fact.macro === 'SYSCTL_VNET_PROC' ? 'CTLFLAG_VNET' : words.find((word) => OF_JAIL.test(word));
  return { fact, handler: tokensText(tokens, argument.from, argument.to), flag };
}
