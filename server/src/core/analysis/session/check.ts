import { RULES } from '../../rules/registry.ts';
import type { LineIndex } from '../../text/line-index.ts';
import { SEVERITIES, type Edit, type Finding, type Severity } from '../../rules/rule.ts';
import type { SettingsAt } from './check-settings.ts';
import type { FileFindings } from './findings.ts';
import { fingerprints } from './fingerprint.ts';
import { Session } from './session.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A range of a file; lines and columns are 1-based, columns count UTF-16 code units, the end is exclusive. */
interface Stretch {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface CheckFix {
  readonly title: string;
  /** `start` and `end` are offsets in the file's text, in UTF-16 code units. */
  readonly edits: readonly (Stretch & { readonly start: number; readonly end: number; readonly text: string })[];
}

/** One finding as `vnetscope check` prints it; the names are the JSON contract. */
export interface CheckFinding extends Stretch {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  readonly related: readonly (Stretch & { readonly message: string })[];
  /** --fix applies it: it has a fix, and is of the level that is fixed, or worse. */
  readonly fixable: boolean;
  readonly fix: CheckFix | null;
  /** Stays the same while code moves around the finding; baselines consist of these. */
  readonly fingerprint: string;
  /** The configurations that have it, where several were checked. */
  readonly kernconfs?: readonly string[];
}

export interface CheckReport {
  readonly schemaVersion: 1;
  readonly filesChecked: number;
  readonly findings: readonly CheckFinding[];
  /** The configurations that were checked, where they are several. */
  readonly kernconfs?: readonly string[];
  /** Findings that a comment suppresses, with its reason. */
  readonly ignored: readonly (CheckFinding & { readonly reason: string })[];
}

/** 0 for error, rising with mildness. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/**
 * True for what --fix changes at a level: as severe as that, in this folder or by the rule's own severity. Who makes a
 * rule milder wants to read less of it, not to keep the mistake.
 */
export function isFixedAt({ rule, severity }: Pick<Finding, 'rule' | 'severity'>, level: Severity): boolean {
  const own = RULES.find(({ id }) => id === rule)?.severity ?? 'off';
  return [severity, own].some((one) => one !== 'off' && severityRank(one) <= severityRank(level));
}

/** Checks the whole tree, or only `paths` of it, as it is compiled with VIMAGE. */
export function checkTree(
  workspace: Workspace,
  paths?: readonly string[],
  settingsAt?: SettingsAt,
  fixLevel?: Severity,
): CheckReport {
  return checkSession(Session.atOnce(workspace, settingsAt), paths, fixLevel);
}

/** The report on a session's tree as it is now. */
export function checkSession(session: Session, paths?: readonly string[], fixLevel?: Severity): CheckReport {
  return reportOf(
    session.workspace,
    session.verdicts(paths ?? session.checkedFiles),
    paths?.length ?? session.index.checked.length,
    fixLevel,
  );
}

/** The report on files whose findings are known. */
function reportOf(
  workspace: Workspace,
  files: readonly FileFindings[],
  filesChecked: number,
  fixLevel: Severity = 'warning',
): CheckReport {
  const places = new Places(workspace, fixLevel);
  return {
    schemaVersion: 1,
    filesChecked,
    findings: files.flatMap(({ findings }) => places.locateAll(findings)),
    ignored: files.flatMap(({ heldBack }) =>
      places
        .locateAll(heldBack.map(({ finding }) => finding))
        .map((finding, i) => ({ ...finding, reason: heldBack[i]?.reason ?? '' })),
    ),
  };
}

class Places {
  private readonly workspace: Workspace;
  private readonly fixLevel: Severity;
  private readonly lines = new Map<string, LineIndex | undefined>();

  constructor(workspace: Workspace, fixLevel: Severity) {
    this.workspace = workspace;
    this.fixLevel = fixLevel;
  }

  /** The findings of one file. */
  locateAll(findings: readonly Finding[]): readonly CheckFinding[] {
    const [first] = findings;
    if (first === undefined) return [];
    // A file outside the tree is identified by its path in its project, which may be elsewhere next time.
    const prints = fingerprints(
      findings.map((finding) => ({ ...finding, path: this.workspace.outside.inProject(finding.path) })),
      this.textOf(first.path),
    );
    return findings.map((finding, i) => ({
      rule: finding.rule,
      severity: finding.severity,
      ...this.stretch(finding.path, finding),
      message: finding.message,
      help: finding.help,
      related: finding.related.map((related) => ({ ...this.stretch(related.path, related), message: related.message })),
      fixable: finding.fix !== undefined && isFixedAt(finding, this.fixLevel),
      fix:
        finding.fix === undefined
          ? null
          : { title: finding.fix.title, edits: finding.fix.edits.map((edit) => this.edit(edit)) },
      fingerprint: prints[i] ?? '',
    }));
  }

  private edit({ path, start, end, text }: Edit): CheckFix['edits'][number] {
    return { ...this.stretch(path, { start, end }), start, end, text };
  }

  private stretch(path: string, { start, end }: { readonly start: number; readonly end: number }): Stretch {
    const lines = this.linesOf(path);
    const from = lines?.position(start);
    const to = lines?.position(end);
    return {
      file: path,
      line: (from?.line ?? 0) + 1,
      column: (from?.character ?? 0) + 1,
      endLine: (to?.line ?? 0) + 1,
      endColumn: (to?.character ?? 0) + 1,
    };
  }

  private linesOf(path: string): LineIndex | undefined {
    if (!this.lines.has(path)) this.lines.set(path, this.workspace.linesOf(path));
    return this.lines.get(path);
  }

  private textOf(path: string): string {
    return this.workspace.frontEnd.preprocessor.lastTokensOf(path)?.text ?? this.workspace.files.read(path) ?? '';
  }
}
