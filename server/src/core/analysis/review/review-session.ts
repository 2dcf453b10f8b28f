import { isFailure, type Failure } from '../../kernel/failure.ts';
import type { FileSource } from '../../text/file-source.ts';
import { defaultSettingsAt, type SettingsAt } from '../session/check-settings.ts';
import { Session } from '../session/session.ts';
import type { Reuse } from '../layouts/measure-layouts.ts';
import type { WorkspaceRequest } from '../workspace/workspace.ts';
import { nameOf, type ChangedFile } from './changed-files.ts';
import { FreshMeasurer, type BootStore } from './fresh-section.ts';
import type { ConfigurationReview } from './review.ts';
import { compareSides, measureSide, type Side } from './side.ts';
import { SwitchedFiles } from './switched-files.ts';

/** The files of one side, and what earlier measurements of their contents may give. */
export interface ReviewTree {
  readonly files: FileSource;
  readonly settingsAt: SettingsAt | undefined;
  readonly reuse: Reuse | undefined;
  /** Of a tree that never changes. */
  readonly boots?: BootStore | undefined;
}

/** How a review is made. */
export interface ReviewRequest extends WorkspaceRequest {
  /** One of compat's: whom the change must not break. */
  readonly policy: string;
  /** Whether a kernel is booted by the interpreter for the values of a fresh vnet. */
  readonly boots: boolean;
  readonly onPhase?: (phase: string) => void;
}

/** A configuration or a Makefile, or a header that states the release: the session is opened anew. */
const DECIDING_HEADER = /(^|\/)(net\/vnet|sys\/pcpu|sys\/param)\.h$/;

/**
 * Reviews changes one after the other. The older and the newer tree are one session that is edited in between, so that
 * the newer costs what has changed.
 */
export class ReviewSession {
  private readonly request: ReviewRequest;
  private tree: ReviewTree;
  private readonly files: SwitchedFiles;
  private session: Session | undefined;
  private readonly fresh = new FreshMeasurer();

  /** @param tree the older side of the first review */
  constructor(tree: ReviewTree, request: ReviewRequest) {
    this.request = request;
    this.tree = tree;
    this.files = new SwitchedFiles(tree.files);
  }

  /** Reviews the change from the tree so far to another, which is then the tree so far. */
  review(next: ReviewTree, changed: readonly ChangedFile[]): ConfigurationReview | Failure {
    const old = this.opened();
    if (isFailure(old)) return old;
    const isDeciding = changed.some(({ before, after }) =>
      [before, after].some((path) => path !== undefined && this.decides(path)),
    );
    const wantsRecords = isDeciding || changed.some((file) => nameOf(file).endsWith('.h'));
    const wantsBoot = this.request.boots && (isDeciding || changed.some((file) => this.mayReachBoot(old, file)));
    const plan = { changed, wantsRecords, wantsBoot };
    this.request.onPhase?.('reading the older tree');
    // A file without a mark of VNET is read once it is edited: both sides have it, or neither.
    const known = changed.flatMap(({ before }) => before ?? []).filter((path) => isInSys(old, path));
    if (known.length > 0) old.filesChanged(known);
    const before = this.measure(old, 'before', plan, undefined);
    this.tree = next;
    this.files.switchTo(next.files);
    const now = this.edited(old, changed, isDeciding);
    if (isFailure(now)) return now;
    this.request.onPhase?.('reading the newer tree');
    const after = this.measure(now, 'after', plan, before);
    return compareSides(before, after, changed, now, this.request.policy);
  }

  /** Goes to another tree without a review. */
  goTo(next: ReviewTree, changed: readonly ChangedFile[]): void {
    const isReopened = changed.some(({ before, after }) => this.decides(after ?? before ?? ''));
    this.tree = next;
    this.files.switchTo(next.files);
    if (this.session !== undefined) this.edited(this.session, changed, isReopened);
  }

  private opened(): Session | Failure {
    if (this.session !== undefined) return this.session;
    const opened = Session.openAtOnce(this.files, { ...this.request, settingsAt: (path) => this.settingsAt(path) });
    if (!isFailure(opened)) this.session = opened;
    return opened;
  }

  private settingsAt(path: string): ReturnType<SettingsAt> {
    return (this.tree.settingsAt ?? defaultSettingsAt)(path);
  }

  /** The session after the edit. */
  private edited(old: Session, changed: readonly ChangedFile[], isReopened: boolean): Session | Failure {
    if (isReopened) {
      this.session = undefined;
      return this.opened();
    }
    const paths = changed.flatMap(({ before, after }) =>
      before === after ? [before ?? ''] : [before ?? [], after ?? []].flat(),
    );
    const cameOrWent = changed.flatMap(({ before, after }) =>
      before === after ? [] : [before ?? [], after ?? []].flat(),
    );
    // Programs are no part of the kernel: the session has not read them.
    const inSys = (list: readonly string[]): readonly string[] => list.filter((path) => isInSys(old, path));
    const stays = inSys(paths.filter((path) => !cameOrWent.includes(path)));
    const moves = inSys(cameOrWent);
    if (stays.length > 0) old.filesChanged(stays);
    if (moves.length > 0) old.filesCameOrWent(moves);
    return old;
  }

  private decides(path: string): boolean {
    return DECIDING_HEADER.test(path) || (!/\.[chsSm]$/.test(path) && this.files.wasAsked(path));
  }

  private mayReachBoot({ workspace }: Session, { before, after }: ChangedFile): boolean {
    return [before, after].some(
      (path) => path !== undefined && (path.endsWith('.h') || (path.endsWith('.c') && workspace.isCompiled(path))),
    );
  }

  private measure(session: Session, which: 'before' | 'after', plan: Plan, other: Side | undefined): Side {
    const { changed, wantsRecords, wantsBoot } = plan;
    const paths = changed.flatMap((file) => file[which] ?? []).filter((path) => isInSys(session, path));
    const sources = paths.filter((path) => /\.[ch]$/.test(path));
    return measureSide(session, {
      paths,
      checked: undefined,
      wantsRecords,
      reuse: this.tree.reuse,
      other: other?.layouts,
      fresh: wantsBoot
        ? () =>
            which === 'before'
              ? this.fresh.before(session.workspace, sources, this.tree.boots)
              : this.fresh.after(session.workspace, sources)
        : undefined,
      onPhase: (phase) => this.request.onPhase?.(phase),
    });
  }
}

interface Plan {
  readonly changed: readonly ChangedFile[];
  readonly wantsRecords: boolean;
  readonly wantsBoot: boolean;
}

function isInSys({ workspace }: Session, path: string): boolean {
  return path.startsWith(workspace.inSys(''));
}
