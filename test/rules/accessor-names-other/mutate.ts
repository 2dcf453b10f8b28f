import type { Mutator } from '../../kit/mutation.ts';

/** One of the two names of an accessor is another variable's. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(({ name, variable }) => name === `V_${variable}` && code.session.index.definitions.has(variable)),
  );
  const other =
    accessor === undefined ? undefined : code.pick(code.definitions(({ name }) => name !== accessor.fact.variable));
  return accessor === undefined || other === undefined
    ? undefined
    : { edits: [{ path: accessor.path, ...accessor.fact.variableSpot, text: other.fact.name }] };
};
