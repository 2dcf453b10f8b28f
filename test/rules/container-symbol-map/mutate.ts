import { userlandNames } from '../../../server/src/core/analysis/layouts/userland-names.ts';
import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A row that netstat(1) needs is gone. One that no program asks for can go unharmed. */
export const mutate: Mutator = (code) => {
  const asked = new Set(userlandNames(code.session.workspace).map(({ name }) => name.replace(/^_/, '')));
  const member = code.pick(membersOf(code, ({ name, rows }) => rows.length === 1 && asked.has(name)));
  const row = member?.rows[0];
  return row === undefined
    ? undefined
    : replaced(code, row.path, new RegExp(`\\tVNET_SYMMAP\\(\\w+, ${row.fact.member}\\),\\n`), '');
};
