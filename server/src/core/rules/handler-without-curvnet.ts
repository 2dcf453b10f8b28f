import { GLOBAL_EVENTS } from '../flow/handler-calls.ts';
import { isInherited, type FlowCall, type HandlerKind } from '../flow/file-flow.ts';
import { linkedCall } from '../flow/linked-calls.ts';
import type { HandedOver } from '../flow/tree-contexts.ts';
import { wrapInCurvnet } from '../flow/wrap-body.ts';
import type { TreeFlow, TreeFunction } from '../flow/tree-flow.ts';
import { compiledWith, storyOfNeed } from './compiled-with.ts';
import type { Fix, Rule, RuleContext } from './rule.ts';

/** What runs without curvnet, in the words of a message. */
const WITHOUT: Partial<Record<HandlerKind, string>> = {
  callout: 'as a callout',
  task: 'as a task',
  kthread: 'as a kernel thread',
  interrupt: 'as an interrupt handler',
  epoch: 'as an epoch callback',
  cdev: "as a character device's method",
  timer: "as a protocol's timer or drain",
  'boot-hook': 'as a boot-time hook',
  'system-call': 'as a system call',
  'bus-method': "as a bus's method",
  usb: "as USB's callback",
  crypto: 'as a callback of crypto(9)',
  rdma: 'as a callback of the RDMA connection manager',
  tty: 'as a method of a terminal',
  jail: "as a jail's method",
};

/**
 * Further away, what decides whether the last call is made (the kind of a netgraph item) is no longer this handler's.
 */
const MOST_CALLS = 4;

/** As many static functions of the file lie between a handler and what it calls that is linked at run time. */
const MOST_STATIC_CALLS = 2;

/** A bus's method is called in states of the device that decide what is done further away. */
const MOST_CALLS_OF_BUS = 2;

export const rule: Rule = {
  id: 'handler-without-curvnet',
  category: 'Context',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary:
    'a callout, task, thread, interrupt, device or event handler reaches virtualized globals without CURVNET_SET',
  why: `softclock, taskqueue threads, new kernel threads, interrupt threads, epoch callbacks and devfs call their handlers with curvnet NULL or
with a leftover value. V_x then reads address NULL plus an offset, or another jail's variable. garp_rexmit (10 to 13), pfil_ioctl
(13), sys_sctp_peeloff and expire_upcalls of ip6_mroute.c (8 to 13) had this error. It shows when a called function starts to use a virtualized global.
The rule follows calls over the whole tree, four deep. If a call may reach several functions, only what all of them do counts.`,
  fixes:
    'Wraps the body if the vnet to set is known: the thread of a device method or system call, or curvnet given as the argument.',
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct callout, tun_timer);
VNET_DEFINE_STATIC(int, tun_ttl);
#define V_tun_timer VNET(tun_timer)
#define V_tun_ttl VNET(tun_ttl)
void tun_start(void);
static void
tun_age(void)
{
	V_tun_ttl--;
}
static void
tun_tick(void *arg)
{
	tun_age();
}
void
tun_start(void)
{
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
}
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct callout, tun_timer);
VNET_DEFINE_STATIC(int, tun_ttl);
#define V_tun_timer VNET(tun_timer)
#define V_tun_ttl VNET(tun_ttl)
void tun_start(void);
static void
tun_age(void)
{
	V_tun_ttl--;
}
static void
tun_tick(void *arg)
{
	CURVNET_SET((struct vnet *)arg);
	tun_age();
	CURVNET_RESTORE();
}
void
tun_start(void)
{
	callout_reset(&V_tun_timer, 100, tun_tick, curvnet);
}
`,
  check(context) {
    const { path, tree, report } = context;
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      const calls = one.needs?.depth ?? 0;
      // What is further away says nothing about what is linked here.
      if (one.needs === undefined || calls > MOST_CALLS) {
        reportLinked(context, one);
        continue;
      }
      const places = contexts
        .handedOver(one)
        .filter((place) => unsetIn(place, calls) !== undefined && everyCandidateNeeds(context, place));
      const [first] = places;
      if (first === undefined) continue;
      const { name } = one.flow;
      const story = storyOfNeed(tree, one, MOST_CALLS);
      if (story === undefined) continue;
      const what = story.first.isUse ? `uses V_${story.first.name}` : `calls ${story.first.name}, which needs curvnet`;
      report(
        story.first,
        `${name} runs ${unsetIn(first, calls) ?? ''}, where curvnet is not set, and ${what}${compiledWith(story.options)}`,
        'call CURVNET_SET() with the vnet that it works for, and CURVNET_RESTORE() on each way out',
        {
          related: [
            ...places.slice(0, 3).map((place) => ({
              path: place.path,
              start: place.registration.start,
              end: place.registration.end,
              message: `${name} is registered here: ${place.registration.via}`,
            })),
            ...story.spots,
          ],
          fix: fixOf(context, one, places),
        },
      );
    }
  },
};

/**
 * A handler that itself, or through static functions of its file, calls what is linked at run time: whose code that is
 * nobody can tell, and it works on curvnet.
 */
function reportLinked({ path, tree, report }: RuleContext, one: TreeFunction): void {
  const place = tree.flow.contexts.handedOver(one).find((at) => unsetIn(at, 0) !== undefined);
  const steps = place === undefined ? undefined : wayToLinked(tree.flow, one);
  const [first] = steps ?? [];
  const last = steps?.at(-1);
  if (place === undefined || steps === undefined || first === undefined || last === undefined) return;
  const what = linkedCall(last.call.name, last.call.macro) ?? '';
  report(
    first.call,
    `${one.flow.name} runs ${unsetIn(place, 0) ?? ''}, where curvnet is not set, and calls ${first.call.macro ?? first.call.name}, which ${what}`,
    'call CURVNET_SET() with the vnet that it works for, and CURVNET_RESTORE() on each way out',
    {
      related: [
        {
          path: place.path,
          start: place.registration.start,
          end: place.registration.end,
          message: `${one.flow.name} is registered here: ${place.registration.via}`,
        },
        ...steps.slice(1).map(({ by, call }) => ({
          path,
          start: call.start,
          end: call.end,
          message: `${by.flow.name} calls ${call.macro ?? call.name}`,
        })),
      ],
    },
  );
}

interface LinkedStep {
  readonly by: TreeFunction;
  readonly call: FlowCall;
}

/** The calls to what is linked at run time, as few as there are; all but the last of static functions of the file. */
function wayToLinked(flow: TreeFlow, start: TreeFunction): readonly LinkedStep[] | undefined {
  const seen = new Set([start]);
  let round: readonly { readonly by: TreeFunction; readonly steps: readonly LinkedStep[] }[] = [
    { by: start, steps: [] },
  ];
  for (let calls = 0; calls <= MOST_STATIC_CALLS && round.length > 0; calls++) {
    const next: { by: TreeFunction; steps: readonly LinkedStep[] }[] = [];
    for (const { by, steps } of round) {
      const inherited = by.flow.calls.filter(({ state }) => isInherited(state));
      const linked = inherited.find(({ name, macro }) => linkedCall(name, macro) !== undefined);
      if (linked !== undefined) return [...steps, { by, call: linked }];
      for (const call of inherited) {
        for (const target of flow.resolve(start.path, call.name)) {
          if (target.path !== start.path || !target.flow.isStatic || seen.has(target)) continue;
          seen.add(target);
          next.push({ by: target, steps: [...steps, { by, call }] });
        }
      }
    }
    round = next;
  }
  return undefined;
}

function unsetIn({ registration: { kind, detail } }: HandedOver, calls: number): string | undefined {
  if (kind === 'bus-method' && calls > MOST_CALLS_OF_BUS) return undefined;
  if (kind === 'event') return GLOBAL_EVENTS.has(detail) ? `on ${detail}` : undefined;
  return WITHOUT[kind];
}

/** Twins of a handler: all of them must need it. */
function everyCandidateNeeds({ tree }: RuleContext, { path, registration }: HandedOver): boolean {
  return tree.flow.resolve(path, registration.handler).every(({ needs }) => needs !== undefined);
}

/** Only where it is handed over the same way everywhere. */
function fixOf(
  { path, tokens }: RuleContext,
  one: TreeFunction,
  [first, ...others]: readonly HandedOver[],
): Fix | undefined {
  if (
    first === undefined ||
    others.some(
      ({ registration: { kind, argument } }) =>
        kind !== first.registration.kind || argument !== first.registration.argument,
    )
  )
    return undefined;
  const edits = wrapInCurvnet(tokens, one.flow, first.registration);
  return edits === undefined
    ? undefined
    : { title: 'Wrap the body in CURVNET_SET and CURVNET_RESTORE', edits: edits.map((edit) => ({ path, ...edit })) };
}
