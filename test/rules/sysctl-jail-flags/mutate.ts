import type { Mutator } from '../../kit/mutation.ts';

/** Two sysctls with one handler, of which one has no flag that lets a jail write it. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('pair');
  const flag = code.random.pick(['CTLFLAG_VNET', 'CTLFLAG_PRISON']);
  const sysctl = (leaf: string, access: string, which: number): string =>
    `SYSCTL_PROC(_kern, OID_AUTO, ${name}_${leaf}, ${access}, NULL, ${which}, ${name}_sysctl, "I", "");`;
  const rows = [sysctl('a', `CTLTYPE_INT | CTLFLAG_RW | ${flag}`, 0), sysctl('b', 'CTLTYPE_INT | CTLFLAG_RW', 1)];
  const text = (code.random.below(2) === 0 ? rows : rows.toReversed()).join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
