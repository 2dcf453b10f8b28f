import type { Mutator } from '../../kit/mutation.ts';

/** The host's network stack, whoever asked. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources((one) => code.functions(one).length > 0));
  // Who asks IS_DEFAULT_VNET is believed.
  const item =
    path === undefined
      ? undefined
      : code.pick(
          code.functions(path).filter(
            ({ body }) =>
              !code
                .tokens(path)
                .text.slice(code.tokens(path).start[body.from], code.tokens(path).end[body.to - 1])
                .includes('IS_DEFAULT_VNET'),
          ),
        );
  if (path === undefined || item === undefined) return undefined;
  return { edits: [code.insertInBody(path, item, '{ CURVNET_SET(vnet0); CURVNET_RESTORE(); }')] };
};
