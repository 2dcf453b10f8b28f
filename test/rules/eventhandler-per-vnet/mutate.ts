import type { Mutator } from '../../kit/mutation.ts';

/** An event handler that each vnet registers. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `static void ${name}(void *arg) { }\nstatic void ${name}_init(const void *unused) { EVENTHANDLER_REGISTER(maxsockets_change, ${name}, NULL, EVENTHANDLER_PRI_ANY); }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
        'last',
      ),
    ],
  };
};
