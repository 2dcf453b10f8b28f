import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** An accessor that is gone. */
export const mutate: Mutator = (code) => {
  const member = code.pick(membersOf(code, ({ accessors }) => accessors.length === 1));
  const accessor = member?.accessors[0];
  if (member === undefined || accessor === undefined) return undefined;
  const mutant = replaced(code, accessor.path, new RegExp(`#define\\s+${accessor.fact.name}\\b[^\\n]*\\n`), '');
  return mutant === undefined ? undefined : { ...mutant, expectIn: member.path };
};
