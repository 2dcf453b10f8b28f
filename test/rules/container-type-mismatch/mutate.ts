import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A member of another type than its plain global. */
export const mutate: Mutator = (code) => {
  const member = code.pick(
    membersOf(
      code,
      ({ fact, definitions }) =>
        fact.type === 'int' && fact.count === 1 && definitions.some(({ path }) => path.endsWith('.c')),
    ),
  );
  return member === undefined
    ? undefined
    : replaced(
        code,
        member.path,
        new RegExp(`\\bint(?=\\s+_${member.name}\\b)`),
        code.random.pick(['u_long', 'short', 'u_int']),
      );
};
