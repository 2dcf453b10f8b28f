import { summaryOf, summaryText } from '../core/analysis/review/review-lines.ts';
import type { Review } from '../core/analysis/review/review.ts';
import type { Severity } from '../core/rules/rule.ts';
import { GitFiles } from '../host/git-files.ts';
import { commitOf, commitsBetween, type Commit } from '../host/git-work-tree.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type CommonOptions, type ShownTerminal } from './command.ts';
import { requests } from './compat-measure.ts';
import { compatSide } from './compat-side.ts';
import { isRefused, ReviewRunner } from './review-run.ts';
import { compared, type ReviewSide } from './review-sides.ts';

/** What each commit of A..B does, a line each; the trees are one session, so that a commit costs what it changes. */
export function reviewedCommits(
  range: string,
  policy: string,
  lowest: Severity,
  options: CommonOptions,
  terminal: ShownTerminal,
): number {
  const commits = namedCommits(range, options);
  const [request] = requests(options);
  if (request === undefined || options.format === 'sarif' || options.format === 'markdown')
    throw new UsageError('review --commits has no --format sarif or markdown: text or json');
  let at: string | undefined;
  let runner: ReviewRunner | undefined;
  let side: ReviewSide | undefined;
  let isFine = true;
  const rows: { commit: string; subject: string; summary: string; refused: boolean; review: Review | null }[] = [];
  for (const { id, parent, subject } of commits) {
    const commit = id.slice(0, 12);
    if (parent === undefined) continue;
    const [before, after] = [sideOf(parent, options), sideOf(id, options)];
    if (typeof before === 'string' || typeof after === 'string') {
      const why = typeof before === 'string' ? before : (after as string);
      rows.push({ commit, subject, summary: why, refused: false, review: null });
      if (options.format === 'text') terminal.out(`${commit} ${subject}\n    ${why}\n`);
      continue;
    }
    const { changed, notes } = compared(before, after, []);
    const isOfKernel = changed.some((file) => /^(?:sys\/|[^/]+\/|UPDATING)/.test(file.after ?? file.before ?? ''));
    if (runner === undefined || side === undefined)
      runner = new ReviewRunner(before, request, policy, options, terminal);
    else if (at !== parent) runner.goTo(before, compared(side, before, []).changed);
    const configurations = isOfKernel || changed.length > 0 ? [runner.review(after, changed)] : [];
    [at, side] = [id, after];
    if (configurations.length === 0) runner.goTo(after, changed);
    const review = { schemaVersion: 1 as const, before: parent, after: id, changed, configurations, notes };
    const refused = isRefused(review, lowest, policy);
    isFine &&= !refused;
    const summary = lineOf(review);
    rows.push({ commit, subject, summary, refused, review });
    terminal.progress(undefined);
    if (options.format === 'text') terminal.out(`${commit} ${subject}\n    ${summary}\n`);
  }
  runner?.save();
  if (options.format === 'json')
    terminal.out(
      `${JSON.stringify({ schemaVersion: 1, commits: rows.map(({ review, ...row }) => ({ ...row, configurations: review?.configurations ?? [] })) }, undefined, 1)}\n`,
    );
  return isFine ? EXIT_OK : EXIT_FINDINGS;
}

function lineOf(review: Review): string {
  const { newFindings, fixedFindings, bytes, isSafe } = summaryOf(review);
  const isQuiet = newFindings === 0 && fixedFindings === 0 && bytes === 0 && isSafe === true;
  return isQuiet ? 'nothing new' : summaryText(review);
}

function namedCommits(range: string, { folder }: CommonOptions): readonly Commit[] {
  const match = /^(.+?)\.\.(.*)$/.exec(range);
  if (match === null) throw new UsageError(`--commits wants A..B, not ${range}`);
  const [, older = '', newer = ''] = match;
  const ids = [older, newer === '' ? 'HEAD' : newer].map((revision) => {
    const id = commitOf(folder, revision);
    if (id === undefined) throw new UsageError(`--commits: ${revision}: no such revision`);
    return id;
  });
  const found = commitsBetween(folder, ids[0] ?? '', ids[1] ?? '');
  if ('error' in found) throw new UsageError(`git: ${found.error}`);
  return found;
}

/** A commit's tree; why there is none as a line. */
function sideOf(commit: string, options: CommonOptions): ReviewSide | string {
  try {
    const side = compatSide(commit, options);
    return side.kind === 'files' && side.files instanceof GitFiles
      ? { name: commit.slice(0, 12), files: side.files }
      : 'no tree';
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
