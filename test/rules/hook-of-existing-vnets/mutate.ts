import type { Mutator } from '../../kit/mutation.ts';

/** A loop over the vnets that puts a hook into each, in a file none of whose constructors puts one in. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => !/pfil_(link|add_hook)/.test(code.tokens(one).text)));
  if (path === undefined) return undefined;
  const name = code.fresh('hooks');
  const put = code.random.pick(['pfil_link(&args);', 'pfil_add_hook(check, NULL, PFIL_IN, head);', `${name}_put();`]);
  const text = [
    `static void ${name}_put(void) { pfil_link(&${name}_args); }`,
    `void ${name}_on(void) {`,
    `  VNET_LIST_RLOCK();`,
    `  VNET_FOREACH(vnet_iter) { CURVNET_SET(vnet_iter); ${put} CURVNET_RESTORE(); }`,
    `  VNET_LIST_RUNLOCK();`,
    `}`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
