import type { Mutator } from '../../kit/mutation.ts';

/** A counter in front of the others of its file, which something that packets come by counts up. */
export const mutate: Mutator = (code) => {
  const ofPackets = (path: string): ReturnType<typeof code.functions> =>
    code
      .functions(path)
      .filter(({ from, body }) =>
        /\bstruct mbuf\b/.test(
          code.tokens(path).text.slice(code.tokens(path).start[from], code.tokens(path).start[body.from]),
        ),
      );
  const path = code.pick(
    code
      .compiled()
      .filter(
        (one) =>
          code.facts(one).definitions.filter(({ set, start }) => set === 'set_vnet' && code.isLive(one, start)).length >
            2 && ofPackets(one).length > 0,
      ),
  );
  const item = path === undefined ? undefined : code.pick(ofPackets(path));
  if (path === undefined || item === undefined) return undefined;
  const name = code.fresh();
  const edit = code.insertAtFileScope(path, '', 'compiled');
  const scope = { ...edit, text: `VNET_DEFINE_STATIC(int, ${name}) = 0;\n#define\tV_${name}\tVNET(${name})\n` };
  return {
    edits: [
      scope,
      code.insertInBody(path, item, code.random.pick([`V_${name}++;`, `V_${name} += 2;`, `--V_${name};`])),
    ],
  };
};
