import type { Mutator } from '../../kit/mutation.ts';

/** A source declares what another defines. */
export const mutate: Mutator = (code) => {
  const definition = code.pick(code.definitions((_, path) => path.endsWith('.c')));
  const path =
    definition === undefined
      ? undefined
      : code.pick(
          code.sources(
            (one) =>
              one !== definition.path && !code.facts(one).definitions.some(({ name }) => name === definition.fact.name),
          ),
        );
  return definition === undefined || path === undefined
    ? undefined
    : {
        edits: [
          code.insertAtFileScope(path, `VNET_DECLARE(${definition.fact.type || 'int'}, ${definition.fact.name});`),
        ],
      };
};
