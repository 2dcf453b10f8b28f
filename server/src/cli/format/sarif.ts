import { RULES, type CheckReport, type Severity } from '../../core/analysis/check.ts';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note', hint: 'note' };

/** SARIF 2.1.0 (OASIS), section 3.13 onward. */
export function sarif(report: CheckReport): unknown {
  const location = (file: string, line: number, column: number, end?: { line: number; column: number }): unknown => ({
    physicalLocation: { artifactLocation: { uri: file, uriBaseId: 'SRCROOT' }, region: { startLine: line, startColumn: column, ...(end === undefined ? {} : { endLine: end.line, endColumn: end.column }) } },
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'vnetscope', rules: RULES.map(({ id, summary, why, severity }) => ({ id, shortDescription: { text: summary }, fullDescription: { text: why }, defaultConfiguration: { level: LEVEL[severity] } })) } },
      columnKind: 'utf16CodeUnits',
      results: report.findings.map((finding) => ({
        ruleId: finding.rule, ruleIndex: RULES.findIndex(({ id }) => id === finding.rule), level: LEVEL[finding.severity], message: { text: `${finding.message}; ${finding.help}` },
        locations: [location(finding.file, finding.line, finding.column, { line: finding.endLine, column: finding.endColumn })],
        relatedLocations: finding.related.map((related, id) => ({ id, message: { text: related.message }, ...(location(related.file, related.line, related.column) as object) })),
      })),
    }],
  };
}
