import type { Mutator } from '../../kit/mutation.ts';

/** A use goes round its accessor. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const uses = code.sources().flatMap((path) =>
    [...code.facts(path).uses].flatMap(([name, offsets]) => {
      const variable = index.accessors.get(name)?.[0]?.fact.variable;
      return variable === undefined || !(index.definitions.has(variable) || index.declarations.has(variable))
        ? []
        : offsets.filter((at) => code.isLive(path, at)).map((at) => ({ path, name, variable, at }));
    }),
  );
  const use = code.pick(uses);
  return use === undefined
    ? undefined
    : { edits: [{ path: use.path, start: use.at, end: use.at + use.name.length, text: `vnet_entry_${use.variable}` }] };
};
