import { reviewMarkdown } from '../../core/analysis/review/review-markdown.ts';
import { summaryText } from '../../core/analysis/review/review-lines.ts';
import type { Review } from '../../core/analysis/review/review.ts';
import { POLICIES } from '../../core/compat/policy.ts';
import { SEVERITIES, type Severity } from '../../core/rules/rule.ts';
import {
  EXIT_FINDINGS,
  EXIT_OK,
  UsageError,
  type Command,
  type CommonOptions,
  type ShownTerminal,
} from '../command.ts';
import { jsonText } from '../format/json-text.ts';
import { reviewSarif } from '../format/review-sarif.ts';
import { coloredReview, reviewText } from '../format/review-text.ts';
import { reviewedCommits } from '../review-commits.ts';
import { isRefused, reviewOf, wholeSideOf } from '../review-run.ts';
import { reviewSides, sideOf } from '../review-sides.ts';

export const reviewCommand: Command = {
  name: 'review',
  usage: '[REV] [NEW]',
  summary: 'what a change does: findings, bytes per vnet, life cycle, sysctls, curvnet, KBI; --commits A..B',
  formats: ['text', 'json', 'sarif', 'markdown'],
  options: {
    arch: { type: 'string', multiple: true },
    kernconf: { type: 'string', multiple: true },
    'fail-on': { type: 'string' },
    policy: { type: 'string' },
    commits: { type: 'string' },
    all: { type: 'boolean' },
    'no-boot': { type: 'boolean' },
    side: { type: 'boolean' },
  },
  help: `Without REV, from the merge base with the upstream branch to the working tree with its uncommitted changes. REV and
NEW are revisions or trees; nothing is checked out. Exit 1 on a new finding of --fail-on's level, or a broken KBI.

  --fail-on LEVEL  error, warning (default), information or hint
  --policy NAME    whom the change must not break: stable (default), current, or none
  --commits A..B   a line for each commit
  --arch NAME, --kernconf NAME
                   repeatable: findings of every configuration, and what is different in the others
  --all            every line, with what to do about findings
  --side           REV alone as data, which an editor compares with what is written there; --format json
  --no-boot        without the values of a fresh vnet, for which the interpreter boots the kernel
  --format FORMAT  text, json, sarif, or markdown for a comment of a review`,
  run(options, terminal) {
    const lowest = levelOf(options);
    const policy = policyOf(options);
    const { commits } = options.own;
    if (options.own['side'] === true) {
      terminal.out(jsonText(sideAlone(options)));
      return EXIT_OK;
    }
    if (typeof commits === 'string') return reviewedCommits(commits, policy, lowest, options, terminal);
    const review = reviewOf(reviewSides(options.words, options), policy, options, terminal);
    write(review, options, terminal);
    return isRefused(review, lowest, policy) ? EXIT_FINDINGS : EXIT_OK;
  },
};

function write(review: Review, options: CommonOptions, terminal: ShownTerminal): void {
  if (options.format === 'json') terminal.out(jsonText({ ...review, summary: summaryText(review) }));
  else if (options.format === 'sarif') terminal.out(`${JSON.stringify(reviewSarif(review), undefined, 1)}\n`);
  else if (options.format === 'markdown') terminal.out(reviewMarkdown(review));
  else {
    const text = reviewText(review, options.own['all'] === true);
    if (terminal.painted === undefined) terminal.out(text);
    else terminal.painted(coloredReview, text);
  }
}

function levelOf({ own }: CommonOptions): Severity {
  const word = own['fail-on'] ?? 'warning';
  const level = SEVERITIES.find((known) => known === word);
  if (level === undefined) throw new UsageError(`--fail-on wants one of ${SEVERITIES.join(', ')}`);
  return level;
}

function policyOf({ own }: CommonOptions): string {
  const { policy = 'stable' } = own;
  const names = [...POLICIES.map(({ name }) => name), 'none'];
  if (typeof policy !== 'string' || !names.includes(policy))
    throw new UsageError(`no such policy: ${String(policy)}; there are ${names.join(', ')}`);
  return policy;
}

/** One tree or revision, measured for a comparison elsewhere. */
function sideAlone(options: CommonOptions): unknown {
  const [word, ...more] = options.words;
  if (word === undefined || more.length > 0 || options.format !== 'json')
    throw new UsageError('review --side wants one revision or tree, and --format json');
  return wholeSideOf(sideOf(word, options), options);
}
