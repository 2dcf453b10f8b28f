import type { Mutator } from '../../kit/mutation.ts';

/** The older way to make a static one. */
export const mutate: Mutator = (code) => {
  const definition = code.pick(code.definitions(({ macro }) => /_STATIC$/.test(macro)));
  if (definition === undefined) return undefined;
  const { path, fact } = definition;
  return {
    edits: [
      {
        path,
        start: fact.macroStart,
        end: fact.macroStart + fact.macro.length,
        text: `static ${fact.macro.replace(/_STATIC$/, '')}`,
      },
    ],
  };
};
