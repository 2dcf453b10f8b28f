import type { TreeFunction } from '../flow/tree-flow.ts';
import { isDestructorBefore, stopsIn } from './teardown.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Calls from the handler to what it uses. */
const MOST_CALLS = 2;

export const rule: Rule = {
  id: 'freed-before-stopped',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'callout(9)',
  summary:
    'a destructor of vnets frees what a callout, task, interrupt or event handler still uses, and stops it later',
  why: `Between the two the handler can still be called, and works on memory, a zone or a lock that is gone. vnet_pfsync_uninit() detaches
the cloner, which frees the softc, before it calls swi_remove() for pfsyncintr(), whose argument is the softc. tcp_hc_destroy() and frag6_destroy() call
callout_drain() first. The order of destructors is the reverse of SI_SUB_ and SI_ORDER_; functions of the same file that a destructor calls count as part of it.
A handler that asks whether the pointer is NULL is not reported.`,
  bad: example(['	free(V_tun_table, M_TEMP);', '	callout_drain(&V_tun_timer);']),
  good: example(['	callout_drain(&V_tun_timer);', '	free(V_tun_table, M_TEMP);']),
  check(context) {
    const { path, report } = context;
    const { releases, stops } = stopsIn(context);
    for (const freed of releases) {
      for (const { stop, handler, argument } of stops) {
        const same = stops.filter((other) => other.stop.use.key === stop.use.key);
        if (!same.every((other) => isDestructorBefore(freed, other.stop))) continue;
        const use = useOf(context, handler, freed.accessors, argument);
        if (use === undefined) continue;
        report(
          freed.use,
          `${freed.use.by}() takes ${use.accessor} away from ${handler.flow.name}, which ${stop.use.by}() stops later`,
          `call ${stop.use.by}() first`,
          {
            related: [
              { path, start: stop.use.start, end: stop.use.end, message: `${stop.by.flow.name} stops it here` },
              { path: use.path, start: use.start, end: use.end, message: use.message },
            ],
          },
        );
        break;
      }
    }
  },
};

interface Use {
  readonly accessor: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Where a handler uses one of the accessors, itself or in what it calls, without asking whether it is there. */
function useOf(
  { path, tree }: RuleContext,
  handler: TreeFunction,
  accessors: readonly string[],
  argument: string,
): Use | undefined {
  const handed = accessors.find((accessor) => argument === accessor);
  if (handed !== undefined)
    return {
      accessor: handed,
      path,
      start: handler.flow.start,
      end: handler.flow.end,
      message: `${handler.flow.name} gets it as its argument`,
    };
  const seen = new Set([handler]);
  let round: readonly TreeFunction[] = [handler];
  for (let calls = 0; calls <= MOST_CALLS; calls++) {
    for (const at of round) {
      const text = tree.tokens(at.path)?.text.slice(at.flow.bodyStart, at.flow.bodyEnd) ?? '';
      for (const accessor of accessors) {
        if (asksFor(text, accessor)) return undefined;
        const use = at.flow.uses.find(({ name }) => `V_${name}` === accessor);
        if (use !== undefined)
          return { accessor, path: at.path, start: use.start, end: use.end, message: `${at.flow.name} uses it` };
      }
    }
    round = round.flatMap((at) =>
      at.flow.calls.flatMap((call) =>
        tree.flow.resolve(at.path, call.name).filter((target) => !seen.has(target) && seen.add(target)),
      ),
    );
  }
  return undefined;
}

/** `if (V_x == NULL)`, `if (!V_x)`, `if (V_x)`. */
function asksFor(text: string, accessor: string): boolean {
  const at = `\\b${accessor}\\b`;
  return new RegExp(
    `${at}\\s*[!=]=\\s*(NULL|0)\\b|!\\s*${at}|(if|while)\\s*\\(\\s*${at}\\s*(\\)|&&)|&&\\s*${at}\\s*[)&]`,
  ).test(text);
}

function example(body: readonly string[]): string {
  return `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/malloc.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct callout, tun_timer);
VNET_DEFINE_STATIC(int *, tun_table);
#define V_tun_timer VNET(tun_timer)
#define V_tun_table VNET(tun_table)
static void
tun_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	V_tun_table[0]++;
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
	CURVNET_RESTORE();
}
static void
tun_init(const void *unused)
{
	V_tun_table = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
	callout_init(&V_tun_timer, 1);
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
static void
tun_uninit(const void *unused)
{
${body.join('\n')}
}
VNET_SYSUNINIT(tun_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_uninit, NULL);
`;
}
