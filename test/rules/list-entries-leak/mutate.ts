import type { Mutator } from '../../kit/mutation.ts';

/** Entries that a function allocates and puts into a list, and a destructor that does something else. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('names');
  const insert = code.random.pick(['LIST_INSERT_HEAD', 'SLIST_INSERT_HEAD']);
  const text = [
    `struct ${name}_e { LIST_ENTRY(${name}_e) ${name}_link; };`,
    `VNET_DEFINE_STATIC(LIST_HEAD(, ${name}_e), ${name});`,
    `#define V_${name} VNET(${name})`,
    `void ${name}_add(void);`,
    `void ${name}_add(void) { struct ${name}_e *e; e = malloc(sizeof(*e), M_TEMP, M_WAITOK); ${insert}(&V_${name}, e, ${name}_link); }`,
    `static void ${name}_uninit(const void *arg) { printf("gone\\n"); }`,
    `VNET_SYSUNINIT(${name}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${name}_uninit, NULL);`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
