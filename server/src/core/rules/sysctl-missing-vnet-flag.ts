import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { accessWords, isNamedBehindPointer, isStandard, sumOverCpus } from '../vnet/sysctl-macros.ts';
import { expandedSysctl } from './expanded-sysctl.ts';
import type { Fix, Rule, RuleContext } from './rule.ts';
import type { SysctlFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'sysctl-missing-vnet-flag',
  category: 'Sysctl',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET',
  why: `Without CTLFLAG_VNET sysctl_root_handler (sys/kern/kern_sysctl.c) does not add curvnet's vnet_data_base to the address:
the sysctl reads and writes the reference copy. No running vnet, vnet0 included, ever sees the value; only vnets made later do.
Before 10.0 only the handlers of SYSCTL_VNET_* add the base.
The address of a DPCPU global is that of the reference copy in any sysctl but SYSCTL_PROC, whose handler may go over the CPUs.`,
  fixes: 'Adds the flag in front of the others; before 10.0 writes SYSCTL_VNET_*.',
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
  check(context) {
    const { facts, tree, report } = context;
    for (const written of facts.sysctls) {
      const sysctl = expandedSysctl(context, written);
      const { variable, variableSet, macro } = sysctl;
      // A handler that knows what it is given adds each CPU's offset itself.
      if (
        variable !== undefined &&
        variableSet === 'set_pcpu' &&
        tree.roles.get(/^\(*&\s*(\w+)/.exec(sysctl.pointer)?.[1] ?? '')?.role === 'name' &&
        isStandard(sysctl) &&
        macro !== 'SYSCTL_PROC' &&
        macro !== 'SYSCTL_OID' &&
        !isDisabled(context.tokens, sysctl.start)
      ) {
        report(
          sysctl.variableSpot ?? sysctl,
          `sysctl ${sysctl.leaf} reads and writes the reference copy of '${variable}', not a CPU's copy`,
          sumOverCpus(variable),
        );
        continue;
      }
      if (
        sysctl.variable === undefined ||
        sysctl.variableSet !== 'set_vnet' ||
        !/^\(*&/.test(sysctl.pointer) ||
        isNamedBehindPointer(sysctl) ||
        isWithoutVimage(context.tokens, sysctl.start)
      )
        continue;
      const at = sysctl.variableSpot ?? sysctl;
      if (!tree.ways.sysctlAddsBase) {
        const vnet = sysctl.macro.replace(/^SYSCTL_/, 'SYSCTL_VNET_');
        // A SYSCTL_PROC's handler may add the base itself.
        if (
          !isStandard(sysctl) ||
          sysctl.macro === 'SYSCTL_PROC' ||
          sysctl.macro === 'SYSCTL_OID' ||
          !tree.ways.words.has(vnet)
        )
          continue;
        report(
          at,
          `${sysctl.macro} works on the reference copy of '${sysctl.variable}', with any flags: this release's kernel does not add the vnet's base`,
          `write ${vnet}`,
          {
            fix: {
              title: `Write ${vnet}`,
              edits: [{ path: context.path, start: sysctl.start, end: sysctl.start + sysctl.macro.length, text: vnet }],
            },
          },
        );
        continue;
      }
      if (sysctl.hasVnetFlag) continue;
      const isPlain = isStandard(sysctl) && accessWords(sysctl) !== undefined;
      if (!isPlain && !isWithoutFlag(context, sysctl)) continue;
      report(
        at,
        `sysctl ${sysctl.leaf} has no CTLFLAG_VNET: it reads and writes the reference copy of '${sysctl.variable}', not the vnet's`,
        `add CTLFLAG_VNET: CTLFLAG_VNET | ${sysctl.access}`,
        { fix: losesTunable(context, sysctl) ? undefined : addFlag(context.path, written) },
      );
    }
  },
};

/**
 * What a macro of the subsystem's own, or another word among the flags, ends up as: SYSCTL_VNET_* (8 to 10) bring the
 * flag themselves.
 */
function isWithoutFlag({ path, tokens, tree }: RuleContext, sysctl: SysctlFact): boolean {
  if (isDisabled(tokens, sysctl.start)) return false;
  const line = tokens.lines.lineOf(sysctl.start) + 1;
  const oid = tree.sysctlOids(path).find((one) => one.file === path && one.line === line && one.leaf === sysctl.leaf);
  return (
    oid?.arg1?.target.kind === 'member' &&
    oid.arg1.target.set === 'set_vnet' &&
    (oid.kind & tree.ways.ctlflagVnet) === 0
  );
}

/** With the flag this release would read no tunable any more: somebody has to choose. */
function losesTunable({ tree }: RuleContext, { access }: SysctlFact): boolean {
  return tree.ways.vnetTunables === 'ignored' && /\bCTLFLAG_(RD|RW)?TUN\b/.test(access);
}

/** CTLFLAG_VNET stands in front of the others; an access of 0 is replaced. */
function addFlag(path: string, { access, accessSpot }: SysctlFact): Fix | undefined {
  if (accessSpot === undefined) return undefined;
  const edit =
    access === '0'
      ? { path, ...accessSpot, text: 'CTLFLAG_VNET' }
      : { path, start: accessSpot.start, end: accessSpot.start, text: 'CTLFLAG_VNET | ' };
  return { title: 'Add CTLFLAG_VNET', edits: [edit] };
}
