import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { functionAround } from '../written/outline.ts';
import { tokenFrom } from '../written/token-at.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import { sumOverCpus } from '../vnet/sysctl-macros.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'sysctl-value-argument',
  category: 'Sysctl',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: 'a static sysctl is given &V_x, which is no constant with VIMAGE; it wants &VNET_NAME(x)',
  why: `SYSCTL_* make a static struct sysctl_oid (sys/sys/sysctl.h). &V_x depends on curvnet and compiles only without VIMAGE. The kernel adds the vnet's
base itself when the oid has CTLFLAG_VNET and &VNET_NAME(x).`,
  fixes: 'Writes &VNET_NAME(x).',
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
#define V_tun_ttl VNET(tun_ttl)
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &V_tun_ttl, 0, "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl) = 64;
#define V_tun_ttl VNET(tun_ttl)
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  check({ path, facts, tokens, tree, report }) {
    for (const { macro, leaf, start, pointerSpot } of facts.sysctls) {
      if (
        pointerSpot === undefined ||
        /^SYSCTL_(ADD|DYN)_/.test(macro) ||
        isWithoutVimage(tokens, start) ||
        isDisabled(tokens, start)
      )
        continue;
      const from = tokenFrom(tokens, pointerSpot.start);
      // In a function a wrapper may register it at run time.
      if (functionAround(tokens, from) !== undefined) continue;
      for (const mention of setMentions(tokens, tree.roles, from, tokenFrom(tokens, pointerSpot.end - 1) + 1)) {
        if (mention.kind === 'name') continue;
        const accessor = tree.accessors(mention.text)[0];
        if (mention.kind === 'accessor' && accessor === undefined) continue;
        const variable = accessor?.fact.variable ?? mention.variable;
        const wanted = `&VNET_NAME(${variable})`;
        const text = mention.kind === 'pointer' || tokens.text[mention.start] === '&' ? wanted : wanted.slice(1);
        report(
          mention,
          `sysctl ${leaf} is static, and ${tokens.text.slice(mention.start, mention.end)} is no constant${mention.set === 'set_vnet' ? ' with VIMAGE' : ': it depends on the CPU'}`,
          mention.set === 'set_vnet' ? `write ${text}, with CTLFLAG_VNET` : sumOverCpus(variable),
          mention.set === 'set_vnet'
            ? { fix: { title: `Write ${text}`, edits: [{ path, start: mention.start, end: mention.end, text }] } }
            : {},
        );
      }
    }
  },
};
