import { withAccessor } from '../../kit/mutation.ts';

/** What runs once uses a virtualized global. */
export const mutate = withAccessor(
  (name, fact) =>
    `static void ${name}(void *arg) { (void)&${fact.name}; }\nSYSINIT(${name}, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}, NULL);`,
);
