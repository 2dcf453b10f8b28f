import type { TreeFunction } from '../flow/tree-flow.ts';
import type { Spot } from '../text/spot.ts';
import type { Rule, RuleContext } from './rule.ts';

/** pfil(9): since 13 a hook is linked to a head by the head's name; before, it is asked for by type and family. */
const LINKS = /^(pfil_link|pfil_head_get)$/;

export const rule: Rule = {
  id: 'hook-before-head',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'pfil(9)',
  summary: 'a constructor links a hook to a pfil(9) head that another constructor makes later',
  why: `The constructors of a vnet run by subsystem and order. When a module that links its hook at SI_SUB_PROTO_PFIL is loaded, it finds the head, because
the kernel's own constructors have run in every vnet. In each vnet that is made afterwards, pfil_link() runs before ip_vnet_init() (SI_SUB_PROTO_DOMAIN)
and returns ENOENT: the jail has no filter. e5f391be7@bz moved constructors for this reason. The kernel's own filters
link at SI_SUB_PROTO_FIREWALL (vnet_ipfw_init, sys/netpfil/ipfw/ip_fw2.c).`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/pfil.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(pfil_head_t, tun_head);
#define V_tun_head VNET(tun_head)
static void
tun_head_init(const void *unused)
{
	struct pfil_head_args args;

	args.pa_headname = "tun";
	V_tun_head = pfil_head_register(&args);
}
VNET_SYSINIT(tun_head_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_head_init, NULL);
static void
tun_head_uninit(const void *unused)
{
	pfil_head_unregister(V_tun_head);
}
VNET_SYSUNINIT(tun_head_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_head_uninit, NULL);
static void
tun_hook_init(const void *unused)
{
	struct pfil_link_args args;

	args.pa_headname = "tun";
	pfil_link(&args);
}
VNET_SYSINIT(tun_hook_init, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_hook_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <net/pfil.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(pfil_head_t, tun_head);
#define V_tun_head VNET(tun_head)
static void
tun_head_init(const void *unused)
{
	struct pfil_head_args args;

	args.pa_headname = "tun";
	V_tun_head = pfil_head_register(&args);
}
VNET_SYSINIT(tun_head_init, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_head_init, NULL);
static void
tun_head_uninit(const void *unused)
{
	pfil_head_unregister(V_tun_head);
}
VNET_SYSUNINIT(tun_head_uninit, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_head_uninit, NULL);
static void
tun_hook_init(const void *unused)
{
	struct pfil_link_args args;

	args.pa_headname = "tun";
	pfil_link(&args);
}
VNET_SYSINIT(tun_hook_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_hook_init, NULL);
`,
  check(context) {
    const { path, tree, report } = context;
    const { contexts } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      const links = one.flow.calls.filter(({ name }) => LINKS.test(name));
      const keys = links.length === 0 ? [] : keysOf(context, constructorsOf(context, one));
      if (keys.length === 0) continue;
      for (const head of headsNamed(context, one)) {
        const makers = makersOf(context, head.name);
        const later = makers.filter((maker) => {
          const made = keysOf(context, constructorsOf(context, maker));
          return made.length > 0 && made.every((key) => keys.every((own) => isBefore(own, key)));
        });
        const [maker] = later;
        if (maker === undefined || later.length < makers.length) continue;
        const link = links.find(({ start }) => start >= head.start) ?? links[0];
        const place = contexts.handedOver(maker)[0];
        if (link === undefined) continue;
        report(
          link,
          `${maker.flow.name} makes the head ${head.name} later: ${link.name}() finds no head in a vnet that is made after the module is loaded`,
          'use a later subsystem or order: SI_SUB_PROTO_FIREWALL comes after the heads of the protocols',
          {
            related:
              place === undefined
                ? []
                : [
                    {
                      path: place.path,
                      start: place.registration.start,
                      end: place.registration.end,
                      message: `${maker.flow.name} is registered here`,
                    },
                  ],
          },
        );
        break;
      }
    }
  },
};

type Key = readonly [subsystem: number, order: number];

function isBefore(a: Key, b: Key): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

/** The constructors that lead to a function; itself when it is one. */
function constructorsOf({ tree }: RuleContext, one: TreeFunction): readonly TreeFunction[] {
  const { contexts } = tree.flow;
  const isConstructor = (target: TreeFunction): boolean =>
    contexts.handedOver(target).some(({ registration: { kind } }) => kind === 'vnet-sysinit');
  if (isConstructor(one)) return [one];
  const found = new Set<TreeFunction>();
  const seen = new Set([one]);
  for (const at of seen) {
    for (const { node } of tree.flow.callers(at)) {
      // Somebody else than constructors may link it whenever it likes.
      if (!contexts.constructed.has(node)) return [];
      if (isConstructor(node)) found.add(node);
      else seen.add(node);
    }
  }
  return [...found];
}

function keysOf({ tree }: RuleContext, constructors: readonly TreeFunction[]): readonly Key[] {
  const { contexts, levels } = tree.flow;
  return constructors.flatMap((one) =>
    contexts.handedOver(one).flatMap(({ path, registration }): readonly Key[] => {
      const subsystem = levels.evaluate(registration.detail, path);
      const order = levels.evaluate(registration.order, path);
      return registration.kind !== 'vnet-sysinit' || subsystem === undefined || order === undefined
        ? []
        : [[subsystem, order]];
    }),
  );
}

/** `pla.pa_headname = PFIL_INET_NAME;`, `pfil_head_get(PFIL_TYPE_AF, AF_INET)`. */
const NAMES = /\bpa_headname\s*=\s*([A-Z]\w*|"\w+")\s*[;,}]|\bpfil_head_get\s*\(\s*PFIL_TYPE_AF\s*,\s*(AF_\w+)\s*\)/g;

/** What a function that makes heads calls them. */
const MADE = /\bpa_headname\s*=\s*([A-Z]\w*|"\w+")\s*[;,}]|\bph_af\s*=\s*(AF_\w+)\s*;/g;

function headsNamed({ tree }: RuleContext, one: TreeFunction): readonly (Spot & { readonly name: string })[] {
  return matchesIn(tree.tokens(one.path)?.text ?? '', one, NAMES);
}

function matchesIn(
  text: string,
  { flow }: TreeFunction,
  pattern: RegExp,
): readonly (Spot & { readonly name: string })[] {
  return [...text.slice(flow.bodyStart, flow.bodyEnd).matchAll(pattern)].map((match) => {
    const start = flow.bodyStart + match.index;
    return { name: match[1] ?? match[2] ?? '', start, end: start + match[0].length };
  });
}

/** Functions that register a head of that name, run by constructors of vnets. */
function makersOf({ tree }: RuleContext, name: string): readonly TreeFunction[] {
  return [...tree.flow.contexts.constructed.keys()].filter(
    (one) =>
      one.flow.calls.some((call) => call.name === 'pfil_head_register') &&
      matchesIn(tree.tokens(one.path)?.text ?? '', one, MADE).some((made) => made.name === name),
  );
}
