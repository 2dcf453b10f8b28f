import type { Mutator } from '../../kit/mutation.ts';

/** A definition stands twice in its file, or in another one of the same kernel. */
export const mutate: Mutator = (code) => {
  const definition = code.pick(
    code.definitions(({ type, isCounterArray }, path) => path.endsWith('.c') && !isCounterArray && !/[[{]/.test(type)),
  );
  if (definition === undefined) return undefined;
  const { path, fact } = definition;
  const again = `${fact.macro}(${fact.type}, ${fact.name});`;
  const others =
    fact.isStatic ||
    !code.session.workspace.isCompiled(path) ||
    !/^(u?int|u_int|u_?long|long|uint(8|16|32|64)_t)$/.test(fact.type)
      ? []
      : code.compiled().filter((one) => one !== path);
  const other = code.random.chance(0.5) ? code.pick(others) : undefined;
  if (other !== undefined) return { edits: [code.insertAtFileScope(other, again, 'compiled')] };
  const tokens = code.tokens(path);
  const end = tokens.text.indexOf(';', fact.end) + 1;
  return { edits: [{ path, start: end, end, text: `\n${again}` }] };
};
