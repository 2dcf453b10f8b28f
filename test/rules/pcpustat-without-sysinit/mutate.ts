import { inCompiledSource } from '../../kit/mutation.ts';

/** Counters that no constructor allocates, or no destructor frees. */
export const mutate = inCompiledSource(
  (name, code) =>
    `struct ${name} { uint64_t a, b; };\nVNET_PCPUSTAT_DEFINE(struct ${name}, ${name}_s);\n${code.random.chance(0.5) ? `VNET_PCPUSTAT_SYSINIT(${name}_s);` : ''}`,
);
