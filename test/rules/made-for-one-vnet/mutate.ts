import { inCompiledSource } from '../../kit/mutation.ts';

/** A lock that is initialized once and taken in each vnet. */
export const mutate = inCompiledSource((name) =>
  [
    `VNET_DEFINE_STATIC(struct mtx, ${name}_mtx);`,
    `#define\tV_${name}_mtx\tVNET(${name}_mtx)`,
    `void ${name}_work(void);`,
    `void ${name}_work(void) { mtx_lock(&V_${name}_mtx); mtx_unlock(&V_${name}_mtx); }`,
    `static void ${name}_init(void *unused) { mtx_init(&V_${name}_mtx, "mutant", NULL, MTX_DEF); }`,
    `SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
  ].join('\n'),
);
