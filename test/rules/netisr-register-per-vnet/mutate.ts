import type { Mutator } from '../../kit/mutation.ts';

/** A protocol that each vnet registers. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `static struct netisr_handler ${name}_nh;\nstatic void ${name}_init(const void *unused) { netisr_register(&${name}_nh); }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
        'last',
      ),
    ],
  };
};
