import type { Mutator } from '../../kit/mutation.ts';

/** A CURVNET_SET at the beginning of a function, and no CURVNET_RESTORE. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => code.functions(one).length > 0));
  const item = path === undefined ? undefined : code.pick(code.functions(path));
  if (path === undefined || item === undefined) return undefined;
  return { edits: [code.insertInBody(path, item, 'CURVNET_SET(curthread->td_vnet);')] };
};
