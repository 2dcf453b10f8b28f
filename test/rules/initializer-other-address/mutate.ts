import type { Mutator } from '../../kit/mutation.ts';

/** A variable that starts with another one's address: written out, or behind a macro. */
export const mutate: Mutator = (code) => {
  const path = code.pick(
    code.compiled().filter((one) => code.facts(one).definitions.some(({ set }) => set === 'set_vnet')),
  );
  const other =
    path === undefined
      ? undefined
      : code.pick(
          code.facts(path).definitions.filter(({ set, start }) => set === 'set_vnet' && code.isLive(path, start)),
        );
  if (path === undefined || other === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        code.random.pick([
          `VNET_DEFINE_STATIC(void *, ${name}) = &VNET_NAME(${other.name});`,
          `VNET_DEFINE(void *, ${name}[3]) = { NULL, &VNET_NAME(${other.name}) };`,
          `#define\tMUTANT_${name}\t((void *)&VNET_NAME(${other.name}))\nVNET_DEFINE(void *, ${name}) = MUTANT_${name};`,
        ]),
        'last',
      ),
    ],
  };
};
