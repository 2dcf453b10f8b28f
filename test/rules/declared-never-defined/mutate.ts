import type { Mutator } from '../../kit/mutation.ts';

/** The definition of a variable that others declare and use is renamed. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const definition = code.pick(
    code.definitions(({ name, set }) => {
      const isOnly = index.definitions.get(name)?.filter(({ fact }) => fact.set === set).length === 1;
      const declared =
        index.declarations.get(name)?.some(({ fact, path }) => fact.set === set && code.isLive(path, fact.start)) ===
        true;
      return (
        isOnly &&
        declared &&
        (index.accessorsOf.get(name) ?? []).some(({ fact }) => (index.useCounts.get(fact.name) ?? 0) > 0)
      );
    }),
  );
  const declaration =
    definition === undefined
      ? undefined
      : index.declarations
          .get(definition.fact.name)
          ?.find(({ fact, path }) => fact.set === definition.fact.set && code.isLive(path, fact.start));
  if (definition === undefined || declaration === undefined) return undefined;
  return {
    edits: [{ path: definition.path, start: definition.fact.start, end: definition.fact.end, text: code.fresh() }],
    expectIn: declaration.path,
  };
};
