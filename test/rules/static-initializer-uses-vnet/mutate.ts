import type { Mutator } from '../../kit/mutation.ts';

/** A static object, at file scope or in a function, that starts with V_x or its address. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(({ variable }, path) => path.endsWith('.c') && code.session.index.definitions.has(variable)),
  );
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const text = code.random.pick([
    `static int ${code.fresh()} = ${fact.name};`,
    `static void *${code.fresh()} = &${fact.name};`,
    `static void *${code.fresh()}[] = { NULL, (&(${fact.name})) };`,
  ]);
  const item = code.random.chance(0.5) ? code.pick(code.functions(path)) : undefined;
  return { edits: [item === undefined ? code.insertAtFileScope(path, text) : code.insertInBody(path, item, text)] };
};
