import { inCompiledSource } from '../../kit/mutation.ts';

/** A constructor that uses the zone of a later one. */
export const mutate = inCompiledSource((name) =>
  [
    `VNET_DEFINE_STATIC(uma_zone_t, ${name}_zone);`,
    `#define\tV_${name}_zone\tVNET(${name}_zone)`,
    `static void ${name}_late(const void *unused) { V_${name}_zone = uma_zcreate("mutant", 64, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0); }`,
    `VNET_SYSINIT(${name}_late, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_late, NULL);`,
    `static void ${name}_early(const void *unused) { (void)uma_zalloc(V_${name}_zone, M_WAITOK); }`,
    `VNET_SYSINIT(${name}_early, SI_SUB_PSEUDO, SI_ORDER_FIRST, ${name}_early, NULL);`,
  ].join('\n'),
);
