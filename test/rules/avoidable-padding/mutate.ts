import type { Mutator } from '../../kit/mutation.ts';

/** A struct in a bad order, many times. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `struct ${name} {\n\tchar\ta;\n\tvoid\t*p;\n\t${code.random.pick(['char', 'short', 'int'])}\tb;\n};\nVNET_DEFINE_STATIC(struct ${name}, ${name}[${16 + code.random.below(100)}]);`,
        'compiled',
      ),
    ],
  };
};
