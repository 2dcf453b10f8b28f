import { T_IDENT } from '../lexer/token-kinds.ts';
import { isDisabled } from '../written/conditions.ts';
import { outlineOf } from '../written/outline.ts';
import { tokenFrom } from '../written/token-at.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { SysctlFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'sysctl-double-base',
  category: 'Sysctl',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: "the vnet's base is added twice to the argument of a sysctl",
  why: `Since 10.0 the kernel adds curvnet's vnet_data_base to the argument of every oid with CTLFLAG_VNET before it calls the handler
(sysctl_root_handler in sys/kern/kern_sysctl.c). A handler that adds it again, with VNET_SYSCTL_ARG or by hand, works on a wild address; so does an oid
that is registered at run time with CTLFLAG_VNET and &V_x, which is the vnet's address already.`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
static int
tun_ttl_handler(SYSCTL_HANDLER_ARGS)
{
	int *ttl = (int *)(curvnet->vnet_data_base + (uintptr_t)arg1);

	return (sysctl_handle_int(oidp, ttl, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, tun_ttl, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, tun_ttl_handler, "I", "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
static int
tun_ttl_handler(SYSCTL_HANDLER_ARGS)
{
	int *ttl = arg1;

	return (sysctl_handle_int(oidp, ttl, 0, req));
}
SYSCTL_PROC(_net, OID_AUTO, tun_ttl, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, tun_ttl_handler, "I", "Hops");
`,
  check(context) {
    if (!context.tree.ways.sysctlAddsBase) return;
    for (const sysctl of context.facts.sysctls) {
      if (!sysctl.hasVnetFlag && !sysctl.macro.startsWith('SYSCTL_VNET_')) continue;
      if (isDisabled(context.tokens, sysctl.start)) continue;
      if (/^SYSCTL_ADD_/.test(sysctl.macro)) atRunTime(context, sysctl);
      else handlerOf(context, sysctl);
    }
  },
};

/** SYSCTL_ADD_INT(ctx, parent, nbr, name, CTLFLAG_VNET | ..., &V_x, ...) */
function atRunTime({ tokens, tree, report }: RuleContext, { macro, start, end }: SysctlFact): void {
  const mention = setMentions(tokens, tree.roles, tokenFrom(tokens, start), tokenFrom(tokens, end - 1)).find(
    ({ kind, isAddress, text }) =>
      kind === 'accessor'
        ? isAddress && tree.accessors(text).length > 0
        : kind === 'pointer' || (kind === 'value' && isAddress),
  );
  if (mention === undefined) return;
  report(
    mention,
    `${macro} with CTLFLAG_VNET is given ${tokens.text.slice(mention.start, mention.end)}, which is the vnet's address already: the kernel adds the base a second time`,
    `write &VNET_NAME(${mention.variable}), or remove CTLFLAG_VNET`,
  );
}

/** The first place in a handler of this file that adds the base to arg1. */
function handlerOf({ path, tokens, report, tree }: RuleContext, sysctl: SysctlFact): void {
  const from = tokenFrom(tokens, sysctl.start);
  const to = tokenFrom(tokens, sysctl.end - 1);
  for (const { head, body } of outlineOf(tokens)) {
    if (body === undefined || head === undefined) continue;
    const handler = tokens.spelling(head.name);
    let isNamed = false;
    for (let i = from; i < to && !isNamed; i++) isNamed = tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, handler);
    if (!isNamed) continue;
    const at = baseAdded(tokens, body.from, body.to, tree.ways.words.has('VNET_SYSCTL_ARG'));
    if (at === undefined) continue;
    report(
      at,
      `${handler}() adds the vnet's base to arg1, but the kernel (10.0 on) has added it already`,
      'use arg1 unchanged',
      {
        related: [
          {
            path,
            start: sysctl.start,
            end: sysctl.start + sysctl.macro.length,
            message: 'registered here with CTLFLAG_VNET',
          },
        ],
      },
    );
  }
}

function baseAdded(
  tokens: RuleContext['tokens'],
  from: number,
  to: number,
  hasMacro: boolean,
): { start: number; end: number } | undefined {
  let base = -1;
  for (let i = from; i < to; i++) {
    if (tokens.kind[i] !== T_IDENT) continue;
    const spelling = tokens.spelling(i);
    // Where the release has no such macro, old-interface speaks of it.
    if (spelling === 'VNET_SYSCTL_ARG' && hasMacro)
      return { start: tokens.start[i] as number, end: tokens.end[i] as number };
    if (spelling === 'vnet_data_base') base = i;
    // `base + (uintptr_t)arg1` in one expression.
    if (
      spelling === 'arg1' &&
      base >= 0 &&
      i - base < 12 &&
      !tokens.text.slice(tokens.end[base], tokens.start[i]).includes(';')
    )
      return { start: tokens.start[base] as number, end: tokens.end[i] as number };
  }
  return undefined;
}
