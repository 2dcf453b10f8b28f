import type { Change } from '../../compat/change.ts';
import { POLICIES } from '../../compat/policy.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import type { FileSource } from '../../text/file-source.ts';
import { Session, type SessionRequest } from '../session/session.ts';
import type { ChangedFile } from './changed-files.ts';
import type { Review } from './review.ts';
import { kernelGlobals } from './kbi-section.ts';
import { compareSides, measureSide, type Side } from './side.ts';

/** Files whose findings are looked at after an edit, at most: those that call or name what the change touches. */
const MOST_FILES = 300;

/** The older tree, measured by another process, and how the editor's differs from it. */
export interface LiveBase {
  /** "1a2b3c4d5e6f, the merge base with upstream" */
  readonly name: string;
  readonly side: Side;
  readonly changed: readonly ChangedFile[];
  readonly notes: readonly string[];
}

/**
 * The review of a tree that is being edited; undefined while it is still being read. Findings are those of the changed
 * files and of files that call, declare or define what these do: the rest of the tree is the command line's.
 */
export function liveReview(session: Session, base: LiveBase, policy: string): Review | undefined {
  if (!session.isWhole || !session.isRegionReady) return undefined;
  const paths = base.changed
    .flatMap(({ after }) => after ?? [])
    .filter((path) => path.startsWith(session.workspace.inSys('')));
  const gone = new Set(base.changed.flatMap(({ before }) => before ?? []));
  const near = filesNear(session, paths);
  const isNear = new Set([...near, ...gone]);
  const after = measureSide(session, {
    paths,
    checked: near,
    wantsRecords: false,
    reuse: undefined,
    other: undefined,
    fresh: undefined,
    onPhase: () => undefined,
  });
  const before: Side = {
    ...base.side,
    findings: base.side.findings.filter(({ file }) => isNear.has(file)),
    sysctls: base.side.sysctls.filter(({ file }) => gone.has(file)),
    curvnet: {
      ...base.side.curvnet,
      uses: Object.fromEntries(Object.entries(base.side.curvnet.uses).filter(([key]) => gone.has(pathOf(key)))),
    },
    // Measured alike: as the session measures its own.
    layouts: {
      ...base.side.layouts,
      globals: kernelGlobals(base.side.globals),
      records: [],
      constants: [],
      kvmPrograms: null,
    },
  };
  return {
    schemaVersion: 1,
    before: base.name,
    after: 'the editor',
    changed: base.changed,
    configurations: [compareSides(before, after, base.changed, session, policy, recordChanges(session, base, paths))],
    notes: base.notes,
  };
}

/** A tree by itself: all that a later comparison may ask of it. */
export function openSide(files: FileSource, request: SessionRequest): Side | Failure {
  const session = Session.openAtOnce(files, request);
  if (isFailure(session)) return session;
  return measureSide(session, {
    paths: session.checkedFiles,
    checked: undefined,
    wantsRecords: true,
    reuse: undefined,
    other: undefined,
    fresh: undefined,
    onPhase: () => undefined,
  });
}

/** What differs in the records of headers that were edited, as far as some unit is known to read them. */
function recordChanges(session: Session, { name, side }: LiveBase, paths: readonly string[]): readonly Change[] {
  const headers = paths.filter((path) => path.endsWith('.h'));
  const [policy] = POLICIES;
  if (headers.length === 0 || policy === undefined) return [];
  const compat = session.layoutsAgainst({ name, layouts: side.layouts, policy });
  return headers.flatMap((path) => compat.changes(path)?.changes ?? []).filter(({ of }) => of === 'record');
}

function pathOf(key: string): string {
  return key.slice(0, key.indexOf('\n'));
}

/** The files of a change, and those that call its functions or name its variables. */
function filesNear({ flow, index }: Session, paths: readonly string[]): readonly string[] {
  const near = new Set(paths.filter((path) => /\.[ch]$/.test(path)));
  const add = (path: string): void => {
    if (near.size < MOST_FILES) near.add(path);
  };
  for (const path of paths) {
    for (const one of flow?.functions(path) ?? []) for (const { node } of flow?.callers(one) ?? []) add(node.path);
    const facts = index.files.get(path);
    const names = [...(facts?.definitions ?? []), ...(facts?.declarations ?? [])].map(({ name }) => name);
    for (const name of names)
      for (const known of [index.definitions, index.declarations, index.accessorsOf, index.sysctlsOf])
        for (const located of known.get(name) ?? []) add(located.path);
  }
  return [...near].sort();
}
