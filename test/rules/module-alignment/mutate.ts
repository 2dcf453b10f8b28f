import type { Mutator } from '../../kit/mutation.ts';

export const mutate: Mutator = (code) => {
  const path = code.pick(code.inModules());
  return path === undefined
    ? undefined
    : {
        edits: [
          code.insertAtFileScope(
            path,
            `VNET_DEFINE_STATIC(int, ${code.fresh()}) __aligned(${code.random.pick([16, 32, 64, 128])});`,
            'compiled',
          ),
        ],
      };
};
