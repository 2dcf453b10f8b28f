import { inCompiledSource } from '../../kit/mutation.ts';

/** A protocol that each vnet registers. */
export const mutate = inCompiledSource(
  (name) =>
    `static struct netisr_handler ${name}_nh;\nstatic void ${name}_init(const void *unused) { netisr_register(&${name}_nh); }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
);
