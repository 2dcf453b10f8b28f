import { addTo } from '../../core/collections/multimap.ts';
import { styleText } from 'node:util';
import { onlyWith } from './only-with.ts';
import type { CheckFinding, CheckReport } from '../../core/analysis/session/check.ts';
import { SEVERITIES, type Rule } from '../../core/rules/rule.ts';

/** How many findings a baseline holds back, and how many of its own are gone. */
export interface BaselineCounts {
  readonly known: number;
  readonly gone: number;
}

/**
 * file:line:column: severity: message [rule], as compilers print, errors first; equal ones stand once, with their
 * places. Then what to do; at the end how many of each severity and rule.
 */
export function checkText(report: CheckReport, baseline?: BaselineCounts): string {
  const rows = folded(report.findings).flatMap(([finding, ...others]) => [
    `${placeOf(finding)}: ${finding.severity}: ${finding.message}${onlyWith(finding, report)} [${finding.rule}]`,
    ...finding.related.map((related) => `    ${placeOf(related)}: ${related.message}`),
    ...others.flatMap((other) => [
      `    ${placeOf(other)}: the same`,
      ...other.related.map((related) => `        ${placeOf(related)}: ${related.message}`),
    ]),
    `    ${finding.help}${finding.fixable ? ' (--fix does it)' : ''}`,
  ]);
  const beside = [
    ...(report.ignored.length > 0 ? [`${report.ignored.length} ignored by comments`] : []),
    ...(baseline !== undefined ? [`${baseline.known} in the baseline`] : []),
    ...(baseline !== undefined && baseline.gone > 0
      ? [`${baseline.gone} of the baseline no longer found: update it with --write-baseline`]
      : []),
  ];
  const count = report.findings.length;
  const files = `${report.filesChecked} file${report.filesChecked === 1 ? '' : 's'}`;
  const total = [`${count} finding${count === 1 ? '' : 's'} in ${files}`, ...beside].join('; ');
  return `${[...rows, ...summary(report.findings), total].join('\n')}\n`;
}

function placeOf({ file, line, column }: Pick<CheckFinding, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`;
}

type Group = readonly [CheckFinding, ...CheckFinding[]];

/** Errors first, else in the order of their places; equal sentences of one rule together. */
function folded(findings: readonly CheckFinding[]): readonly Group[] {
  const groups = new Map<string, [CheckFinding, ...CheckFinding[]]>();
  for (const severity of SEVERITIES) {
    for (const finding of findings) {
      if (finding.severity !== severity) continue;
      const key = `${severity} ${finding.rule} ${String(finding.fixable)} ${finding.message} ${finding.help} ${String(finding.kernconfs)}`;
      addTo(groups, key, finding);
    }
  }
  return [...groups.values()];
}

/** `  2 errors: 1 curvnet-not-restored, 1 declare-type-mismatch` for each severity that there is. */
function summary(findings: readonly CheckFinding[]): readonly string[] {
  return SEVERITIES.flatMap((severity) => {
    const rules = new Map<string, number>();
    for (const finding of findings)
      if (finding.severity === severity) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
    if (rules.size === 0) return [];
    const count = [...rules.values()].reduce((sum, one) => sum + one, 0);
    const counts = [...rules].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([rule, n]) => `${n} ${rule}`);
    return [`  ${count} ${severity}${count === 1 || severity === 'information' ? '' : 's'}: ${counts.join(', ')}`];
  });
}

const HEAD = /^(\S.*?:\d+:\d+:) (error|warning|information|hint): (.*) (\[[\w-]+\])$/;
const COLORS: Readonly<Record<string, 'red' | 'yellow' | 'cyan' | 'gray'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'gray',
};

/** The text of checkText for a screen: places bold, severities in their colours. */
export function colored(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const match = HEAD.exec(line);
      if (match === null) return /^ {4}/.test(line) ? styleText('gray', line) : line;
      const [, place = '', severity = '', message = '', rule = ''] = match;
      const color = COLORS[severity] ?? 'gray';
      return `${styleText('bold', place)} ${styleText(color, `${severity}:`)} ${message} ${styleText('gray', rule)}`;
    })
    .join('\n');
}

/** What --rules lists. */
export function rulesText(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(
      ({ id, severity, fixes, summary }) =>
        `${id.padEnd(width)}  ${severity.padEnd(11)}  ${fixes === undefined ? '   ' : 'fix'}  ${summary}\n`,
    )
    .join('');
}
