import type { Mutator } from '../../kit/mutation.ts';

/** An object of the whole kernel that each vnet initializes: behind a question to its own flag, or as a constructor. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('shared');
  const [type, make] = code.random.pick([
    ['struct callout', `callout_init(&${name}, 1);`],
    ['struct mtx', `mtx_init(&${name}, "m", NULL, MTX_DEF);`],
    ['struct task', `TASK_INIT(&${name}, 0, ${name}_run, NULL);`],
  ] as const);
  const user = code.random.pick([
    `int ${name}_start(void) { if (V_${name}_on != 0) return (EBUSY); ${make} V_${name}_on = 1; return (0); }`,
    `static void ${name}_start(const void *arg) { ${make} }\nVNET_SYSINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_start, NULL);`,
  ]);
  const text = [
    `VNET_DEFINE(int, ${name}_on);`,
    `#define V_${name}_on VNET(${name}_on)`,
    `static ${type} ${name};`,
    user,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
