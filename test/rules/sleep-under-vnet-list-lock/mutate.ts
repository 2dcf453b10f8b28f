import type { Mutator } from '../../kit/mutation.ts';

/** Memory that is waited for, or a pause, while nobody may sleep. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => code.functions(one).length > 0));
  const item = path === undefined ? undefined : code.pick(code.functions(path));
  if (path === undefined || item === undefined) return undefined;
  return {
    edits: [
      code.insertInBody(
        path,
        item,
        code.random.pick([
          'VNET_LIST_RLOCK_NOSLEEP(); (void)malloc(8, M_TEMP, M_WAITOK); VNET_LIST_RUNLOCK_NOSLEEP();',
          'VNET_LIST_RLOCK_NOSLEEP(); pause("mutant", hz); VNET_LIST_RUNLOCK_NOSLEEP();',
        ]),
      ),
    ],
  };
};
