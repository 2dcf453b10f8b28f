import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type DiagnosticRelatedInformation,
} from 'vscode-languageserver/node';
import { RULES } from '../core/rules/registry.ts';
import type { Finding } from '../core/rules/rule.ts';
import { manualUrl } from '../core/analysis/answers/rule-page.ts';
import { rulePageUri } from './explain-rule.ts';
import type { TreeFile, Server } from './server.ts';

const SEVERITY: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const TAG = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** A finding as the client shows it; undefined if its location is unknown. */
export function diagnosticOf(server: Server, { tree, path }: TreeFile, finding: Finding): Diagnostic | undefined {
  const range = server.range(tree, path, finding);
  if (range === undefined) return undefined;
  const { client } = server;
  const relatedInformation = finding.related.flatMap((related): DiagnosticRelatedInformation[] => {
    const location = server.location(tree, related.path, related);
    return location === undefined ? [] : [{ location, message: related.message }];
  });
  const rule = RULES.find(({ id }) => id === finding.rule);
  const tag = rule?.tag === undefined || !client.diagnosticTags.includes(TAG[rule.tag]) ? undefined : TAG[rule.tag];
  return {
    range,
    severity: SEVERITY[finding.severity],
    source: 'vnetscope',
    code: finding.rule,
    message: `${finding.message}\n${finding.help}`,
    ...(client.codeDescription
      ? { codeDescription: { href: rulePageUri(server, finding.rule) ?? manualUrl(rule?.manual ?? 'vnet(9)') } }
      : {}),
    ...(tag === undefined ? {} : { tags: [tag] }),
    ...(client.relatedInformation && relatedInformation.length > 0 ? { relatedInformation } : {}),
    data: { fixable: finding.fix !== undefined },
  };
}
