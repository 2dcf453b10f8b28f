import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  RULES,
  type CheckFinding,
  type CheckReport,
  type Rule,
  type Severity,
  type Stretch,
} from '../../core/analysis/session/check.ts';
import { manualUrl, rulePage } from '../../core/analysis/answers/rule-page.ts';
import { version } from '../version.ts';

const LEVEL: Readonly<Record<Severity | 'off', string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * SARIF 2.1.0 (OASIS), section 3.13 onward. `root` is the tree's folder; `known` are findings that a baseline holds
 * back: they are there as unchanged and suppressed, as those are that a comment ignores.
 */
export function sarif(report: CheckReport, root: string, known: readonly CheckFinding[]): unknown {
  const suppressed = (finding: CheckFinding, kind: string, justification?: string): unknown => ({
    ...result(finding),
    suppressions: [{ kind, ...(justification === undefined ? {} : { justification }) }],
  });
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'vnetscope', semanticVersion: version, rules: RULES.map(descriptor) } },
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(path.resolve(root)).href}/` } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...report.findings.map(result),
          ...report.ignored.map(({ reason, ...finding }) => suppressed(finding, 'inSource', reason)),
          ...known.map((finding) => suppressed(finding, 'external', 'in the baseline')),
        ],
      },
    ],
  };
}

/** 3.49 reportingDescriptor */
function descriptor(rule: Rule): unknown {
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

/** 3.27 result */
function result(finding: CheckFinding): object {
  return {
    ruleId: finding.rule,
    ruleIndex: RULES.findIndex(({ id }) => id === finding.rule),
    level: LEVEL[finding.severity],
    message: { text: `${finding.message}; ${finding.help}` },
    locations: [location(finding)],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((related, id) => ({
            id,
            ...location(related),
            message: { text: related.message },
          })),
        }),
    partialFingerprints: { 'vnetscope/v1': finding.fingerprint },
    ...(finding.fix === null ? {} : { fixes: [fix(finding.fix)] }),
  };
}

/** 3.55 fix: the edits of one file are one change. */
function fix({ title, edits }: NonNullable<CheckFinding['fix']>): unknown {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: region(edit),
          ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }),
        })),
    })),
  };
}

function location(at: Stretch): object {
  return { physicalLocation: { artifactLocation: artifact(at.file), region: region(at) } };
}

function region({ line, column, endLine, endColumn }: Stretch): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A file of the tree is relative to its folder; another is itself. */
function artifact(file: string): object {
  if (file.startsWith('/')) return { uri: pathToFileURL(file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
