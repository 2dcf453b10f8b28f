import { P_ARROW, P_ASSIGN, P_DOT } from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';

/** net/if_clone.h, up to 13 and later. */
const CLONERS = /^(if_clone_simple|if_clone_advanced|ifc_attach_cloner)$/;

/** What keeps a credential as long as its result lives: by the index of the credential among its arguments. */
const KEEPERS: ReadonlyMap<string, number> = new Map([
  ['socreate', 4],
  ['make_dev_cred', 2],
  ['make_dev_credf', 3],
]);

export const rule: Rule = {
  id: 'clone-pins-jail',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'jail(9)',
  summary:
    'an interface that each vnet can clone keeps a credential of its jail, and nothing drops it when the jail is removed',
  why: `A credential holds a reference to its prison, and the prison to its vnet. An interface that keeps one, in its softc, its socket or its character device,
keeps the jail that made it: after jail_remove(2) the jail stays "dying", vnet_destroy() does not run, and no destructor of the vnet frees the
interface. if_wg gives its credential and its sockets back in a method that osd_jail_register() puts at PR_METHOD_REMOVE (wg_prison_remove). tunclone()
passes the opener's credential to make_dev_credf(), or to make_dev_s() in 14, and nothing takes it back (if_tun.c, if_tap.c, if_tuntap.c).`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/socketvar.h>
#include <net/if_var.h>
#include <net/vnet.h>
struct fx_softc {
	struct ucred *sc_cred;
};
VNET_DEFINE_STATIC(struct if_clone *, fx_cloner);
#define V_fx_cloner VNET(fx_cloner)
static int
fx_create(struct if_clone *ifc, int unit, caddr_t params)
{
	struct fx_softc *sc = fx_alloc(unit);

	sc->sc_cred = crhold(curthread->td_ucred);
	return (0);
}
static void
fx_init(const void *unused)
{
	V_fx_cloner = if_clone_simple("fx", fx_create, fx_destroy, 0);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);
static void
fx_uninit(const void *unused)
{
	if_clone_detach(V_fx_cloner);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/socketvar.h>
#include <net/if_var.h>
#include <net/vnet.h>
struct fx_softc {
	struct ucred *sc_cred;
};
VNET_DEFINE_STATIC(struct if_clone *, fx_cloner);
#define V_fx_cloner VNET(fx_cloner)
static int
fx_create(struct if_clone *ifc, int unit, caddr_t params)
{
	struct fx_softc *sc = fx_alloc(unit);

	sc->sc_cred = crhold(curthread->td_ucred);
	return (0);
}
static int
fx_prison_remove(void *obj, void *data)
{
	fx_drop_creds(obj);
	return (0);
}
static void
fx_jails(void *unused)
{
	osd_method_t methods[PR_MAXMETHOD] = {
		[PR_METHOD_REMOVE] = fx_prison_remove,
	};

	osd_jail_register(NULL, methods);
}
SYSINIT(fx_jails, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_jails, NULL);
static void
fx_init(const void *unused)
{
	V_fx_cloner = if_clone_simple("fx", fx_create, fx_destroy, 0);
}
VNET_SYSINIT(fx_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_init, NULL);
static void
fx_uninit(const void *unused)
{
	if_clone_detach(V_fx_cloner);
}
VNET_SYSUNINIT(fx_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fx_uninit, NULL);
`,
  check(context) {
    const { path, tree, report } = context;
    const { contexts } = tree.flow;
    const cloner = tree.flow
      .functions(path)
      .filter((one) => contexts.constructed.has(one))
      .flatMap(({ flow }) => flow.calls)
      .find(({ name }) => CLONERS.test(name));
    if (cloner === undefined) return;
    const { text } = context.tokens;
    if (!/if_clone_|ifc_attach_cloner/.test(text) || text.includes('PR_METHOD_REMOVE')) return;
    const kept = keptCredential(context);
    if (kept === undefined) return;
    report(
      kept,
      `${kept.by} keeps a credential until the interface is destroyed: a removed jail that made the interface stays dying, and its vnet is never destroyed`,
      'give the credential back in a PR_METHOD_REMOVE method, which osd_jail_register() registers',
      { related: [{ path, start: cloner.start, end: cloner.end, message: 'each vnet gets a cloner here' }] },
    );
  },
};

/** The first place of the file where a user's credential is kept in something. */
function keptCredential({ path, tokens, tree }: RuleContext): (Spot & { readonly by: string }) | undefined {
  for (const { flow } of tree.flow.functions(path)) {
    const to = tokenFrom(tokens, flow.bodyEnd);
    for (let i = tokenFrom(tokens, flow.bodyStart); i < to; i++) {
      const by = tokens.kind[i] === T_IDENT ? keeperAt(tokens, i) : undefined;
      if (by !== undefined) return { start: tokens.start[i] as number, end: tokens.end[i] as number, by };
    }
  }
  return undefined;
}

/** What keeps a user's credential at a name; undefined for anything else. */
function keeperAt(tokens: TokenFile, i: number): string | undefined {
  const name = tokens.spelling(i);
  if (name === 'mda_cr' && tokens.isPunct(i + 1, P_ASSIGN)) return isOfUser(tokens, i + 2) ? 'make_dev_s()' : undefined;
  // `sc->sc_cred = crhold(cred)`: a member outlives the function.
  if (name === 'crhold' && tokens.isPunct(i - 1, P_ASSIGN))
    return tokens.isPunct(i - 3, P_ARROW) || tokens.isPunct(i - 3, P_DOT) ? 'crhold()' : undefined;
  const index = KEEPERS.get(name);
  const argument = index === undefined ? undefined : invocationAt(tokens, i)?.arguments[index];
  return argument !== undefined && isOfUser(tokens, argument.from) ? `${name}()` : undefined;
}

/** The credential that begins at a token is neither the kernel's own nor none. */
function isOfUser(tokens: TokenFile, from: number): boolean {
  return !/^(NULL|NOCRED|0|thread0|proc0)$/.test(tokens.spelling(from));
}
