import type { Mutator } from '../../kit/mutation.ts';

/** A loop over the vnets that works on one of them. */
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
        `void ${name}_walk(void)\n{\n\tVNET_ITERATOR_DECL(${name});\n\tVNET_LIST_RLOCK();\n\tVNET_FOREACH(${name}) {\n\t\t(void)&${fact.name};\n\t}\n\tVNET_LIST_RUNLOCK();\n}`,
        'last',
      ),
    ],
  };
};
