import { RULES } from '../../rules/registry.ts';
import type { Finding, IgnoreComment, Rule, RuleContext, Severity, TreeView } from '../../rules/rule.ts';
import { defaultSettingsAt, type CheckSettings, type SettingsAt } from './check-settings.ts';
import { IGNORE_MARKS, ignoreComments, ignoreFor } from './ignore-comments.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { holdsAny } from '../../text/file-source.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import type { StoredFindings } from './stored-findings.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A finding that a comment suppresses, and the comment's reason. */
interface HeldBack {
  readonly finding: Finding;
  readonly reason: string;
}

export interface FileFindings {
  /** In the order of their places. */
  readonly findings: readonly Finding[];
  readonly heldBack: readonly HeldBack[];
}

const KNOWN = new Set(RULES.map(({ id }) => id));
const FIRST = RULES.filter(({ isLast }) => isLast !== true);
const LAST = RULES.filter(({ isLast }) => isLast === true);

/** What the rules say about one file, a rule at a step. */
export function* fileFindings(
  workspace: Workspace,
  view: TreeView,
  path: string,
  settingsAt: SettingsAt = defaultSettingsAt,
  stored?: StoredFindings,
): Generator<undefined, FileFindings> {
  const facts = workspace.factsOf(path);
  if (facts === undefined) return { findings: [], heldBack: [] };
  // Most rules look at a file's facts first, and at its tokens only if they find something there.
  let lexed: TokenFile | undefined;
  const tokensOf = (): TokenFile =>
    (lexed ??= workspace.frontEnd.preprocessor.tokensOf(path, workspace.files.read(path) ?? ''));
  const settings = settingsAt(path);
  const ignores = holdsAny(workspace.files, path, IGNORE_MARKS) === true ? ignoreComments(tokensOf()) : [];
  const record = stored?.of(path, settings);
  const findings: Finding[] = [];
  const heldBack: HeldBack[] = [];
  let rule: Rule;
  let severity: Severity;
  const report: RuleContext['report'] = ({ start, end }, message, help, { related = [], fix } = {}) => {
    const finding: Finding = { rule: rule.id, severity, path, start, end, message, help, related, fix };
    const ignore = rule.isLast === true ? undefined : ignoreFor(ignores, tokensOf, rule.id, start);
    if (ignore === undefined) findings.push(finding);
    else {
      ignore.used.add(rule.id);
      heldBack.push({ finding, reason: ignore.reason });
    }
  };
  // One for all rules: dozens of rules look at thousands of files, and most find nothing to say.
  const contextFor = (seen: readonly IgnoreComment[]): RuleContext => ({
    path,
    facts,
    get tokens() {
      return tokensOf();
    },
    tree: view,
    limits: settings,
    ignores: seen,
    isKnown: (id) => KNOWN.has(id),
    isOn: (id) => RULES.some((other) => other.id === id && severityOf(other, settings) !== 'off'),
    report,
  });
  const run = (next: Rule, context: RuleContext): void => {
    const asked = severityOf(next, settings);
    if (asked === 'off') return;
    rule = next;
    severity = asked;
    const known = record?.reportsOf(rule);
    if (known !== undefined) for (const one of known) report(...one);
    else if (record === undefined || rule.isLast === true) rule.check(context);
    else record.run(rule, context);
  };
  const context = contextFor([]);
  for (const next of FIRST) {
    run(next, context);
    yield;
  }
  record?.end();
  if (ignores.length > 0) {
    const withIgnores = contextFor(ignores);
    for (const next of LAST) {
      run(next, withIgnores);
      yield;
    }
  }
  return { findings: findings.sort(byPlace), heldBack: heldBack.sort((a, b) => byPlace(a.finding, b.finding)) };
}

/** The files of the tree that rules check, sorted. */
export function checkedFiles(view: TreeView, index: TreeIndex): readonly string[] {
  return [...new Set([...index.checked, ...RULES.flatMap(({ files }) => files?.(view) ?? [])])].sort();
}

function severityOf(rule: Rule, settings: CheckSettings): Severity | 'off' {
  return settings.rules[rule.id] ?? rule.severity;
}

function byPlace(a: Finding, b: Finding): number {
  return a.start - b.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.end - b.end);
}
