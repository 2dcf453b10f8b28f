import type { CheckReport } from '../../core/analysis/session/check.ts';
import type { Rule } from '../../core/rules/rule.ts';

/** How many findings a baseline holds back, and how many of its own are gone. */
export interface BaselineCounts {
  readonly known: number;
  readonly gone: number;
}

/** file:line:column: severity: message [rule], as compilers print; then what to do. */
export function checkText(report: CheckReport, baseline?: BaselineCounts): string {
  const rows = report.findings.flatMap((finding) => [
    `${finding.file}:${finding.line}:${finding.column}: ${finding.severity}: ${finding.message} [${finding.rule}]`,
    ...finding.related.map((related) => `    ${related.file}:${related.line}:${related.column}: ${related.message}`),
    `    ${finding.help}${finding.fixable ? ' (--fix does it)' : ''}`,
  ]);
  const beside = [
    ...(report.ignored.length > 0 ? [`${report.ignored.length} ignored by comments`] : []),
    ...(baseline !== undefined ? [`${baseline.known} in the baseline`] : []),
    ...(baseline !== undefined && baseline.gone > 0
      ? [`${baseline.gone} of the baseline not found any more: write it anew`]
      : []),
  ];
  const count = report.findings.length;
  return `${[...rows, [`${count} finding${count === 1 ? '' : 's'} in ${report.filesChecked} file${report.filesChecked === 1 ? '' : 's'}`, ...beside].join('; ')].join('\n')}\n`;
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
