import { isInherited, S_SET } from '../flow/file-flow.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { tokenFrom } from '../written/token-at.ts';
import { holdsWord } from '../vnet/packet-functions.ts';
import type { RelatedSpot, Rule, TreeView } from './rule.ts';
import type { Spot } from '../text/spot.ts';

export const rule: Rule = {
  id: 'sysinit-uses-vnet',
  category: 'Context',
  scope: 'tree',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a plain SYSINIT, SYSUNINIT or module event handler works on one vnet only',
  why: `A function that SYSINIT registers runs once: at boot in vnet0, which is curvnet between SI_SUB_VNET and SI_SUB_VNET_DONE, and with kldload in the vnet of the
thread that loads the module. It does not touch other vnets, now or later. Use VNET_SYSINIT for what each vnet needs. Calls into a file that looks in vnet0 for
what another vnet does not have are not reported: a cloner that is attached once serves all (if_clone_create in sys/net/if_clone.c).`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	V_tun_ttl = 64;
}
SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_ttl);
#define V_tun_ttl VNET(tun_ttl)
static void
tun_init(const void *unused)
{
	V_tun_ttl = 64;
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      if (one.needs === undefined) continue;
      const [place] = contexts
        .handedOver(one)
        .filter(({ registration: { kind } }) => kind === 'sysinit' || kind === 'sysuninit' || kind === 'module');
      const [first, ...others] = place === undefined ? [] : shortestWay(tree, one);
      if (place === undefined || first === undefined) continue;
      report(
        first,
        `${one.flow.name} runs once for the whole kernel and ${others.length === 0 ? `uses V_${first.name}` : `calls ${first.name}, which works on curvnet`}: other vnets are not touched`,
        'use VNET_SYSINIT for what each vnet needs',
        {
          related: [
            {
              path: place.path,
              start: place.registration.start,
              end: place.registration.end,
              message: `${one.flow.name} is registered here: ${place.registration.via}`,
            },
            ...others.map(storySpot),
          ],
        },
      );
    }
  },
};

/** A use of V_`name`, at the end of the way, or a call of `name` on it. */
interface Step extends Spot {
  readonly by: TreeFunction;
  readonly name: string;
  readonly isUse: boolean;
}

function storySpot({ by, name, isUse, start, end }: Step): RelatedSpot {
  return {
    path: by.path,
    start,
    end,
    message: isUse ? `${by.flow.name} uses V_${name}` : `${by.flow.name} calls ${name}`,
  };
}

/**
 * The calls from a function to the nearest use of a virtualized global in the vnet that the function is called in;
 * empty where all lead to what vnet0 keeps for the others.
 */
function shortestWay(tree: TreeView, one: TreeFunction): readonly Step[] {
  const known = new Set([one]);
  for (
    let round: { readonly at: TreeFunction; readonly way: readonly Step[] }[] = [{ at: one, way: [] }];
    round.length > 0;
  ) {
    const next: typeof round = [];
    for (const { at, way } of round) {
      const use = at.flow.uses.find(({ state }) => isInherited(state));
      if (use !== undefined) return [...way, { by: at, name: use.name, isUse: true, start: use.start, end: use.end }];
      for (const { name, state, start, end } of at.flow.calls) {
        // Who sets curvnet around the same call elsewhere knows what this one does.
        if (!isInherited(state) || at.flow.calls.some((other) => other.name === name && (other.state & S_SET) !== 0))
          continue;
        const targets = tree.flow.resolve(at.path, name);
        const [target] = targets;
        if (
          target === undefined ||
          known.has(target) ||
          targets.some(({ needs }) => needs === undefined) ||
          servesFromVnet0(tree, target.path)
        )
          continue;
        known.add(target);
        next.push({ at: target, way: [...way, { by: at, name, isUse: false, start, end }] });
      }
    }
    round = next;
  }
  return [];
}

/** A function of the file asks whether curvnet is the default vnet, and turns to vnet0. */
function servesFromVnet0(tree: TreeView, path: string): boolean {
  return tree.flow.functions(path).some(({ flow: { vnet0, bodyStart, bodyEnd } }) => {
    const file = vnet0.length === 0 ? undefined : tree.tokens(path);
    return (
      file !== undefined && holdsWord(file, tokenFrom(file, bodyStart), tokenFrom(file, bodyEnd), 'IS_DEFAULT_VNET')
    );
  });
}
