import type { MachineLayouts } from '../../compat/baseline.ts';
import type { Change } from '../../compat/change.ts';
import { checkSession, type CheckFinding } from '../session/check.ts';
import type { Session } from '../session/session.ts';
import type { Reuse } from '../layouts/measure-layouts.ts';
import { renaming, type ChangedFile } from './changed-files.ts';
import { compareConstructors, measureConstructors, type ReviewConstructor } from './constructors-section.ts';
import { compareCurvnet, measureCurvnet, type CurvnetSide } from './curvnet-section.ts';
import { compareFindings } from './findings-section.ts';
import { compareFresh, compareLeaks, type FreshSide } from './fresh-section.ts';
import { compareGlobals, measureGlobals, type GlobalsSide } from './globals-section.ts';
import { compareKbi, measureKbi } from './kbi-section.ts';
import type { ConfigurationReview } from './review.ts';
import { isOfKernel, syntaxNote } from './syntax-notes.ts';
import { compareSysctls, measureSysctls, type ReviewSysctl } from './sysctls-section.ts';

/** One tree under one configuration, as plain data: what a review compares. */
export interface Side {
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
  /** The first line of a file that cannot be parsed, and why: "sys/net/if.c:12: expected ')'". */
  readonly syntax: Readonly<Record<string, string>>;
}

/** What is measured of a tree. */
export interface SideQuestion {
  /** Files that the change touches, as this tree names them; their sysctls and uses of curvnet are compared. */
  readonly paths: readonly string[];
  /** Files whose findings are compared; undefined: all. */
  readonly checked: readonly string[] | undefined;
  /** Whether records and constants are measured too: a header differs. */
  readonly wantsRecords: boolean;
  readonly reuse: Reuse | undefined;
  /** Layouts of the other tree: its records are looked for in all headers. */
  readonly other: MachineLayouts | undefined;
  /** Asked for the values of a fresh vnet; undefined: they are not compared. */
  readonly fresh: (() => FreshSide) | undefined;
  readonly onPhase: (phase: string) => void;
}

const NOT_ASKED: FreshSide = { unknown: 'not asked for' };

/** Measures a session's tree as it is now. */
export function measureSide(session: Session, question: SideQuestion): Side {
  const { workspace } = session;
  const { paths, checked, wantsRecords, reuse, other, fresh, onPhase } = question;
  onPhase('findings');
  const { findings } = checkSession(session, checked);
  onPhase('virtualized globals');
  const globals = measureGlobals(session);
  onPhase('layouts');
  const layouts = measureKbi(session, globals, wantsRecords, reuse, other);
  const sources = paths.filter((path) => /\.[ch]$/.test(path));
  if (fresh !== undefined) onPhase('a fresh vnet');
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
    fresh: fresh?.(),
    syntax: Object.fromEntries(
      sources.flatMap((path) => {
        const note = isOfKernel(workspace, path) ? syntaxNote(workspace, path) : undefined;
        return note === undefined ? [] : [[path, `${path}:${note.line}: ${note.message}`] as const];
      }),
    ),
  };
}

/**
 * What differs between two trees.
 * @param session the newer tree
 * @param policy one of compat's
 * @param records changes of records that were compared otherwise
 */
export function compareSides(
  before: Side,
  after: Side,
  changed: readonly ChangedFile[],
  session: Session,
  policy: string,
  records: readonly Change[] = [],
): ConfigurationReview {
  const renamed = renaming(changed);
  const kernelBytes = ({ globals: { sets } }: Side): number | null =>
    sets.find(({ module }) => module === undefined)?.bytes ?? null;
  const globals = compareGlobals(before.globals, after.globals, renamed);
  const constructors = compareConstructors(before.constructors, after.constructors, renamed);
  // What a file that does not parse seems to lack is not known to be gone.
  const isKnown = (one: { readonly kind: string; readonly before: { readonly file: string } | undefined }): boolean =>
    one.kind !== 'removed' || !Object.hasOwn(after.syntax, renamed(one.before?.file ?? ''));
  const review = {
    arch: after.arch,
    kernconf: after.kernconf,
    options: after.options,
    release: { before: before.release, after: after.release },
    findings: compareFindings(before.findings, after.findings, renamed),
    globals: { ...globals, changes: globals.changes.filter(isKnown) },
    vnetBytes: { before: kernelBytes(before), after: kernelBytes(after) },
    constructors: { ...constructors, changes: constructors.changes.filter(isKnown) },
    fresh: compareFresh(before.fresh ?? NOT_ASKED, after.fresh ?? NOT_ASKED, renamed),
    leaks: compareLeaks(before.fresh ?? NOT_ASKED, after.fresh ?? NOT_ASKED, renamed),
    sysctls: compareSysctls(before.sysctls, after.sysctls).filter(isKnown),
    curvnet: compareCurvnet(before.curvnet, after.curvnet, session, renamed),
    kbi: compareKbi(before.layouts, after.layouts, changed, session.workspace, policy, records),
  };
  return { ...review, notes: notesOf(before, after, review, renamed) };
}

/** What is special about the two trees, one line each. */
function notesOf(
  before: Side,
  after: Side,
  { constructors, globals }: Pick<ConfigurationReview, 'constructors' | 'globals'>,
  renamed: (path: string) => string,
): readonly string[] {
  const known = new Set(Object.keys(before.syntax).map(renamed));
  const isOtherMajor = Math.floor(before.osreldate / 100_000) !== Math.floor(after.osreldate / 100_000);
  // Where nothing of a vnet's life has changed, nobody asks.
  const wantsFresh = constructors.changes.length + globals.changes.length > 0;
  return [
    ...(isOtherMajor
      ? [
          `the two sides are different releases (${before.release}, ${after.release}): most differences are not of one change`,
        ]
      : []),
    ...Object.entries(after.syntax).flatMap(([path, line]) =>
      known.has(path) ? [] : [`${line}: not parsed, what it means is unknown`],
    ),
    ...(wantsFresh && after.fresh !== undefined && 'unknown' in after.fresh
      ? [`the values of a fresh vnet are unknown: ${after.fresh.unknown}`]
      : []),
  ];
}
