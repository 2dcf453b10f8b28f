import { withAccessor } from '../../kit/mutation.ts';

/** A loop over the vnets that works on one of them. */
export const mutate = withAccessor(
  (name, fact) =>
    `void ${name}_walk(void)\n{\n\tVNET_ITERATOR_DECL(${name});\n\tVNET_LIST_RLOCK();\n\tVNET_FOREACH(${name}) {\n\t\t(void)&${fact.name};\n\t}\n\tVNET_LIST_RUNLOCK();\n}`,
);
