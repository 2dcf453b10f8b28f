import type { FlowCall, VnetLoop } from '../flow/file-flow.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { isWithoutVimage } from '../written/conditions.ts';
import type { Rule, RuleContext } from './rule.ts';

/** pfil(9): what puts a filter in the way of a vnet's packets; pfil_link() since 13. */
const HOOKS = /^(pfil_add_hook|pfil_add_hook_flags|pfil_link)$/;

export const rule: Rule = {
  id: 'hook-of-existing-vnets',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'pfil(9)',
  summary: 'a hook is added to the vnets that exist when it is switched on, but not to vnets that are made later',
  why: `VNET_FOREACH visits the vnets that exist. A vnet that is made afterwards has no hook: the hook does not see its packets, and code that removes
the hook from every vnet removes one that was never added. siftr_pfil() (sys/netinet/siftr.c, 9.3 to 14) hooks every vnet when net.inet.siftr.enabled is set; in a jail that is started
then it sees nothing, and in 14 switching it off calls pfil_remove_hook() with the NULL of that vnet's V_siftr_inet_hook. Link the hook in a
VNET_SYSINIT too, as vnet_ipfw_init() does, which asks the variable that says whether it is on.`,
  bad: `#include <sys/param.h>
#include <net/pfil.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fx_hooked);
#define V_fx_hooked VNET(fx_hooked)
void fx_enable(void);
void
fx_enable(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		pfil_add_hook(fx_check, NULL, PFIL_IN, fx_head());
		V_fx_hooked = 1;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <net/pfil.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fx_hooked);
#define V_fx_hooked VNET(fx_hooked)
static int fx_enabled;
static void
fx_hook(void)
{
	pfil_add_hook(fx_check, NULL, PFIL_IN, fx_head());
	V_fx_hooked = 1;
}
void fx_enable(void);
void
fx_enable(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	fx_enabled = 1;
	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		fx_hook();
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}
static void
fx_init(const void *unused)
{
	if (fx_enabled)
		fx_hook();
}
VNET_SYSINIT(fx_init, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY, fx_init, NULL);
static void
fx_uninit(const void *unused)
{
	pfil_remove_hook(fx_check, NULL, PFIL_IN, fx_head());
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PROTO_FIREWALL, SI_ORDER_ANY, fx_uninit, NULL);
`,
  check(context) {
    const { path, tree, report } = context;
    if (tree.flow.functions(path).every(({ flow }) => flow.loops.length === 0)) return;
    if (isHookedByConstructor(context)) return;
    for (const one of tree.flow.functions(path)) {
      for (const loop of one.flow.loops) {
        const call = one.flow.calls.find((inside) => isIn(loop, inside) && hooks(context, one, inside));
        if (call === undefined || isWithoutVimage(context.tokens, call.start)) continue;
        report(
          call,
          `${one.flow.name} adds the hook only to the vnets that exist: a vnet that is made later has no hook`,
          'add the hook in a VNET_SYSINIT too, if it is switched on',
          { related: [{ path, start: loop.start, end: loop.end, message: 'the loop over the vnets' }] },
        );
      }
    }
  },
};

function isIn(loop: VnetLoop, { start }: FlowCall): boolean {
  return start > loop.start && start < loop.bodyEnd;
}

/** Puts a hook in, itself or in a function that it calls. */
function hooks({ tree }: RuleContext, one: TreeFunction, { name }: FlowCall): boolean {
  if (HOOKS.test(name)) return true;
  return tree.flow
    .resolve(one.path, name)
    .some((target) => target.path === one.path && target.flow.calls.some((call) => HOOKS.test(call.name)));
}

/** What runs while a vnet is made puts a hook in, wherever it is on. */
function isHookedByConstructor({ path, tree }: RuleContext): boolean {
  const { constructed } = tree.flow.contexts;
  return tree.flow
    .functions(path)
    .some((one) => constructed.has(one) && one.flow.calls.some(({ name }) => HOOKS.test(name)));
}
