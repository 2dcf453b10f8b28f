import type { Mutator } from '../../kit/mutation.ts';

/** A macro that works once is given a virtualized global. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(({ variable }, path) => path.endsWith('.c') && code.session.index.definitions.has(variable)),
  );
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const address = code.random.chance(0.7) ? `&VNET_NAME(${fact.variable})` : `&${fact.name}`;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        code.random.pick([
          `MTX_SYSINIT(${name}, ${address}, "mutant", MTX_DEF);`,
          `RW_SYSINIT(${name}, ${address}, "mutant");`,
          `SX_SYSINIT(${name}, ${address}, "mutant");`,
          `SYSINIT(${name}, SI_SUB_PSEUDO, SI_ORDER_ANY, mutant_init, ${address});`,
          `TUNABLE_INT("net.mutant", ${address});`,
        ]),
      ),
    ],
  };
};
