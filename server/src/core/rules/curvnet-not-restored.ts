import { restoreBetween } from '../flow/curvnet-words.ts';
import type { FunctionFlow, ScopeFault } from '../flow/file-flow.ts';
import { beforeBrace, beforeJump } from '../flow/restore-edits.ts';
import type { Fix, Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'curvnet-not-restored',
  category: 'Context',
  scope: 'tree',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a path leaves a function or block after CURVNET_SET without CURVNET_RESTORE',
  why: `CURVNET_SET (sys/net/vnet.h) keeps the caller's vnet in a local variable; once that is out of scope it cannot be restored. The
thread continues in the wrong vnet: it changes another jail's network stack, and a kernel with VNET_DEBUG or INVARIANTS panics in
userret(). The error paths of vlan_setmulti and sctp_drain of 8 to 13 have this error. Every return, goto, break and continue counts.`,
  fixes: 'Puts CURVNET_RESTORE() before the jump, with braces where it needs them.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
int tun_get(struct vnet *vnet, int *ttl);
int
tun_get(struct vnet *vnet, int *ttl)
{
	CURVNET_SET(vnet);
	if (V_tun_ttl == 0)
		return (1);
	*ttl = V_tun_ttl;
	CURVNET_RESTORE();
	return (0);
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
int tun_get(struct vnet *vnet, int *ttl);
int
tun_get(struct vnet *vnet, int *ttl)
{
	CURVNET_SET(vnet);
	if (V_tun_ttl == 0) {
		CURVNET_RESTORE();
		return (1);
	}
	*ttl = V_tun_ttl;
	CURVNET_RESTORE();
	return (0);
}
`,
  check(context) {
    const { path, tree, report } = context;
    for (const one of tree.flow.file(path)?.functions ?? []) {
      const { faults, name } = one;
      for (const fault of faults) {
        if (fault.fault !== 'left-set' && fault.fault !== 'never-restored' && fault.fault !== 'set-again') continue;
        const related =
          fault.other === undefined || fault.fault === 'set-again'
            ? []
            : [{ path, ...fault.other, message: fault.fault === 'left-set' ? 'set here' : 'its block ends here' }];
        report(fault, message(fault, name), help(fault), { related, fix: fixOf(context, one, fault) });
      }
    }
  },
};

function message({ fault, by }: ScopeFault, name: string): string {
  if (fault === 'never-restored')
    return `${name} sets curvnet and never restores it: its caller continues in another vnet`;
  if (fault === 'set-again')
    return `${name === '' ? 'this' : name} sets curvnet again before it restores it: the caller's vnet is lost`;
  return by === '}'
    ? `a path reaches this brace with curvnet still set: ${name}'s caller continues in another vnet`
    : `'${by}' leaves the block with curvnet still set: ${name === '' ? 'the' : `${name}'s`} caller continues in another vnet`;
}

function help({ fault, by }: ScopeFault): string {
  if (fault === 'never-restored') return 'put CURVNET_RESTORE() before the end of its block';
  if (fault === 'set-again') return 'put CURVNET_RESTORE() before the jump back';
  return by === '}'
    ? 'put CURVNET_RESTORE() on every path, or only at the end'
    : `put CURVNET_RESTORE() before the ${by}`;
}

function fixOf(
  { path, tokens }: RuleContext,
  { bodyStart, bodyEnd }: FunctionFlow,
  { fault, start, by, other }: ScopeFault,
): Fix | undefined {
  const restore = restoreBetween(tokens, bodyStart, bodyEnd);
  const edits =
    fault === 'never-restored' && other !== undefined
      ? beforeBrace(tokens, other.start, restore)
      : fault === 'left-set' && by !== '}'
        ? beforeJump(tokens, start, restore)
        : undefined;
  return edits === undefined
    ? undefined
    : { title: `Add ${restore.replace(';', '')}`, edits: edits.map((edit) => ({ path, ...edit })) };
}
