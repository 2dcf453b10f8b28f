import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { accessWords, isStandard } from '../vnet/sysctl-macros.ts';
import type { Fix, Rule, RuleContext } from './rule.ts';
import type { SysctlFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'sysctl-superfluous-vnet-flag',
  category: 'Sysctl',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a sysctl with CTLFLAG_VNET is given the address of a plain global: it reads and writes wild memory',
  why: `With CTLFLAG_VNET sysctl_root_handler (sys/kern/kern_sysctl.c) adds curvnet's vnet_data_base to the argument before it calls any handler (10.0
on; before, the handlers of SYSCTL_VNET_* did). The address of a virtualized global becomes that of the vnet's copy; any other address becomes a wild one.`,
  fixes: 'Removes the flag.',
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
static int tun_ttl = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &tun_ttl, 0, "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
static int tun_ttl = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_RW, &tun_ttl, 0, "Hops");
`,
  check(context) {
    const { path, facts, tokens, tree, report } = context;
    const { sysctlAddsBase, ctlflagVnet } = tree.ways;
    const told = new Set<number>();
    for (const sysctl of facts.sysctls) {
      // An argument that is no address (NULL, a number) is handed on as it is.
      const object = /^\(*&\s*([A-Za-z_]\w*)/.exec(sysctl.pointer)?.[1];
      if (
        sysctlAddsBase &&
        isStandard(sysctl) &&
        sysctl.variableSet === 'set_pcpu' &&
        sysctl.hasVnetFlag &&
        sysctl.variable !== undefined &&
        holdsVariable(sysctl) &&
        !isDisabled(tokens, sysctl.start)
      ) {
        told.add(sysctl.start);
        report(sysctl.pointerSpot ?? sysctl, message(sysctl.leaf, sysctl.variable), 'remove CTLFLAG_VNET', {
          fix: removeFlag(path, sysctl),
        });
        continue;
      }
      if (
        !sysctlAddsBase ||
        !isStandard(sysctl) ||
        object === undefined ||
        holdsVariable(sysctl) ||
        object.startsWith('V_') ||
        accessWords(sysctl)?.includes('CTLFLAG_VNET') !== true
      )
        continue;
      if (isWithoutVimage(tokens, sysctl.start) || tree.roles.has(object) || !isPlainObject(context, sysctl, object))
        continue;
      told.add(sysctl.start);
      report(
        sysctl.pointerSpot ?? sysctl,
        message(sysctl.leaf, object),
        'remove CTLFLAG_VNET, or virtualize the variable (VNET_DEFINE, &VNET_NAME)',
        { fix: removeFlag(path, sysctl) },
      );
    }
    // What macros of the subsystem's own end up as.
    if (
      !facts.sysctls.some(
        (sysctl) =>
          !told.has(sysctl.start) &&
          !isStandard(sysctl) &&
          !/^SYSCTL_(ADD_|VNET_PCPUSTAT)/.test(sysctl.macro) &&
          mayBringFlag(context, sysctl) &&
          !isDisabled(tokens, sysctl.start),
      )
    )
      return;
    for (const oid of tree.sysctlOids(path)) {
      const target = oid.arg1?.target;
      if (
        oid.file !== path ||
        !(sysctlAddsBase ? (oid.kind & ctlflagVnet) !== 0 : oid.handler?.startsWith('vnet_sysctl_handle_') === true) ||
        target?.kind !== 'object'
      )
        continue;
      const sysctl = facts.sysctls.find(
        (one) => tokens.lines.lineOf(one.start) + 1 === oid.line && !told.has(one.start),
      );
      if (sysctl === undefined) continue;
      told.add(sysctl.start);
      report(
        sysctl.pointerSpot ?? sysctl,
        message(oid.leaf, target.symbol),
        `${sysctl.macro} is for virtualized globals: use another macro, or virtualize the variable`,
      );
    }
  },
};

/** A macro of this file that doesn't speak of CTLFLAG_VNET brings none. */
function mayBringFlag({ tokens, tree }: RuleContext, { macro }: SysctlFact): boolean {
  const isOwn = new RegExp(`#[ \\t]*define[ \\t]+${macro}\\b`).test(tokens.text);
  return (
    tokens.text.includes('CTLFLAG_VNET') || !(isOwn || tree.ways.words.has(macro)) || macro.startsWith('SYSCTL_VNET_')
  );
}

/** The pointer itself names a virtualized global; its size, behind it, may too. */
function holdsVariable({ variableSpot, pointerSpot }: SysctlFact): boolean {
  return variableSpot !== undefined && pointerSpot !== undefined && variableSpot.start < pointerSpot.end;
}

/** A macro may stand for a virtualized global: where the sysctl is compiled, its oid tells. */
function isPlainObject(
  { path, tokens, tree }: RuleContext,
  { start, pointer, leaf }: SysctlFact,
  object: string,
): boolean {
  if (new RegExp(`\\b${object}\\s*\\(`).test(pointer)) return false;
  const line = tokens.lines.lineOf(start) + 1;
  const oid = tree.sysctlOids(path).find((one) => one.file === path && one.line === line && one.leaf === leaf);
  return oid === undefined || oid.arg1?.target.kind === 'object';
}

function message(leaf: string, object: string): string {
  return `sysctl ${leaf} is for a virtualized global, but '${object}' is not one: the vnet's base is added to its address`;
}

/** The flag with one of the bars beside it; a flag alone becomes 0. */
function removeFlag(path: string, { access, accessSpot }: SysctlFact): Fix | undefined {
  if (accessSpot === undefined) return undefined;
  const text = access.replace(/\bCTLFLAG_VNET\b\s*\|\s*|\s*\|\s*\bCTLFLAG_VNET\b/, '').replace(/\bCTLFLAG_VNET\b/, '0');
  return { title: 'Remove CTLFLAG_VNET', edits: [{ path, ...accessSpot, text }] };
}
