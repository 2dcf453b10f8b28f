import type { Mutator } from '../../kit/mutation.ts';

/** A cloner of each vnet whose interfaces keep a credential, in a file without a method for the removal of jails. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => !code.tokens(one).text.includes('PR_METHOD_REMOVE')));
  if (path === undefined) return undefined;
  const name = code.fresh('pin');
  const keep = code.random.pick([
    'sc->sc_cred = crhold(curthread->td_ucred);',
    'socreate(PF_INET, &sc->sc_so, SOCK_DGRAM, 0, curthread->td_ucred, curthread);',
    `sc->sc_dev = make_dev_credf(MAKEDEV_REF, &${name}_cdevsw, unit, curthread->td_ucred, 0, 0, 0600, "m%d", unit);`,
  ]);
  const text = [
    `VNET_DEFINE(struct if_clone *, ${name}_cloner);`,
    `#define V_${name}_cloner VNET(${name}_cloner)`,
    `static int ${name}_create(struct if_clone *ifc, int unit, caddr_t params) { struct ${name}_softc *sc = ${name}_alloc(unit); ${keep} return (0); }`,
    `static void ${name}_init(const void *arg) { V_${name}_cloner = if_clone_simple("m", ${name}_create, ${name}_destroy, 0); }`,
    `VNET_SYSINIT(${name}, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
