import { S_BARE_LOOP, type FlowCall, type FlowUse, type FunctionFlow, type VnetLoop } from '../flow/file-flow.ts';
import { curvnetInLoop } from '../flow/loop-edits.ts';
import { storySpots, type Fix, type RelatedSpot, type Rule, type RuleContext } from './rule.ts';

/** Further away, what is called decides for itself. */
const MOST_CALLS = 3;

export const rule: Rule = {
  id: 'vnet-foreach-without-curvnet',
  category: 'Context',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'the body of VNET_FOREACH uses V_x, itself or in what it calls, without CURVNET_SET of its vnet',
  why: `The loop only walks the list; it does not change curvnet. Each round works on the same vnet, or on none. ipfw_nat_destroy of 2011 flushed
the NAT of one vnet once per vnet.`,
  fixes: 'Sets curvnet at the start of the body and restores it at its end.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		V_tun_ttl--;
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
void tun_age(void);
void
tun_age(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_tun_ttl--;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK_NOSLEEP();
}
`,
  check(context) {
    const { path, tree, report } = context;
    for (const { flow } of tree.flow.functions(path)) {
      const told = new Set<VnetLoop>();
      for (const use of flow.uses) {
        const loop = loopAround(flow, use);
        if (loop === undefined) continue;
        told.add(loop);
        report(
          use,
          `V_${use.name} is that of curvnet, not of ${loop.iterator}: nothing in this VNET_FOREACH sets curvnet`,
          help(loop),
          { related: [loopSpot(path, loop)], fix: fixOf(context, loop) },
        );
      }
      for (const call of flow.calls) {
        const loop = loopAround(flow, call);
        const [target] = loop === undefined || told.has(loop) ? [] : needing(context, call);
        if (loop === undefined || target === undefined) continue;
        told.add(loop);
        report(
          call,
          `${call.name} works on curvnet, not on ${loop.iterator}: nothing in this VNET_FOREACH sets curvnet`,
          help(loop),
          {
            related: [loopSpot(path, loop), ...storySpots(tree.flow, target, 'needs', true)],
            fix: fixOf(context, loop),
          },
        );
      }
    }
  },
};

function loopAround({ loops }: FunctionFlow, { state, start }: FlowUse): VnetLoop | undefined {
  return (state & S_BARE_LOOP) === 0 ? undefined : loops.findLast((loop) => loop.start < start && start < loop.bodyEnd);
}

/** What a call means, where each of it needs curvnet and is not far from why. */
function needing({ path, tree }: RuleContext, { name, cases }: FlowCall): ReturnType<typeof tree.flow.resolve> {
  const targets = cases === undefined ? tree.flow.resolve(path, name) : [];
  return targets.every(({ needs }) => needs !== undefined && needs.depth < MOST_CALLS) ? targets : [];
}

function help({ iterator }: VnetLoop): string {
  return `put CURVNET_SET(${iterator}) at the start of the body, and CURVNET_RESTORE() at its end`;
}

function loopSpot(path: string, { start, end }: VnetLoop): RelatedSpot {
  return { path, start, end, message: 'the loop over the vnets' };
}

function fixOf({ path, tokens }: RuleContext, loop: VnetLoop): Fix | undefined {
  const edits = curvnetInLoop(tokens, loop);
  return edits === undefined
    ? undefined
    : { title: `Set curvnet to ${loop.iterator} in the body`, edits: edits.map((edit) => ({ path, ...edit })) };
}
