import type { Fix, Rule, SysctlFact } from './rule.ts';

/** sys/sys/sysctl.h names that an access argument may hold; another word may be a macro that brings the flag itself. */
const KNOWN_WORD = /^(CTLFLAG_\w+|CTLTYPE_\w+|0)$/;

export const rule: Rule = {
  id: 'sysctl-missing-vnet-flag',
  category: 'Sysctl',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET',
  why: `Without CTLFLAG_VNET sysctl_root_handler (sys/kern/kern_sysctl.c) doesn't add curvnet's vnet_data_base to the address:
the sysctl reads and writes the reference copy. No running vnet, vnet0 included, ever sees the value; only vnets made later do.`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  fixes: 'Adds the flag in front of the others.',
  check({ path, facts, report }) {
    for (const sysctl of facts.sysctls) {
      // SYSCTL_VNET_* (8 to 10) add the flag themselves; a subsystem's own SYSCTL_ wrapper may too.
      if (sysctl.variable === undefined || sysctl.variableSet !== 'set_vnet' || sysctl.hasVnetFlag || !STANDARD.test(sysctl.macro)) continue;
      const words = sysctl.access.split(/[\s|()]+/).filter((word) => word !== '');
      if (words.length === 0 || !words.every((word) => KNOWN_WORD.test(word))) continue;
      report(
        sysctl.variableSpot ?? sysctl,
        `sysctl ${sysctl.leaf} has no CTLFLAG_VNET: it reads and writes the reference copy of '${sysctl.variable}', not the vnet's`,
        `add CTLFLAG_VNET: CTLFLAG_VNET | ${sysctl.access}`,
        { fix: addFlag(path, sysctl) },
      );
    }
  },
};

/** CTLFLAG_VNET stands in front of the others; an access of 0 is replaced. */
function addFlag(path: string, { access, accessSpot }: SysctlFact): Fix | undefined {
  if (accessSpot === undefined) return undefined;
  const edit = access === '0' ? { path, ...accessSpot, text: 'CTLFLAG_VNET' } : { path, start: accessSpot.start, end: accessSpot.start, text: 'CTLFLAG_VNET | ' };
  return { title: 'Add CTLFLAG_VNET', edits: [edit] };
}

/** The macros of sys/sys/sysctl.h that take a pointer, in every release. */
const STANDARD = /^SYSCTL_(INT|UINT|LONG|ULONG|QUAD|UQUAD|S8|U8|S16|U16|S32|U32|S64|U64|BOOL|STRING|CONST_STRING|STRUCT|OPAQUE|PROC|COUNTER_U64|COUNTER_U64_ARRAY|UMA_MAX|UMA_CUR|UAUTO|AUTO|SBINTIME_USEC|SBINTIME_MSEC|TIMEVAL_SEC|OID)$/;
