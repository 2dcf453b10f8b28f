import { S_ANY_VNET, isInherited, type FlowCall } from '../flow/file-flow.ts';
import { RESOURCE_CALLS } from '../flow/resource-calls.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { P_AMP } from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { isWithoutVimage } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { declaratorsOf, outlineOf } from '../written/outline.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';

export const rule: Rule = {
  id: 'state-outside-vnet',
  category: 'Declarations',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a virtualized global guards a callout, a task or a lock that all vnets share',
  why: `A function asks V_x whether its vnet has been set up, and then initializes an object of which the whole kernel has one. In the second vnet V_x is still
zero, so the object is initialized once more while the first vnet works with it: a callout is overwritten while it is on the wheel. Commit
33cde13046 virtualized the socket of ip6_mroute.c, V_ip6_mrouter, and nothing else: ip6_mrouter_init() asks V_ip6_mrouter and sets the one
expire_upcalls_ch, whose handler works on the one mf6ctable. The same holds for a constructor of vnets that initializes such an object each time.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, tun_running);
#define V_tun_running VNET(tun_running)
static struct callout tun_timer;
int tun_start(void);
int
tun_start(void)
{
	if (V_tun_running != 0)
		return (EBUSY);
	callout_init(&tun_timer, 1);
	V_tun_running = 1;
	return (0);
}
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <sys/errno.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, tun_running);
#define V_tun_running VNET(tun_running)
VNET_DEFINE_STATIC(struct callout, tun_timer);
#define V_tun_timer VNET(tun_timer)
int tun_start(void);
int
tun_start(void)
{
	if (V_tun_running != 0)
		return (EBUSY);
	callout_init(&V_tun_timer, 1);
	V_tun_running = 1;
	return (0);
}
`,
  check(context) {
    const { path, tree, report } = context;
    const told = new Set<string>();
    for (const one of tree.flow.functions(path)) {
      const calls = one.flow.calls.filter(isMade);
      if (calls.length === 0) continue;
      const { tokens } = context;
      for (const call of calls.flatMap((made) => everyCall(tokens, one, made))) {
        const name = sharedObject(tokens, one, call);
        if (name === undefined || told.has(name.text) || isWithoutVimage(tokens, call.start)) continue;
        const guard = guardBefore(context, one, call);
        const constructor = guard === undefined ? constructorWithoutQuestion(context, one, call) : undefined;
        if (guard === undefined && constructor === undefined) continue;
        told.add(name.text);
        report(
          call,
          guard === undefined
            ? `all vnets share '${name.text}', but ${one.flow.name} initializes it in each vnet`
            : `all vnets share '${name.text}', but ${guard.text}, of which each vnet has its own, decides whether it is initialized`,
          `virtualize '${name.text}', or initialize it once, in a SYSINIT`,
          {
            related: [
              ...(guard === undefined
                ? []
                : [{ path, start: guard.start, end: guard.end, message: `${guard.text} is tested here` }]),
              { path, start: name.start, end: name.end, message: `'${name.text}' is defined here` },
            ],
          },
        );
      }
    }
  },
};

interface Named extends Spot {
  readonly text: string;
}

/** Initializes what its first argument points to, in whatever vnet the caller is. */
function isMade({ name, state, macro }: FlowCall): boolean {
  const resource = RESOURCE_CALLS.get(name);
  return (
    macro === undefined &&
    isInherited(state) &&
    (state & S_ANY_VNET) !== 0 &&
    resource?.action === 'make' &&
    resource.target === 0 &&
    (resource.kind === 'callout' || resource.kind === 'task' || resource.kind === 'lock')
  );
}

/** The flow of a function keeps one call of several to the same function: all of them. */
function everyCall(tokens: TokenFile, { flow }: TreeFunction, { name }: FlowCall): readonly Spot[] {
  const spots: Spot[] = [];
  const to = tokenFrom(tokens, flow.bodyEnd);
  for (let i = tokenFrom(tokens, flow.bodyStart); i < to; i++)
    if (tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, name))
      spots.push({ start: tokens.start[i] as number, end: tokens.end[i] as number });
  return spots;
}

/** The object of this file whose address is a call's first argument: where it is defined. */
function sharedObject(tokens: TokenFile, { flow }: TreeFunction, { start }: Spot): Named | undefined {
  const first = invocationAt(tokens, tokenFrom(tokens, start))?.arguments[0];
  if (first === undefined || first.to !== first.from + 2 || !tokens.isPunct(first.from, P_AMP)) return undefined;
  if (tokens.kind[first.from + 1] !== T_IDENT) return undefined;
  const text = tokens.spelling(first.from + 1);
  const body = tokens.text.slice(flow.bodyStart, flow.bodyEnd);
  // A local of that name is declared before it is used.
  if (new RegExp(`\\bstruct\\s+\\w+\\s+\\*?${text}\\b`).test(body)) return undefined;
  for (const item of outlineOf(tokens)) {
    if (item.kind !== 'declaration' || !tokens.isIdentifier(item.from, 'static')) continue;
    for (const declarator of declaratorsOf(tokens, item)) {
      const at = declarator.tokens.findLast((token) => tokens.kind[token] === T_IDENT);
      if (at !== undefined && tokens.isIdentifier(at, text))
        return { text, start: tokens.start[at] as number, end: tokens.end[at] as number };
    }
  }
  return undefined;
}

/** `if (... V_x ...) return` before the call: the vnet's own answer to whether it goes on. */
function guardBefore({ tokens, tree }: RuleContext, { flow }: TreeFunction, { start }: Spot): Named | undefined {
  const before = tokens.text.slice(flow.bodyStart, start);
  if (before.includes('IS_DEFAULT_VNET')) return undefined;
  for (const match of before.matchAll(
    /\bif\s*\(\s*!?\s*(V_\w+)\s*(?:[!=]=\s*\w+\s*)?\)\s*\{?(?:\s*\w+\(\);)?\s*return\b/g,
  )) {
    const text = match[1] ?? '';
    if (tree.accessors(text).length === 0) continue;
    const at = flow.bodyStart + match.index + match[0].indexOf(text);
    return { text, start: at, end: at + text.length };
  }
  return undefined;
}

/** A constructor of vnets, or what it calls, if nothing before the call asks anything. */
function constructorWithoutQuestion(
  { tokens, tree }: RuleContext,
  one: TreeFunction,
  { start }: Spot,
): TreeFunction | undefined {
  const { contexts } = tree.flow;
  const isConstructor = contexts.handedOver(one).some(({ registration: { kind } }) => kind === 'vnet-sysinit');
  const before = tokens.text.slice(one.flow.bodyStart, start);
  return isConstructor && !/\b(if|switch|while|for)\b|^#/m.test(before) ? contexts.constructed.get(one) : undefined;
}
