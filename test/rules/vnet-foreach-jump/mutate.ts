import type { Mutator } from '../../kit/mutation.ts';

/** A jump out of a loop over the vnets. */
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
        `void ${name}_walk(void)\n{\n\tVNET_ITERATOR_DECL(${name});\n\tVNET_LIST_RLOCK();\n\tVNET_FOREACH(${name}) {\n\t\tCURVNET_SET(${name});\n\t\tif (${fact.name}_mutant) {\n\t\t\tCURVNET_RESTORE();\n\t\t\t${code.random.pick(['break', 'continue'])};\n\t\t}\n\t\tCURVNET_RESTORE();\n\t}\n\tVNET_LIST_RUNLOCK();\n}`,
        'last',
      ),
    ],
  };
};
