import type { Mutator } from '../../kit/mutation.ts';

export const mutate: Mutator = (code) => {
  const path = code.pick(code.files());
  return path === undefined
    ? undefined
    : {
        edits: [
          code.insertAtFileScope(
            path,
            code.random.pick([
              '/* vnetscope-ignore */',
              '/* vnetscope-ignore never-used */',
              '/* vnetscope-ignore no-such-rule: seeded */',
              '// vnetscope-ignore never-used:',
            ]),
          ),
        ],
      };
};
