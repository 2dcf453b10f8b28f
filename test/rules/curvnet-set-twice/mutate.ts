import type { Mutator } from '../../kit/mutation.ts';

/** Two sets, two restores, one block. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => code.functions(one).length > 0));
  const item = path === undefined ? undefined : code.pick(code.functions(path));
  if (path === undefined || item === undefined) return undefined;
  return {
    edits: [
      code.insertInBody(
        path,
        item,
        'CURVNET_SET(curthread->td_vnet); CURVNET_SET(vnet0); CURVNET_RESTORE(); CURVNET_RESTORE();',
      ),
    ],
  };
};
