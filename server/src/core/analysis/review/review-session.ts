import { isFailure, type Failure } from '../../kernel/failure.ts';
import type { MachineLayouts } from '../../compat/baseline.ts';
import type { FileSource } from '../../text/file-source.ts';
import { checkSession, type CheckFinding } from '../session/check.ts';
import { defaultSettingsAt, type SettingsAt } from '../session/check-settings.ts';
import { Session } from '../session/session.ts';
import type { Reuse } from '../layouts/measure-layouts.ts';
import type { WorkspaceRequest } from '../workspace/workspace.ts';
import { nameOf, renaming, type ChangedFile } from './changed-files.ts';
import { compareConstructors, measureConstructors, type ReviewConstructor } from './constructors-section.ts';
import { compareCurvnet, measureCurvnet, type CurvnetSide } from './curvnet-section.ts';
import { compareFindings } from './findings-section.ts';
import { compareFresh, FreshMeasurer, type FreshSide } from './fresh-section.ts';
import { compareGlobals, measureGlobals, type GlobalsSide } from './globals-section.ts';
import { compareKbi, measureKbi } from './kbi-section.ts';
import type { ConfigurationReview } from './review.ts';
import { SwitchedFiles } from './switched-files.ts';
import { syntaxNote } from './syntax-notes.ts';
import { compareSysctls, measureSysctls, type ReviewSysctl } from './sysctls-section.ts';

/** The files of one side, and what earlier measurements of their contents may give. */
export interface ReviewTree {
  readonly files: FileSource;
  readonly settingsAt: SettingsAt | undefined;
  readonly reuse: Reuse | undefined;
}

/** How a review is made. */
export interface ReviewRequest extends WorkspaceRequest {
  /** One of compat's: whom the change must not break. */
  readonly policy: string;
  /** Whether a kernel is booted by the interpreter for the values of a fresh vnet. */
  readonly boots: boolean;
  readonly onPhase?: (phase: string) => void;
}

/** One tree, as plain data. */
interface Side {
  readonly release: string;
  readonly osreldate: number;
  readonly arch: string;
  readonly kernconf: string;
  readonly options: readonly string[];
  readonly findings: readonly CheckFinding[];
  readonly globals: GlobalsSide;
  readonly constructors: readonly ReviewConstructor[];
  readonly sysctls: readonly ReviewSysctl[];
  readonly curvnet: CurvnetSide;
  readonly layouts: MachineLayouts;
  readonly fresh: FreshSide | undefined;
  readonly syntax: ReadonlyMap<string, string>;
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
    const before = this.measure(old, 'before', plan, undefined);
    this.tree = next;
    this.files.switchTo(next.files);
    const now = this.edited(old, changed, isDeciding);
    if (isFailure(now)) return now;
    this.request.onPhase?.('reading the newer tree');
    const after = this.measure(now, 'after', plan, before);
    return this.compare(before, after, changed, now);
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
    const stays = paths.filter((path) => !cameOrWent.includes(path));
    if (stays.length > 0) old.filesChanged(stays);
    if (cameOrWent.length > 0) old.filesCameOrWent(cameOrWent);
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

  private measure(
    session: Session,
    which: 'before' | 'after',
    { changed, wantsRecords, wantsBoot }: Plan,
    other: Side | undefined,
  ): Side {
    const { workspace } = session;
    const paths = changed.flatMap((file) => file[which] ?? []);
    const phase = (name: string): void => this.request.onPhase?.(name);
    phase('findings');
    const { findings } = checkSession(session);
    phase('virtualized globals');
    const globals = measureGlobals(session);
    phase('layouts');
    const layouts = measureKbi(session, globals, wantsRecords, this.tree.reuse, other?.layouts);
    const sources = paths.filter((path) => /\.[ch]$/.test(path));
    if (wantsBoot) phase('a fresh vnet');
    return {
      release: workspace.tree.release.name,
      osreldate: workspace.tree.release.osreldate,
      arch: workspace.kernel.arch,
      kernconf: workspace.kernel.kernconf,
      options: workspace.request.options ?? [],
      findings,
      globals,
      constructors: measureConstructors(session),
      sysctls: measureSysctls(session, sources),
      curvnet: measureCurvnet(session, sources),
      layouts,
      fresh: wantsBoot ? this.fresh.measure(workspace, sources) : undefined,
      syntax: new Map(
        sources.flatMap((path) => {
          const note = syntaxNote(workspace, path);
          return note === undefined ? [] : [[path, `${path}:${note.line}: ${note.message}`] as const];
        }),
      ),
    };
  }

  private compare(before: Side, after: Side, changed: readonly ChangedFile[], session: Session): ConfigurationReview {
    const renamed = renaming(changed);
    const kernelBytes = ({ globals: { sets } }: Side): number | null =>
      sets.find(({ module }) => module === undefined)?.bytes ?? null;
    const globals = compareGlobals(before.globals, after.globals, renamed);
    const constructors = compareConstructors(before.constructors, after.constructors, renamed);
    // What a file that does not parse seems to lack is not known to be gone.
    const isKnown = (one: {
      readonly after: unknown;
      readonly before: { readonly file: string } | undefined;
    }): boolean => one.after !== undefined || !after.syntax.has(renamed(one.before?.file ?? ''));
    return {
      arch: after.arch,
      kernconf: after.kernconf,
      options: after.options,
      release: { before: before.release, after: after.release },
      findings: compareFindings(before.findings, after.findings, renamed),
      globals: { ...globals, changes: globals.changes.filter(isKnown) },
      vnetBytes: { before: kernelBytes(before), after: kernelBytes(after) },
      constructors: { ...constructors, changes: constructors.changes.filter(isKnown) },
      fresh:
        before.fresh === undefined || after.fresh === undefined ? [] : compareFresh(before.fresh, after.fresh, renamed),
      sysctls: compareSysctls(before.sysctls, after.sysctls).filter(isKnown),
      curvnet: compareCurvnet(before.curvnet, after.curvnet, session, renamed),
      kbi: compareKbi(before.layouts, after.layouts, changed, session.workspace, this.request.policy),
      notes: notesOf(before, after, renamed),
    };
  }
}

interface Plan {
  readonly changed: readonly ChangedFile[];
  readonly wantsRecords: boolean;
  readonly wantsBoot: boolean;
}

/** What is special about the two trees, one line each. */
function notesOf(before: Side, after: Side, renamed: (path: string) => string): readonly string[] {
  const known = new Set([...before.syntax].map(([path]) => renamed(path)));
  const isOtherMajor = Math.floor(before.osreldate / 100_000) !== Math.floor(after.osreldate / 100_000);
  return [
    ...(isOtherMajor
      ? [
          `the two sides are different releases (${before.release}, ${after.release}): most differences are not of one change`,
        ]
      : []),
    ...[...after.syntax].flatMap(([path, line]) =>
      known.has(path) ? [] : [`${line}: not parsed, what it means is unknown`],
    ),
    ...(after.fresh !== undefined && 'unknown' in after.fresh
      ? [`the values of a fresh vnet are unknown: ${after.fresh.unknown}`]
      : []),
  ];
}
