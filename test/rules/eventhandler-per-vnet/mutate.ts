import { inCompiledSource } from '../../kit/mutation.ts';

/** An event handler that each vnet registers. */
export const mutate = inCompiledSource(
  (name) =>
    `static void ${name}(void *arg) { }\nstatic void ${name}_init(const void *unused) { EVENTHANDLER_REGISTER(maxsockets_change, ${name}, NULL, EVENTHANDLER_PRI_ANY); }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
);
