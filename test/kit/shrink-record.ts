import type { RandomMember, RandomRecord } from './random-records.ts';

/** Smaller records made from `record` by taking one thing away, the greatest steps first. */
function* smaller(record: RandomRecord): Generator<RandomRecord> {
  const { members } = record;
  for (let i = 0; i < members.length; i++) yield { ...record, members: members.toSpliced(i, 1) };
  if (record.pack !== 0) yield { ...record, pack: 0 };
  for (let i = 0; i < record.attributes.length; i++) yield { ...record, attributes: record.attributes.toSpliced(i, 1) };
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    if (member !== undefined)
      for (const one of smallerMember(member)) yield { ...record, members: members.with(i, one) };
  }
}

function* smallerMember(member: RandomMember): Generator<RandomMember> {
  for (let i = 0; i < member.attributes.length; i++) yield { ...member, attributes: member.attributes.toSpliced(i, 1) };
  if (member.inner !== undefined) {
    for (const inner of smaller(member.inner)) yield { ...member, inner };
    return;
  }
  const plainName = /m\d+/.exec(member.declarator)?.[0];
  if (plainName !== undefined && member.declarator !== plainName && !member.declarator.includes(':'))
    yield { ...member, declarator: plainName };
  const width = /^(.*): (\d+)$/.exec(member.declarator);
  if (width !== null && Number(width[2]) > 1) yield { ...member, declarator: `${width[1] ?? ''}: 1` };
  if (member.type !== 'char' && width === null) yield { ...member, type: 'char' };
}

/** The smallest record that can be reached from a failing one with each step failing still. */
export async function shrink(
  record: RandomRecord,
  fails: (smaller: RandomRecord) => Promise<boolean>,
): Promise<RandomRecord> {
  let smallest = record;
  for (let found = true; found;) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}
