import type { Mutator } from '../../kit/mutation.ts';

/** The host's network stack, though somebody asks. */
export const mutate: Mutator = (code) => {
  // net/vnet.c itself has to name the host's.
  const path = code.pick(code.sources((one) => code.functions(one).length > 0 && one !== 'sys/net/vnet.c'));
  if (path === undefined) return undefined;
  const who = code.random.pick(['struct thread *td', 'struct socket *so', 'struct ifnet *ifp']);
  const text = `void ${code.fresh()}(${who}) { CURVNET_SET(vnet0); CURVNET_RESTORE(); }`;
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
