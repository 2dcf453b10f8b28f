import { inCompiledSource } from '../../kit/mutation.ts';

/** A struct in a bad order, many times. */
export const mutate = inCompiledSource(
  (name, code) =>
    `struct ${name} {\n\tchar\ta;\n\tvoid\t*p;\n\t${code.random.pick(['char', 'short', 'int'])}\tb;\n};\nVNET_DEFINE_STATIC(struct ${name}, ${name}[${16 + code.random.below(100)}]);`,
  'compiled',
);
