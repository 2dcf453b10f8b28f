import type { Mutator } from '../../kit/mutation.ts';

/** A secret that a SYSINIT, or a constructor for vnet0 alone, fills. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('secret');
  const fill = code.random.pick([
    `arc4rand(&V_${name}, sizeof(V_${name}), 0);`,
    `V_${name}[0] = arc4random();`,
    `arc4random_buf(V_${name}, sizeof(V_${name}));`,
    `read_random(V_${name}, sizeof(V_${name}));`,
  ]);
  const once = code.random.pick([
    `static void ${name}_init(void *arg) { ${fill} }\nSYSINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_init, NULL);`,
    `static void ${name}_init(const void *arg) { if (!IS_DEFAULT_VNET(curvnet)) return; ${fill} }\nVNET_SYSINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_init, NULL);`,
  ]);
  const text = [
    `VNET_DEFINE(u_char, ${name}[16]);`,
    `#define V_${name} VNET(${name})`,
    `int ${name}_hash(int a) { return (a ^ V_${name}[0]); }`,
    once,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
