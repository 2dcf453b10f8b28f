import type { Mutator } from '../../kit/mutation.ts';

const TYPES = ['char', 'void **', 'struct { int a[7]; }', 'double', 'short'];

/** A source declares another source's variable with a type of its own. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const definition = code.pick(
    code.definitions(
      ({ isStatic, name, set }, path) =>
        path.endsWith('.c') &&
        !isStatic &&
        index.definitions.get(name)?.filter(({ fact }) => fact.set === set).length === 1 &&
        code.session.workspace.isCompiled(path),
    ),
  );
  const path =
    definition === undefined ? undefined : code.pick(code.compiled().filter((one) => one !== definition.path));
  return definition === undefined || path === undefined
    ? undefined
    : {
        edits: [
          code.insertAtFileScope(
            path,
            `VNET_DECLARE(${code.random.pick(TYPES)}, ${definition.fact.name});`,
            'compiled',
          ),
        ],
      };
};
