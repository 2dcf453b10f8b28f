import type { Mutator } from '../../kit/mutation.ts';

/** The only accessor of a variable goes; a file that uses it has, or reads in a header, the variable. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const accessor = code.pick(
    code.accessors(({ name, variable }) => {
      if (name !== `V_${variable}` || index.accessors.get(name)?.length !== 1) return false;
      const known = [...(index.definitions.get(variable) ?? []), ...(index.declarations.get(variable) ?? [])];
      return (
        code.files(
          (file) =>
            code
              .facts(file)
              .uses.get(name)
              ?.some((at, i) => i === 0 && code.isLive(file, at)) === true &&
            known.some(({ path }) => path === file || path.endsWith('.h')),
        ).length > 0
      );
    }),
  );
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const { text } = code.tokens(path);
  const known = [...(index.definitions.get(fact.variable) ?? []), ...(index.declarations.get(fact.variable) ?? [])];
  const user = code.files(
    (file) =>
      code
        .facts(file)
        .uses.get(fact.name)
        ?.some((at, i) => i === 0 && code.isLive(file, at)) === true &&
      known.some((one) => one.path === file || one.path.endsWith('.h')),
  )[0];
  return user === undefined
    ? undefined
    : {
        edits: [
          { path, start: text.lastIndexOf('\n', fact.start) + 1, end: text.indexOf('\n', fact.start) + 1, text: '' },
        ],
        expectIn: user,
      };
};
