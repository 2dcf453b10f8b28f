import { CONSUMER_TEXT, isBreaking, judge, type Change, type ChangePlace } from '../../core/analysis/layouts/compat.ts';
import type { CompatResult } from '../commands/compat.ts';

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
  { id: 'compat-break', text: 'a layout or a number that others were compiled against is another' },
  { id: 'compat-change', text: 'a change that the branch bears' },
];

/** SARIF 2.1.0; a change on several machines is one result. */
export function compatSarif({ policy, machines }: CompatResult): string {
  const results = new Map<string, { change: Change; place: ChangePlace | undefined; archs: string[] }>();
  for (const { comparison, places } of machines) {
    comparison.changes.forEach((change, index) => {
      const key = JSON.stringify([change.of, change.name, change.member, change.kind, change.file]);
      const known = results.get(key);
      if (known === undefined) results.set(key, { change, place: places[index], archs: [comparison.arch] });
      else known.archs.push(comparison.arch);
    });
  }
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'vnetscope', rules: RULES.map(({ id, text }) => ({ id, shortDescription: { text } })) },
          },
          columnKind: 'utf16CodeUnits',
          results: [...results.values()].map(({ change, place, archs }) => {
            const breaks = isBreaking(change, policy);
            const who = change.breaks.map((consumer) => CONSUMER_TEXT[consumer]).join(', ');
            return {
              ruleId: breaks ? 'compat-break' : 'compat-change',
              ruleIndex: breaks ? 0 : 1,
              level: breaks ? 'error' : 'note',
              message: {
                text: `${change.name} ${change.message}${who === '' ? '' : `; breaks ${who}`} (${archs.join(', ')})`,
              },
              ...(change.file === ''
                ? {}
                : {
                    locations: [
                      {
                        physicalLocation: {
                          artifactLocation: { uri: change.file, uriBaseId: 'SRCROOT' },
                          ...(place === undefined
                            ? {}
                            : {
                                region: {
                                  startLine: place.line,
                                  startColumn: place.column,
                                  endLine: place.line,
                                  endColumn: place.endColumn,
                                },
                              }),
                        },
                      },
                    ],
                  }),
            };
          }),
        },
      ],
    },
    undefined,
    1,
  )}\n`;
}
