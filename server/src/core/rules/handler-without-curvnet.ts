import { GLOBAL_EVENTS } from '../flow/handler-calls.ts';
import { isInherited, type HandlerKind } from '../flow/file-flow.ts';
import { linkedCall } from '../flow/linked-calls.ts';
import type { HandedOver } from '../flow/tree-contexts.ts';
import { wrapInCurvnet } from '../flow/wrap-body.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
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
(13), sys_sctp_peeloff and expire_upcalls of ip6_mroute.c (8 to 13) had this error, which shows only once something on the way is virtualized.
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
      if (one.needs === undefined) reportLinked(context, one);
      const calls = one.needs?.depth ?? 0;
      if (one.needs === undefined || calls > MOST_CALLS) continue;
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
 * A handler that itself, or through a static function of its file, calls what is linked at run time: whose code that is
 * nobody can tell, and it works on curvnet.
 */
function reportLinked({ path, tree, report }: RuleContext, one: TreeFunction): void {
  const place = tree.flow.contexts.handedOver(one).find((at) => unsetIn(at, 0) !== undefined);
  if (place === undefined) return;
  for (const call of one.flow.calls) {
    if (!isInherited(call.state)) continue;
    const inner =
      linkedCall(call.name, call.macro) !== undefined
        ? [{ by: one, call }]
        : tree.flow
            .resolve(path, call.name)
            .filter((target) => target.path === path && target.flow.isStatic)
            .flatMap((by) => by.flow.calls.map((next) => ({ by, call: next })))
            .filter(({ call: next }) => isInherited(next.state) && linkedCall(next.name, next.macro) !== undefined);
    const [linked] = inner;
    if (linked === undefined) continue;
    const what = linkedCall(linked.call.name, linked.call.macro) ?? '';
    report(
      call,
      `${one.flow.name} runs ${unsetIn(place, 0) ?? ''}, where curvnet is not set, and calls ${call.macro ?? call.name}, which ${what}`,
      'call CURVNET_SET() with the vnet that it works for, and CURVNET_RESTORE() on each way out',
      {
        related: [
          {
            path: place.path,
            start: place.registration.start,
            end: place.registration.end,
            message: `${one.flow.name} is registered here: ${place.registration.via}`,
          },
          ...(linked.by === one
            ? []
            : [
                {
                  path,
                  start: linked.call.start,
                  end: linked.call.end,
                  message: `${linked.by.flow.name} calls ${linked.call.macro ?? linked.call.name}`,
                },
              ]),
        ],
      },
    );
    return;
  }
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
