import { inCompiledSource } from '../../kit/mutation.ts';

/** A constructor that visits all vnets. */
export const mutate = inCompiledSource(
  (name) =>
    `static void ${name}_init(const void *unused) { VNET_ITERATOR_DECL(v); VNET_LIST_RLOCK(); VNET_FOREACH(v) { CURVNET_SET(v); ${name}_one(); CURVNET_RESTORE(); } VNET_LIST_RUNLOCK(); }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
);
