import { T_IDENT } from '../lexer/token-kinds.ts';
import { isDisabled } from '../written/conditions.ts';
import { outlineOf } from '../written/outline.ts';
import { tokenFrom } from '../written/token-at.ts';
import { firstWrite, plainNumbers } from '../vnet/plain-numbers.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import { accessWords, isWritable } from '../vnet/sysctl-macros.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';
import type { SysctlFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'sysctl-handler-uses-vnet',
  category: 'Sysctl',
  scope: 'file',
  severity: 'information',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a writable sysctl works on the vnet but lacks CTLFLAG_VNET: root of a vnet jail may not write it',
  why: `userland_sysctl() sets curvnet, so the handler works on the caller's vnet. But sysctl_root() (sys/kern/kern_sysctl.c) lets root of a vnet
jail write only oids with CTLFLAG_VNET (or CTLFLAG_PRISON): the jail cannot set its own value. A handler that also sets a plain global, as
sysctl_maxtcptw of FreeBSD 13 does, needs more than the flag: all vnets share the global, and the other vnets' copies are not updated.`,
  fixes: 'Adds the flag if the handler is given no address and sets no plain global.',
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
#define V_tun_ttl VNET(tun_ttl)
static int
tun_ttl_handler(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, &V_tun_ttl, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, tun_ttl, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, tun_ttl_handler, "I", "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
#define V_tun_ttl VNET(tun_ttl)
static int
tun_ttl_handler(SYSCTL_HANDLER_ARGS)
{

	return (sysctl_handle_int(oidp, &V_tun_ttl, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, tun_ttl, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, NULL, 0, tun_ttl_handler, "I", "Hops");
`,
  check(context) {
    const { path, facts, tokens, report } = context;
    for (const sysctl of facts.sysctls) {
      const words = accessWords(sysctl);
      if (
        sysctl.macro !== 'SYSCTL_PROC' ||
        words === undefined ||
        !isWritable(words) ||
        words.includes('CTLFLAG_VNET') ||
        words.includes('CTLFLAG_PRISON') ||
        isDisabled(tokens, sysctl.start)
      )
        continue;
      const found = useInHandler(context, sysctl);
      if (found === undefined) continue;
      const { use, shared } = found;
      const at = sysctl.accessSpot ?? sysctl;
      const used = { path, start: use.start, end: use.end, message: 'used here' };
      if (shared !== undefined) {
        // With the flag, root of a jail would set what all vnets share.
        report(
          at,
          `sysctl ${sysctl.leaf} sets '${shared.name}', which all vnets share, but works only on ${use.text} of the writer's vnet`,
          `virtualize '${shared.name}' and add CTLFLAG_VNET, or go over the vnets in the handler`,
          {
            related: [
              used,
              { path, start: shared.start, end: shared.end, message: `'${shared.name}' is written here` },
            ],
          },
        );
        continue;
      }
      const isFree = /^\(*(NULL|0)\)*$/.test(sysctl.pointer);
      report(
        at,
        `sysctl ${sysctl.leaf} works on ${use.text} of the vnet, but has no CTLFLAG_VNET: root of a vnet jail may not write it`,
        isFree
          ? 'add CTLFLAG_VNET'
          : "pass NULL to the handler and add CTLFLAG_VNET: the kernel would add the vnet's base to any other argument",
        {
          related: [used],
          fix:
            isFree && sysctl.accessSpot !== undefined
              ? {
                  title: 'Add CTLFLAG_VNET',
                  edits: [
                    { path, start: sysctl.accessSpot.start, end: sysctl.accessSpot.start, text: 'CTLFLAG_VNET | ' },
                  ],
                }
              : undefined,
        },
      );
    }
  },
};

interface HandlerUse {
  /** The first virtualized global that it uses. */
  readonly use: ReturnType<typeof setMentions>[number];
  /** A plain number of this file that it writes. */
  readonly shared: (Spot & { readonly name: string }) | undefined;
}

/** What the sysctl's handler works on, when it stands in this file; undefined where that is nothing virtualized. */
function useInHandler({ tokens, tree }: RuleContext, sysctl: SysctlFact): HandlerUse | undefined {
  const from = tokenFrom(tokens, sysctl.start);
  const to = tokenFrom(tokens, sysctl.end - 1);
  const outline = outlineOf(tokens);
  for (const { head, body } of outline) {
    if (body === undefined || head === undefined) continue;
    const handler = tokens.spelling(head.name);
    let isNamed = false;
    for (let i = from; i < to && !isNamed; i++) isNamed = tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, handler);
    const use = isNamed
      ? setMentions(tokens, tree.roles, body.from, body.to).find(
          (mention) =>
            mention.set === 'set_vnet' &&
            (mention.kind === 'accessor' ? tree.accessors(mention.text).length > 0 : mention.kind !== 'name'),
        )
      : undefined;
    if (use === undefined) continue;
    for (const number of plainNumbers(tokens, outline)) {
      const written = firstWrite(tokens, body.from, body.to, number.name);
      if (written !== undefined) return { use, shared: { name: number.name, ...written } };
    }
    return { use, shared: undefined };
  }
  return undefined;
}
