import type { GlobalLayout, MachineLayouts } from '../../compat/baseline.ts';
import type { Change } from '../../compat/change.ts';
import { compareMachines } from '../../compat/compare-machines.ts';
import { isBreaking, judge, POLICIES, type Policy, type Verdict } from '../../compat/policy.ts';
import { DEFAULT_SCOPE } from '../../compat/default-scope.ts';
import { changePlaces } from '../layouts/change-places.ts';
import { kvmPrograms } from '../layouts/kvm-programs.ts';
import { measureLayouts, type Reuse } from '../layouts/measure-layouts.ts';
import type { Session } from '../session/session.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { nameOf, type ChangedFile } from './changed-files.ts';
import type { GlobalsSide } from './globals-section.ts';

/** What the change does to code that was compiled before it. */
export interface KbiSection {
  readonly changes: readonly (Change & { readonly line: number | undefined })[];
  readonly unknown: readonly { readonly name: string; readonly reason: string }[];
  readonly stable: Verdict;
  readonly current: Verdict;
  /** The one that was asked for: `stable` unless another was. */
  readonly policy: string;
  /** null: unknown, as no kernel of the tree is known (`unknown` says why). */
  readonly isSafe: boolean | null;
  readonly version: Advice;
  readonly updating: Advice;
}

/** Whether something beside the code has to be changed, and whether the change does it. */
interface Advice {
  readonly isNeeded: boolean;
  readonly isDone: boolean;
  readonly because: string;
}

/** Layouts of one tree; records only where some header may have changed them. */
export function measureKbi(
  session: Session,
  globals: GlobalsSide,
  wantsRecords: boolean,
  reuse: Reuse | undefined,
  before: MachineLayouts | undefined,
): MachineLayouts {
  const { workspace } = session;
  if (wantsRecords)
    return measureLayouts(
      workspace,
      DEFAULT_SCOPE,
      reuse,
      before?.records.filter(({ audience }) => audience !== 'object').map(({ name }) => name),
    ).layouts;
  const { kernel, tree, request } = workspace;
  return {
    arch: kernel.arch,
    kernconf: kernel.kernconf,
    options: request.options ?? [],
    release: tree.release.name,
    osreldate: tree.release.osreldate,
    vimage: kernel.vimage,
    globals: kernelGlobals(globals),
    records: [],
    constants: [],
    kvmPrograms: null,
  };
}

/** The kernel's virtualized globals as compat compares them. */
export function kernelGlobals({ globals }: GlobalsSide): readonly GlobalLayout[] {
  return globals.filter(({ module, isBuilt }) => module === undefined && isBuilt).map(globalRow);
}

function globalRow({ name, symbol, type, size, align, isStatic, file }: GlobalsSide['globals'][number]): GlobalLayout {
  return { name, symbol, type, size, align, file, ...(isStatic ? { local: true as const } : {}) };
}

/**
 * @param workspace the newer tree
 * @param records changes of records that were compared otherwise
 */
export function compareKbi(
  before: MachineLayouts,
  after: MachineLayouts,
  changed: readonly ChangedFile[],
  workspace: Workspace,
  policyName: string,
  records: readonly Change[] = [],
): KbiSection {
  let comparison = compareMachines(before, after);
  // Which programs read a global is asked only where one differs.
  if (before.kvmPrograms === null && comparison.changes.some(({ of }) => of === 'global')) {
    const programs = kvmPrograms(workspace);
    const readers = (row: GlobalLayout): readonly string[] =>
      (programs ?? []).filter(({ symbols }) => symbols.has(row.name)).map(({ folder }) => folder);
    const withReaders = (rows: readonly GlobalLayout[]): readonly GlobalLayout[] =>
      rows.map((row) => ({ ...row, readers: readers(row) }));
    comparison = compareMachines({ ...before, globals: withReaders(before.globals) }, after);
  }
  comparison = { ...comparison, changes: [...comparison.changes, ...records] };
  const { changes } = comparison;
  const reason = unknownKernel(workspace);
  const places = changePlaces(workspace, changes);
  const policy = policyNamed(policyName);
  const verdict = (name: string): Verdict => judge([comparison], policyNamed(name));
  const breaks = (consumer: Change['breaks'][number]): readonly Change[] =>
    changes.filter((change) => change.breaks.includes(consumer));
  const modules = breaks('module');
  const felt = [...breaks('kvm'), ...breaks('user')];
  const touches = (path: RegExp): boolean => changed.some((file) => path.test(nameOf(file)));
  return {
    changes: changes.map((change, i) => ({ ...change, line: places[i]?.line })),
    unknown: [...(reason === undefined ? [] : [{ name: 'the kernel', reason }]), ...comparison.unknown],
    stable: verdict('stable'),
    current: verdict('current'),
    policy: policy.name,
    isSafe: changes.some((change) => isBreaking(change, policy)) ? false : reason === undefined ? true : null,
    version: {
      isNeeded: modules.length > 0,
      isDone: after.osreldate > before.osreldate,
      because: because(modules, 'old modules break'),
    },
    updating: {
      isNeeded: felt.length > 0,
      isDone: touches(/(^|\/)UPDATING$/),
      because: because(felt, 'old programs break'),
    },
  };
}

/** Why it is unknown which files the kernel consists of; undefined: it is known. */
function unknownKernel({ kernel }: Workspace): string | undefined {
  return kernel.objects.length > 0 ? undefined : (kernel.problems[0]?.message ?? 'no file is compiled');
}

function policyNamed(wanted: string): Policy {
  return POLICIES.find(({ name }) => name === wanted) ?? (POLICIES[0] as Policy);
}

function because(changes: readonly Change[], what: string): string {
  const names = [...new Set(changes.map(({ name }) => name))];
  if (names.length === 0) return '';
  return `${what}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}
