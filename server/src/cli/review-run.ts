import { openSide } from '../core/analysis/review/live-review.ts';
import type { BootStore, KeptBoot } from '../core/analysis/review/fresh-section.ts';
import { ReviewSession, type ReviewTree } from '../core/analysis/review/review-session.ts';
import type { Review } from '../core/analysis/review/review.ts';
import type { Side } from '../core/analysis/review/side.ts';
import { severityRank } from '../core/analysis/session/check.ts';
import type { Severity } from '../core/rules/rule.ts';
import { AnswerCache } from '../host/answer-cache.ts';
import { NamedContents } from '../host/contents.ts';
import { FolderSettings } from '../host/folder-settings.ts';
import { GitFiles } from '../host/git-files.ts';
import { NodeFiles } from '../host/node-files.ts';
import { OverlaidFiles } from '../host/overlaid-files.ts';
import { PartCache } from '../host/part-cache.ts';
import { readSettings } from '../protocol/settings.ts';
import { UsageError, type CommonOptions, type ShownTerminal } from './command.ts';
import { requests, type MachineRequest } from './compat-measure.ts';
import { withKernconf } from './open-workspace.ts';
import type { ReviewSide, ReviewSides } from './review-sides.ts';
import { buildName } from './version.ts';

/** Reviews under every configuration that --arch and --kernconf name. */
export function reviewOf(
  { before, after, changed, notes }: ReviewSides,
  policy: string,
  options: CommonOptions,
  terminal: ShownTerminal,
): Review {
  const asked = changed.length === 0 ? [] : requests(options);
  const identity = identityOf(before, after, changed);
  const cache = options.usesCache && identity !== undefined ? new AnswerCache() : undefined;
  const configurations = asked.map((request) => {
    const question = JSON.stringify([
      buildName(),
      'review',
      identity,
      request,
      policy,
      options.own['no-boot'] === true,
    ]);
    // A configuration outside the tree may be another tomorrow.
    const isCacheable = request.kernconf?.includes('/') !== true;
    const known = isCacheable ? cache?.find(question) : undefined;
    if (known !== undefined) return known as Review['configurations'][number];
    const runner = new ReviewRunner(before, request, policy, options, terminal);
    const made = runner.review(after, changed);
    runner.save();
    if (isCacheable) cache?.keep(question, {}, made);
    return made;
  });
  if (after.files instanceof NodeFiles) after.files.shards?.save();
  terminal.progress(undefined);
  return { schemaVersion: 1, before: before.name, after: after.name, changed, configurations, notes };
}

/**
 * What the answer follows from: the older revision, and the newer one or the contents that differ from it. Undefined
 * for trees on disk without a revision.
 */
function identityOf(
  before: ReviewSide,
  after: ReviewSide,
  changed: ReviewSides['changed'],
): readonly string[] | undefined {
  const id = 'id' in before.files ? before.files.id : undefined;
  if (id === undefined) return undefined;
  if (after.files instanceof GitFiles) return [id, after.files.id];
  if (!(before.files instanceof OverlaidFiles)) return undefined;
  const contents = new NamedContents(after.files);
  return [
    id,
    ...changed.flatMap((file) => [file.before ?? '', file.after ?? '', contents.idOf(file.after ?? '') ?? '']),
  ];
}

/** Reviews changes one after the other under one configuration; what is known of layouts is kept on disk. */
export class ReviewRunner {
  private readonly store: PartCache;
  private readonly session: ReviewSession;
  private readonly usesCache: boolean;
  private readonly request: MachineRequest;

  constructor(
    before: ReviewSide,
    request: MachineRequest,
    policy: string,
    options: CommonOptions,
    terminal: ShownTerminal,
  ) {
    const { arch, kernconf, options: further } = request;
    this.usesCache = options.usesCache;
    this.request = request;
    this.store = new PartCache(JSON.stringify([buildName(), arch, kernconf, further]), options.usesCache);
    const asked = before.files instanceof NodeFiles ? withKernconf(before.files, request, options.folder) : request;
    this.session = new ReviewSession(this.tree(before), {
      ...asked,
      policy: policy === 'none' ? 'stable' : policy,
      boots: options.own['no-boot'] !== true,
      onPhase: (phase) => {
        if (!options.isQuiet) terminal.progress(`${arch}: ${phase}`);
      },
    });
  }

  /** @throws UsageError where a side is no tree of that configuration */
  review(next: ReviewSide, changed: ReviewSides['changed']): Review['configurations'][number] {
    const made = this.session.review(this.tree(next), changed);
    if ('failure' in made) throw new UsageError(made.failure.message);
    return made;
  }

  /** Goes to another tree without a review. */
  goTo(next: ReviewSide, changed: ReviewSides['changed']): void {
    this.session.goTo(this.tree(next), changed);
  }

  save(): void {
    if (this.usesCache) this.store.save();
  }

  private tree({ files }: ReviewSide): ReviewTree {
    const { settings } = readSettings({ rules: {} });
    const folders = new FolderSettings(files, () => settings);
    return {
      files,
      settingsAt: folders.at,
      reuse: { contents: new NamedContents(files), store: this.store },
      boots: this.usesCache && 'id' in files ? this.bootsOf(files.id) : undefined,
    };
  }

  /** The boot of a revision under this configuration. */
  private bootsOf(id: string): BootStore {
    const cache = new AnswerCache();
    const question = JSON.stringify([buildName(), 'boot', id, this.request]);
    return {
      find: () => cache.find(question) as KeptBoot | undefined,
      keep: (boot) => {
        cache.keep(question, {}, boot);
      },
    };
  }
}

/** True if the change must not go in: a new finding of that level or worse, or a broken KBI. */
export function isRefused({ configurations }: Review, lowest: Severity, policy: string): boolean {
  return configurations.some(
    ({ findings, kbi }) =>
      findings.added.some(({ severity }) => severityRank(severity) <= severityRank(lowest)) ||
      (policy !== 'none' && kbi.isSafe === false),
  );
}

/** A side by itself under the first configuration that was asked for. */
export function wholeSideOf({ files }: ReviewSide, options: CommonOptions): Side {
  const [request] = requests(options);
  if (request === undefined) throw new UsageError('no configuration');
  const { settings } = readSettings({ rules: {} });
  const settingsAt = new FolderSettings(files, () => settings).at;
  const asked = files instanceof NodeFiles ? withKernconf(files, request, options.folder) : request;
  const made = openSide(files, { ...asked, settingsAt });
  if ('failure' in made) throw new UsageError(made.failure.message);
  return made;
}
