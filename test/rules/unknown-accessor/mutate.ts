import type { Mutator } from '../../kit/mutation.ts';

/** A use of an accessor with a letter too few, or of one that reaches nothing. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(
      ({ variable, name }, path) =>
        path.endsWith('.c') && name.length > 12 && code.session.index.definitions.has(variable),
    ),
  );
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const name = code.fresh();
  const slip = `${fact.name.slice(0, 8)}${fact.name.slice(9)}`;
  if (code.session.index.accessors.has(slip)) return undefined;
  const text = code.random.pick([
    `int ${name}(void); int ${name}(void) { return (sizeof(${slip})); }`,
    `#define V_${name} VNET(${name})\nint ${name}_get(void); int ${name}_get(void) { return (V_${name}); }`,
  ]);
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
