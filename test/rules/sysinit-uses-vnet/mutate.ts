import type { Mutator } from '../../kit/mutation.ts';

/** What runs once uses a virtualized global. */
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
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `static void ${name}(void *arg) { (void)&${fact.name}; }\nSYSINIT(${name}, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}, NULL);`,
        'last',
      ),
    ],
  };
};
