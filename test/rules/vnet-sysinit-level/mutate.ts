import type { Mutator } from '../../kit/mutation.ts';

/** A constructor before there are vnets. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(
      ({ variable }, path) =>
        path.endsWith('.c') && code.functions(path).length > 0 && code.session.index.definitions.has(variable),
    ),
  );
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const name = code.fresh();
  const level = code.random.pick(['SI_SUB_KLD', 'SI_SUB_VNET_PRELINK', 'SI_SUB_VNET']);
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `static void ${name}(const void *unused) { (void)&${fact.name}; }\nVNET_SYSINIT(${name}, ${level}, SI_ORDER_ANY, ${name}, NULL);`,
        'last',
      ),
    ],
  };
};
