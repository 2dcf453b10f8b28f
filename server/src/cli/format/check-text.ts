import type { CheckReport, Rule } from '../../core/analysis/check.ts';

/** file:line:column: severity: message [rule], as compilers print; then what to do. */
export function checkText(report: CheckReport): string {
  const rows = report.findings.flatMap((finding) => [
    `${finding.file}:${finding.line}:${finding.column}: ${finding.severity}: ${finding.message} [${finding.rule}]`,
    ...finding.related.map((related) => `    ${related.file}:${related.line}:${related.column}: ${related.message}`),
    `    ${finding.help}`,
  ]);
  const count = report.findings.length;
  return `${[...rows, `${count} finding${count === 1 ? '' : 's'} in ${report.filesChecked} files`].join('\n')}\n`;
}

export function explainText(rule: Rule): string {
  const code = (text: string): string => text.trimEnd().split('\n').map((line) => `    ${line}`).join('\n');
  return `${rule.id} (${rule.severity}): ${rule.summary}\n\n${rule.why}\n\nbad\n${code(rule.bad)}\n\ngood\n${code(rule.good)}\n`;
}
