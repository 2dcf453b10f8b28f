import type { Mutator } from '../../kit/mutation.ts';

/** A variable that nobody uses, with or without accessor and sysctl. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh();
  const accessor = code.random.chance(0.5) ? `#define\tV_${name}\tVNET(${name})\n` : '';
  const sysctl = code.random.chance(0.5)
    ? `\nSYSCTL_INT(_net, OID_AUTO, ${name}, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(${name}), 0, "");`
    : '';
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `VNET_DEFINE${code.random.chance(0.5) ? '_STATIC' : ''}(int, ${name});\n${accessor}${sysctl}`,
      ),
    ],
  };
};
