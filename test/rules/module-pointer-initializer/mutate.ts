import type { Mutator } from '../../kit/mutation.ts';

/** In a module, a variable that starts with an address. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.inModules());
  if (path === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        path,
        code.random.pick([
          `static int ${name}_default;\nVNET_DEFINE_STATIC(int *, ${name}) = &${name}_default;`,
          `VNET_DEFINE_STATIC(const char *, ${name}) = "mutant";`,
          `static int ${name}_get(void) { return (0); }\nVNET_DEFINE_STATIC(struct { int n; int (*get)(void); }, ${name}) = { 1, ${name}_get };`,
        ]),
        'compiled',
      ),
    ],
  };
};
