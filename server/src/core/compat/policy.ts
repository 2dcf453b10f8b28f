import type { Change, Consumer } from './change.ts';
import { CONSUMERS } from './change.ts';
import type { MachineComparison } from './compare-machines.ts';

/** What a branch promises to code compiled against an earlier state of it. To add a policy, add a row. */
export interface Policy {
  readonly name: string;
  readonly summary: string;
  /** Who must not break. */
  readonly keeps: readonly Consumer[];
  /** Where that is written. */
  readonly because: string;
  /** What to do about the others. */
  readonly advice: string | undefined;
}

export const POLICIES: readonly Policy[] = [
  {
    name: 'stable',
    summary: 'a stable branch: old modules, old libkvm programs and old programs keep working',
    keeps: ['module', 'kvm', 'user'],
    because: 'sys/sys/module.h, MODULE_KERNEL_MAXVER: a module built on M.x is loaded by every later M.y kernel',
    advice: undefined,
  },
  {
    name: 'current',
    summary:
      'the development branch: kernel, modules and libkvm programs are built together, other programs keep working',
    keeps: ['user'],
    because: 'sys/sys/param.h: __FreeBSD_version is raised where kernel interfaces change, and modules are rebuilt',
    advice: 'raise __FreeBSD_version in sys/sys/param.h, so that modules and ports can test it',
  },
];

export interface Verdict {
  readonly isSafe: boolean;
  readonly policy: string;
  /** The reasons, one line each, the weightiest first. */
  readonly because: readonly string[];
  /** Changes that break somebody whom the policy protects. */
  readonly breaking: number;
  /** Changes that break only others. */
  readonly tolerated: number;
  readonly fine: number;
  readonly unknown: number;
}

export const CONSUMER_TEXT: Readonly<Record<Consumer, string>> = {
  module: 'old modules',
  kvm: 'old libkvm programs',
  user: 'old programs',
};

/** Whether a change breaks somebody whom the policy protects. */
export function isBreaking({ breaks }: Change, { keeps }: Policy): boolean {
  return breaks.some((consumer) => keeps.includes(consumer));
}

export function judge(machines: readonly MachineComparison[], policy: Policy): Verdict {
  const all = machines.flatMap(({ changes }) => changes);
  const breaking = all.filter((change) => isBreaking(change, policy));
  const broken = all.filter(({ breaks }) => breaks.length > 0);
  const unknown = machines.reduce((sum, machine) => sum + machine.unknown.length, 0);
  const because = breaking.length > 0 ? reasons(breaking, policy) : [noReason(machines, broken.length, policy)];
  if (unknown > 0) because.push(`${unknown} layout${unknown === 1 ? '' : 's'} could not be compared`);
  return {
    isSafe: breaking.length === 0,
    policy: policy.name,
    because,
    breaking: breaking.length,
    tolerated: broken.length - breaking.length,
    fine: all.length - broken.length,
    unknown,
  };
}

function reasons(breaking: readonly Change[], policy: Policy): string[] {
  return CONSUMERS.filter((consumer) => policy.keeps.includes(consumer)).flatMap((consumer) => {
    const hit = breaking.filter(({ breaks }) => breaks.includes(consumer));
    const names = [...new Set(hit.map(({ name }) => name))];
    if (names.length === 0) return [];
    const readers = consumer === 'kvm' ? [...new Set(hit.flatMap((change) => change.readers))].sort() : [];
    const who = readers.length === 0 ? CONSUMER_TEXT[consumer] : `old ${readers.join(', ')}`;
    return [
      `${who}: ${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}`,
    ];
  });
}

function noReason(machines: readonly MachineComparison[], broken: number, policy: Policy): string {
  const sum = (key: keyof MachineComparison['compared']): number =>
    machines.reduce((total, { compared }) => total + compared[key], 0);
  const what = `of ${sum('globals')} virtualized globals, ${sum('records')} records and ${sum('constants')} constants`;
  return broken === 0
    ? `none ${what} changed for anybody`
    : `${broken} ${what} changed, none for anybody whom ${policy.name} protects`;
}

const NAMES_SHOWN = 6;
