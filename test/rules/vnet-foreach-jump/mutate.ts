import { withAccessor } from '../../kit/mutation.ts';

/** A jump out of a loop over the vnets. */
export const mutate = withAccessor(
  (name, fact, code) =>
    `void ${name}_walk(void)\n{\n\tVNET_ITERATOR_DECL(${name});\n\tVNET_LIST_RLOCK();\n\tVNET_FOREACH(${name}) {\n\t\tCURVNET_SET(${name});\n\t\tif (${fact.name}_mutant) {\n\t\t\tCURVNET_RESTORE();\n\t\t\t${code.random.pick(['break', 'continue'])};\n\t\t}\n\t\tCURVNET_RESTORE();\n\t}\n\tVNET_LIST_RUNLOCK();\n}`,
);
