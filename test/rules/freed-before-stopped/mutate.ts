import type { Mutator } from '../../kit/mutation.ts';

/** A table that a callout reads, freed by a destructor before the callout is drained. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('table');
  const [freed, stopped] = code.random.pick([
    [`free(V_${name}, M_TEMP);`, `callout_drain(&V_${name}_ch);`],
    [`free(V_${name}, M_TEMP);`, `${name}_stop();`],
  ]);
  const text = [
    '#include <sys/callout.h>',
    `VNET_DEFINE(struct callout, ${name}_ch);`,
    `#define V_${name}_ch VNET(${name}_ch)`,
    `VNET_DEFINE(int *, ${name});`,
    `#define V_${name} VNET(${name})`,
    `static void ${name}_work(void) { V_${name}[0]++; }`,
    `static void ${name}_tick(void *arg) { CURVNET_SET((struct vnet *)arg); ${name}_work(); CURVNET_RESTORE(); }`,
    `static void ${name}_stop(void) { callout_drain(&V_${name}_ch); }`,
    `static void ${name}_init(const void *arg) { V_${name} = malloc(64, M_TEMP, M_WAITOK); callout_init(&V_${name}_ch, 1); callout_reset(&V_${name}_ch, hz, ${name}_tick, curvnet); }`,
    `VNET_SYSINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_init, NULL);`,
    `static void ${name}_uninit(const void *arg) { ${freed} ${stopped} }`,
    `VNET_SYSUNINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_uninit, NULL);`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
