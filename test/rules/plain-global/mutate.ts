import type { Mutator } from '../../kit/mutation.ts';

/** A number that was not virtualized with the others. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const path = code.pick(code.compiled().filter((one) => code.functions(one).length > 0));
  if (path === undefined) return undefined;
  const offsets = [...code.facts(path).uses]
    .filter(([name]) => name.startsWith('V_') && index.accessors.has(name))
    .flatMap(([, at]) => at);
  const tokens = code.tokens(path);
  const item = code.pick(
    code
      .functions(path)
      .filter(
        ({ from, body }) =>
          /\bmbuf\b/.test(tokens.text.slice(tokens.start[from], tokens.start[body.from])) &&
          offsets.some(
            (at) =>
              at > (tokens.start[body.from] as number) &&
              at < (tokens.start[body.to - 1] as number) &&
              !/(sizeof|nitems|offsetof|SYSCTL)[^;]*$/.test(tokens.text.slice(at - 60, at)),
          ),
      ),
  );
  if (item === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(path, `static ${code.random.pick(['int', 'u_int', 'u_long', 'time_t'])} ${name};`),
      code.insertInBody(path, item, code.random.pick([`${name} = 1;`, `${name}++;`, `${name} += 2;`])),
    ],
  };
};
