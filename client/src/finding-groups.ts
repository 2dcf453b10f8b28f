import { countText } from '../../server/src/core/text/amounts.ts';

/** A finding as the Problems view has it; places count from 0. */
export interface ListedFinding {
  readonly rule: string;
  readonly message: string;
  readonly uri: string;
  /** As it is shown. */
  readonly path: string;
  readonly line: number;
  readonly character: number;
}

export interface FindingGroup {
  readonly rule: string;
  readonly findings: readonly ListedFinding[];
}

/** Findings by rule, the rule with the most first; within a rule by file and line. */
export function findingGroups(findings: readonly ListedFinding[]): readonly FindingGroup[] {
  const byRule = new Map<string, ListedFinding[]>();
  for (const finding of findings) {
    const own = byRule.get(finding.rule);
    if (own === undefined) byRule.set(finding.rule, [finding]);
    else own.push(finding);
  }
  return [...byRule]
    .map(([rule, own]) => ({
      rule,
      findings: own.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1)),
    }))
    .sort((a, b) => b.findings.length - a.findings.length || (a.rule < b.rule ? -1 : 1));
}

/** "3 findings in 2 files" */
export function groupText({ findings }: FindingGroup): string {
  const files = new Set(findings.map(({ uri }) => uri)).size;
  return `${countText(findings.length, 'finding')} in ${countText(files, 'file')}`;
}
