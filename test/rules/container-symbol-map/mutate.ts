import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A row that netstat(1) needs is gone. */
export const mutate: Mutator = (code) => {
  const member = code.pick(membersOf(code, ({ rows }) => rows.length === 1));
  const row = member?.rows[0];
  return row === undefined ? undefined : replaced(code, row.path, new RegExp(`\\tVNET_SYMMAP\\(\\w+, ${row.fact.member}\\),\\n`), '');
};
