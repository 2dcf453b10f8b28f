import type { Mutator, Preparation } from '../../kit/mutation.ts';
import { baselineOf } from '../../kit/rule-session.ts';

/** The code as it is is what others were compiled against. */
export const prepare: Preparation = ({ workspace, compat }) => {
  compat.setBaseline(baselineOf(workspace, 'the sound code'));
};

/** A member before all others of a struct that is part of an interface. */
export const mutate: Mutator = (code) => {
  const rows = (code.session.compat.baseline?.layouts.records ?? []).flatMap(({ name, file, audience, members }) => {
    if (
      audience === 'object' ||
      members.length === 0 ||
      !name.startsWith('struct ') ||
      !file.endsWith('.h') ||
      !code.wants(file)
    )
      return [];
    const heads = Array.from(code.tokens(file).text.matchAll(new RegExp(`^${name.replace(' ', '\\s+')}\\s*\\{`, 'gm')));
    const [head] = heads;
    return head === undefined || heads.length > 1 ? [] : [{ path: file, at: head.index + head[0].length }];
  });
  const row = code.pick(rows);
  if (row === undefined) return undefined;
  return {
    edits: [
      {
        path: row.path,
        start: row.at,
        end: row.at,
        text: `\n\t${code.random.pick(['long\t', 'void\t*', 'char\t*'])}${code.fresh()};`,
      },
    ],
  };
};
