import type { Mutator } from '../../kit/mutation.ts';

/** A callout that sets itself again, and a destructor that stops it. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('timer');
  const again = `callout_reset(&V_${name}, hz, ${name}_tick, curvnet);`;
  const text = [
    '#include <sys/callout.h>',
    `VNET_DEFINE(struct callout, ${name});`,
    `#define V_${name} VNET(${name})`,
    `static void ${name}_tick(void *arg);`,
    `static void ${name}_again(void) { ${again} }`,
    `static void ${name}_tick(void *arg) { CURVNET_SET((struct vnet *)arg); ${code.random.pick([again, `${name}_again();`])} CURVNET_RESTORE(); }`,
    `static void ${name}_init(const void *arg) { callout_init(&V_${name}, 1); ${again} }`,
    `VNET_SYSINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_init, NULL);`,
    `static void ${name}_uninit(const void *arg) { callout_stop(&V_${name}); }`,
    `VNET_SYSUNINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_uninit, NULL);`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
