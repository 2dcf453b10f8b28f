import type { Fix, Log, ReportingDescriptor, Result, Suppression } from 'sarif';
import { RULES } from '../../core/rules/registry.ts';
import type { CheckFinding, CheckReport } from '../../core/analysis/session/check.ts';
import type { Rule, Severity } from '../../core/rules/rule.ts';
import { manualUrl, rulePage } from '../../core/analysis/answers/rule-page.ts';
import { onlyWith } from './only-with.ts';
import { sarifArtifact, sarifLocation, sarifLog, sarifRegion } from './sarif-log.ts';

const LEVEL: Readonly<Record<Severity | 'off', Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

/**
 * What `check` found, as SARIF. `known` are findings that a baseline holds back: they are there as unchanged and
 * suppressed, as those are that a comment ignores.
 */
export function sarif(report: CheckReport, known: readonly CheckFinding[]): Log {
  const suppressed = (finding: CheckFinding, kind: Suppression.kind, justification?: string): Result => ({
    ...result(finding, report),
    suppressions: [{ kind, ...(justification === undefined ? {} : { justification }) }],
  });
  const results = [
    ...report.findings.map((finding) => result(finding, report)),
    ...report.ignored.map(({ reason, ...finding }) => suppressed(finding, 'inSource', reason)),
    ...known.map((finding) => suppressed(finding, 'external', 'in the baseline')),
  ];
  return sarifLog(RULES.map(descriptor), results);
}

/** 3.49 reportingDescriptor */
function descriptor(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    helpUri: manualUrl(rule.manual),
    help: { text: rulePage(rule), markdown: rulePage(rule) },
    defaultConfiguration: {
      enabled: rule.severity !== 'off',
      level: LEVEL[rule.severity === 'off' ? 'warning' : rule.severity],
    },
    properties: { category: rule.category, tags: [rule.category], since: rule.since },
  };
}

/** 3.27 result; under several configurations its property `kernconfs` names those that have it. */
function result(finding: CheckFinding, report: CheckReport): Result {
  return {
    ruleId: finding.rule,
    ruleIndex: RULES.findIndex(({ id }) => id === finding.rule),
    level: LEVEL[finding.severity],
    message: { text: `${finding.message}${onlyWith(finding, report)}; ${finding.help}` },
    locations: [sarifLocation(finding.file, finding)],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((related, id) => ({
            id,
            ...sarifLocation(related.file, related),
            message: { text: related.message },
          })),
        }),
    partialFingerprints: { 'vnetscope/v1': finding.fingerprint },
    ...(finding.fix === null ? {} : { fixes: [fix(finding.fix)] }),
    ...(finding.kernconfs === undefined ? {} : { properties: { kernconfs: [...finding.kernconfs] } }),
  };
}

/** 3.55 fix: the edits of one file are one change. */
function fix({ title, edits }: NonNullable<CheckFinding['fix']>): Fix {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: sarifArtifact(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: sarifRegion(edit),
          ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }),
        })),
    })),
  };
}
