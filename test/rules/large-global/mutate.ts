import type { Mutator } from '../../kit/mutation.ts';

export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  const bytes = 4096 + code.random.below(20_000);
  return path === undefined
    ? undefined
    : {
        edits: [
          code.insertAtFileScope(
            path,
            code.random.pick([
              `VNET_DEFINE_STATIC(char, ${code.fresh()}[${bytes}]);`,
              `VNET_DEFINE(void *, ${code.fresh()}[${Math.ceil(bytes / 8)}]);`,
              `VNET_DEFINE_STATIC(struct { int n; char room[${bytes}]; }, ${code.fresh()});`,
            ]),
            'compiled',
          ),
        ],
      };
};
