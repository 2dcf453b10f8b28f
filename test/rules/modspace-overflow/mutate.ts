import type { Mutator } from '../../kit/mutation.ts';

/** A module of more than the room for modules. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.inModules());
  if (path === undefined) return undefined;
  const isPerCpu = code.random.chance(0.3);
  const bytes = (isPerCpu ? 2049 : 32_769) + code.random.below(9000);
  const text = `${isPerCpu ? 'DPCPU' : 'VNET'}_DEFINE_STATIC(char, ${code.fresh()}[${bytes}]);`;
  return { edits: [code.insertAtFileScope(path, isPerCpu ? `#include <sys/pcpu.h>\n${text}` : text, 'compiled')] };
};
