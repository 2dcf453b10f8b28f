import { withAccessor } from '../../kit/mutation.ts';

/** A loop over the vnets without their lock. */
export const mutate = withAccessor(
  (name, fact) =>
    `void ${name}_walk(void)\n{\n\tVNET_ITERATOR_DECL(${name});\n\tVNET_FOREACH(${name}) {\n\t\tCURVNET_SET(${name});\n\t\t(void)&${fact.name};\n\t\tCURVNET_RESTORE();\n\t}\n}`,
);
