import type { Mutator } from '../../kit/mutation.ts';

/** Counters that no constructor allocates, or no destructor frees. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `struct ${name} { uint64_t a, b; };\nVNET_PCPUSTAT_DEFINE(struct ${name}, ${name}_s);\n${code.random.chance(0.5) ? `VNET_PCPUSTAT_SYSINIT(${name}_s);` : ''}`,
        'last',
      ),
    ],
  };
};
