import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** An extern outside #ifdef VIMAGE_GLOBALS, of a member whose plain global is inside. */
export const mutate: Mutator = (code) => {
  const member = code.pick(
    membersOf(
      code,
      ({ definitions, externs }) =>
        definitions.length === 1 && definitions[0]?.modes === 1 && externs.every(({ modes }) => modes === 1),
    ),
  );
  return member === undefined
    ? undefined
    : replaced(code, member.path, /(?=\n#endif[^\n]*\n*$)/, `\nextern int ${member.name};\n`);
};
