import type { Result } from 'sarif';
import { CONSUMER_TEXT, isBreaking, judge } from '../../core/compat/policy.ts';
import type { Change } from '../../core/compat/change.ts';
import type { ChangeLocation } from '../../core/analysis/layouts/change-places.ts';
import type { CompatResult } from '../commands/compat.ts';
import { sarifLocation, sarifLog } from './sarif-log.ts';

/** The comparison as data; the names are the JSON contract. */
export function compatJson({ before, after, policy, machines }: CompatResult): string {
  const verdict = judge(
    machines.map(({ comparison }) => comparison),
    policy,
  );
  return `${JSON.stringify(
    {
      schemaVersion: 1,
      before,
      after,
      verdict: {
        safe: verdict.isSafe,
        policy: policy.name,
        because: verdict.because,
        breaking: verdict.breaking,
        tolerated: verdict.tolerated,
        fine: verdict.fine,
        unknown: verdict.unknown,
      },
      machines: machines.map(({ comparison: { changes, ...rest }, places }) => ({
        ...rest,
        changes: changes.map((change, index) => ({
          ...change,
          breaking: isBreaking(change, policy),
          line: places[index]?.line ?? null,
          column: places[index]?.column ?? null,
        })),
      })),
    },
    undefined,
    1,
  )}\n`;
}

const RULES = [
  { id: 'compat-break', text: 'a layout or a number that others were compiled against has changed' },
  { id: 'compat-change', text: "a change that the branch's policy allows" },
];

/** SARIF 2.1.0; a change on several machines is one result. */
export function compatSarif({ policy, machines }: CompatResult): string {
  const results = new Map<string, { change: Change; place: ChangeLocation | undefined; archs: string[] }>();
  for (const { comparison, places } of machines) {
    comparison.changes.forEach((change, index) => {
      const key = JSON.stringify([change.of, change.name, change.member, change.kind, change.file]);
      const known = results.get(key);
      if (known === undefined) results.set(key, { change, place: places[index], archs: [comparison.arch] });
      else known.archs.push(comparison.arch);
    });
  }
  const rules = RULES.map(({ id, text }) => ({ id, shortDescription: { text } }));
  const log = sarifLog(
    rules,
    [...results.values()].map(({ change, place, archs }) => resultOf(change, place, archs, isBreaking(change, policy))),
  );
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

function resultOf(
  change: Change,
  place: ChangeLocation | undefined,
  archs: readonly string[],
  breaks: boolean,
): Result {
  const who = change.breaks.map((consumer) => CONSUMER_TEXT[consumer]).join(', ');
  return {
    ruleId: breaks ? 'compat-break' : 'compat-change',
    ruleIndex: breaks ? 0 : 1,
    level: breaks ? 'error' : 'note',
    message: { text: `${change.name} ${change.message}${who === '' ? '' : `; breaks ${who}`} (${archs.join(', ')})` },
    ...(change.file === ''
      ? {}
      : {
          locations: [sarifLocation(change.file, place === undefined ? undefined : { ...place, endLine: place.line })],
        }),
  };
}
