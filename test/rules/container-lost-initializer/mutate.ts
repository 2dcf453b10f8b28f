import { containerTree } from '../../../server/src/core/analysis/containers/container-tree.ts';
import { membersOf } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A plain global gets a value that no constructor repeats. */
export const mutate: Mutator = (code) => {
  const assigned = new Set(
    [...(containerTree(code.session.workspace)?.constructors.values() ?? [])]
      .flat()
      .flatMap(({ fact }) => fact.assignments.map(({ name }) => name)),
  );
  const member = code.pick(
    membersOf(
      code,
      ({ fact, definitions, accessors }) =>
        /^(?:u_)?(?:int|short|long)(?:32_t|64_t)?$/.test(fact.type) &&
        definitions.length === 1 &&
        definitions[0]?.name.initializer === undefined &&
        accessors.every((one) => !assigned.has(one.fact.name)),
    ),
  );
  const definition = member?.definitions[0];
  return definition === undefined
    ? undefined
    : {
        edits: [
          {
            path: definition.path,
            start: definition.name.end,
            end: definition.name.end,
            text: code.random.pick([' = 7', ' = -1', ' = 1 << 4']),
          },
        ],
      };
};
