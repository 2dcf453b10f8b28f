import type { Mutator } from '../../kit/mutation.ts';

/** A variable that starts with its own address: written out, through its accessor, in a head, behind a macro. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  const define = code.random.chance(0.5) ? 'VNET_DEFINE' : 'VNET_DEFINE_STATIC';
  return {
    edits: [
      code.insertAtFileScope(
        path,
        code.random.pick([
          `${define}(void *, ${name}) = &VNET_NAME(${name});`,
          `#define\tV_${name}\tVNET(${name})\n${define}(void *, ${name}) = &V_${name};`,
          `${define}(struct { void *first; void **last; }, ${name}) = { NULL, &VNET_NAME(${name}).first };`,
          `#define\tMUTANT_${name}\t{ &VNET_NAME(${name}) }\n${define}(void *, ${name}[2]) = MUTANT_${name};`,
          `${define}(struct ${name} { struct ${name} *first; struct ${name} **last; }, ${name}) = TAILQ_HEAD_INITIALIZER(${name});`,
        ]),
        'compiled',
      ),
    ],
  };
};
