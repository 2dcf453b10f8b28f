import { RULES } from '../rules/registry.ts';
import type { Finding, Rule, Severity } from '../rules/rule.ts';
import { fileFindings, treeFindings } from './findings.ts';
import { buildTreeIndex, type TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

export { RULES };
export type { Finding, Rule, Severity };

/** One finding as `vnetscope check` prints it; the names are the JSON contract. Lines and columns are 1-based. */
export interface CheckFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly help: string;
  readonly related: readonly { readonly file: string; readonly line: number; readonly column: number; readonly message: string }[];
  readonly fixable: boolean;
}

export interface CheckReport {
  readonly schemaVersion: 1;
  readonly filesChecked: number;
  readonly findings: readonly CheckFinding[];
}

/** 0 for error, rising with mildness. */
export function severityRank(severity: Severity): number {
  return ['error', 'warning', 'information', 'hint'].indexOf(severity);
}

/** Checks the whole tree, or only `paths` of it. */
export function checkTree(workspace: Workspace, paths?: readonly string[]): CheckReport {
  return assembleCheck(workspace, buildTreeIndex(workspace), paths);
}

/** The same with an index that is already there. */
export function assembleCheck(workspace: Workspace, index: TreeIndex, paths?: readonly string[]): CheckReport {
  const findings = paths === undefined ? treeFindings(workspace, index) : paths.flatMap((path) => fileFindings(workspace, index, path));
  return { schemaVersion: 1, filesChecked: paths?.length ?? index.files.size, findings: findings.map((finding) => located(workspace, finding)) };
}

function located(workspace: Workspace, finding: Finding): CheckFinding {
  const at = (path: string, offset: number): { line: number; column: number } => {
    const tokens = workspace.frontEnd.preprocessor.lastTokensOf(path);
    const position = tokens?.lines.position(offset);
    return { line: (position?.line ?? 0) + 1, column: (position?.character ?? 0) + 1 };
  };
  const start = at(finding.path, finding.start);
  const end = at(finding.path, finding.end);
  return {
    rule: finding.rule, severity: finding.severity, file: finding.path, ...start, endLine: end.line, endColumn: end.column, message: finding.message, help: finding.help,
    related: finding.related.map((related) => ({ file: related.path, ...at(related.path, related.start), message: related.message })), fixable: finding.fixable,
  };
}
