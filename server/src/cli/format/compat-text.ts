import { grouped } from '../../core/text/amounts.ts';
import { CONSUMER_TEXT, isBreaking, judge, type Policy } from '../../core/compat/policy.ts';
import type { Change } from '../../core/compat/change.ts';
import type { ChangeLocation } from '../../core/analysis/layouts/change-places.ts';
import type { CompatResult, PlacedComparison } from '../commands/compat.ts';

/** Changes shown of one record before "and N more"; --all shows every one. */
const SHOWN = 6;

/** What changed, whom it breaks, and whether the branch bears it. */
export function compatText(result: CompatResult, showsAll: boolean): string {
  const verdict = judge(
    result.machines.map(({ comparison }) => comparison),
    result.policy,
  );
  const question = result.policy.name === 'stable' ? 'safe to MFC' : `safe for ${result.policy.name}`;
  const lines = [
    `${result.before} -> ${result.after}`,
    `${question}: ${verdict.isSafe ? 'yes' : 'no'}, because`,
    ...verdict.because.map((reason) => `  ${reason}`),
    `  (${result.policy.because})`,
    ...(verdict.tolerated > 0 && result.policy.advice !== undefined ? [`  ${result.policy.advice}`] : []),
  ];
  for (const machine of result.machines) lines.push('', ...machineLines(machine, result.policy, showsAll));
  return `${lines.join('\n')}\n`;
}

function machineLines({ comparison, places }: PlacedComparison, policy: Policy, showsAll: boolean): string[] {
  const { arch, before, after, changes, unknown, compared } = comparison;
  const title = `${arch}: ${before} -> ${after}`;
  const counts = `${grouped(compared.globals)} virtualized globals, ${grouped(compared.records)} records, ${grouped(compared.constants)} constants compared; ${changes.length === 0 ? 'no change' : `${grouped(changes.length)} changes, ${grouped(changes.filter((change) => isBreaking(change, policy)).length)} of them breaking`}`;
  const lines = [title, counts];
  const placed = changes.map((change, index) => ({ change, place: places[index] }));
  const byName = new Map<string, { change: Change; place: ChangeLocation | undefined }[]>();
  for (const one of placed)
    byName.set(`${one.change.of} ${one.change.name} ${one.change.file}`, [
      ...(byName.get(`${one.change.of} ${one.change.name} ${one.change.file}`) ?? []),
      one,
    ]);
  const groups = [...byName.values()];
  const breaking = groups.filter((group) => group.some(({ change }) => isBreaking(change, policy)));
  const fine = groups.filter((group) => !breaking.includes(group));
  for (const group of breaking) lines.push('', ...groupLines(group, policy, showsAll));
  if (fine.length > 0) {
    lines.push('', `allowed by ${policy.name}: ${fine.length}`);
    for (const group of showsAll ? fine : fine.slice(0, SHOWN * 2)) {
      const [first] = group;
      if (first !== undefined)
        lines.push(
          `  ${first.change.name}${first.change.member === undefined ? '' : '.'} ${first.change.message}${group.length > 1 ? `, and ${group.length - 1} more` : ''}`,
        );
    }
    if (!showsAll && fine.length > SHOWN * 2) lines.push(`  and ${fine.length - SHOWN * 2} more; --all shows them`);
  }
  for (const { name, reason } of unknown) lines.push(`${name} could not be compared: ${reason}`);
  return lines;
}

function groupLines(
  group: readonly { readonly change: Change; readonly place: ChangeLocation | undefined }[],
  policy: Policy,
  showsAll: boolean,
): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const hit = group.filter(({ change }) => isBreaking(change, policy));
  const others = group.filter((one) => !hit.includes(one));
  const consumers = [...new Set(hit.flatMap(({ change }) => change.breaks))].filter((consumer) =>
    policy.keeps.includes(consumer),
  );
  const readers = [...new Set(hit.flatMap(({ change }) => change.readers))].sort();
  const who = consumers
    .map((consumer) =>
      consumer === 'kvm' && readers.length > 0 ? `old ${readers.join(', ')}` : CONSUMER_TEXT[consumer],
    )
    .join(', ');
  const shown = showsAll ? hit : hit.slice(0, SHOWN);
  const { of, name, file } = first.change;
  const lines = [
    `${of === 'record' ? '' : `${of} `}${name}${file === '' ? '' : `  ${file.replace(/^sys\//, '')}`}  breaks ${who}`,
  ];
  for (const { change, place } of shown)
    lines.push(
      `  ${place === undefined ? '' : `${place.line}: `}${change.message}${change.because === undefined ? '' : ` (by ${change.because})`}`,
    );
  if (shown.length < hit.length) lines.push(`  and ${hit.length - shown.length} more; --all shows them`);
  for (const { change } of showsAll ? others : []) lines.push(`  fine: ${change.message}`);
  return lines;
}
