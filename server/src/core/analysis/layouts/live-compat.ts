import type { GlobalLayout, MachineLayouts, RecordRow } from '../../compat/baseline.ts';
import type { Change } from '../../compat/change.ts';
import { compareMachines } from '../../compat/compare-machines.ts';
import { countingType } from '../../compat/compare-record.ts';
import { heldName } from '../../compat/held-record.ts';
import { CONSUMER_TEXT, isBreaking, type Policy } from '../../compat/policy.ts';
import { isSpare } from '../../compat/spare-space.ts';
import type { LayoutChange } from '../../rules/rule.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { globalSpot, recordSpot } from './change-places.ts';
import { globalRows } from './layout-unit.ts';
import { recordRow } from './record-rows.ts';
import { tagIn } from './record-report.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** What the tree is compared with while it is edited. */
export interface ComparedBaseline {
  /** As a developer knows it: "stable/13". */
  readonly name: string;
  readonly layouts: MachineLayouts;
  readonly policy: Policy;
}

/** What the comparison asks of the session. */
export interface CompatSources {
  tokens(path: string): TokenFile | undefined;
  /** A source whose unit reads a header; undefined before one is known. */
  readerOf(header: string): string | undefined;
  /** The unit of a source as it is now. */
  unit(source: string): MeasuredUnit | undefined;
}

/** Layouts of the files that are worked on, against a baseline. */
export class LiveCompat {
  private readonly workspace: Workspace;
  private readonly sources: CompatSources;
  /** How often there was another baseline. */
  changesOfBaseline = 0;
  private compared: ComparedBaseline | undefined;
  private byFile = new Map<string, RecordRow[]>();
  /** Records that hold a record by value, by its name. */
  private holders = new Map<string, RecordRow[]>();
  private readonly known = new Map<string, readonly LayoutChange[]>();
  /** Headers that were asked about while no unit was known to read them. */
  private readonly unanswered = new Set<string>();
  /** How often such a header could be answered for later. */
  lateUnits = 0;

  constructor(workspace: Workspace, sources: CompatSources) {
    this.workspace = workspace;
    this.sources = sources;
  }

  get baseline(): ComparedBaseline | undefined {
    return this.compared;
  }

  setBaseline(baseline: ComparedBaseline | undefined): void {
    this.changesOfBaseline++;
    this.compared = baseline;
    this.known.clear();
    this.byFile = new Map();
    this.holders = new Map();
    for (const row of baseline?.layouts.records ?? []) {
      if (row.audience === 'object' || row.size === null) continue;
      push(this.byFile, row.file, row);
      for (const held of new Set(row.members.map((member) => heldName(countingType(member)))))
        if (held !== undefined) push(this.holders, held, row);
    }
  }

  /** Tells that files changed: what a record is may depend on any of them. */
  forget(): void {
    this.known.clear();
  }

  /** Changes in a file that break somebody, at the members that do it. */
  changes(path: string): readonly LayoutChange[] {
    if (this.compared === undefined) return [];
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const made = this.compare(this.compared, path);
    // As long as no unit is known that reads the file, the answer is not the last one.
    if (made !== undefined) this.known.set(path, made);
    return made ?? [];
  }

  /** A record of a file as the baseline has it. */
  rowBefore(path: string, record: string): RecordRow | undefined {
    return this.byFile.get(path)?.find(({ name }) => name === record);
  }

  private compare({ layouts, policy, name }: ComparedBaseline, path: string): readonly LayoutChange[] | undefined {
    const tokens = this.sources.tokens(path);
    const own = this.byFile.get(path) ?? [];
    const globals = path.endsWith('.c')
      ? layouts.globals.filter(({ file, module }) => file === path && module === undefined)
      : [];
    if (tokens === undefined || own.length + globals.length === 0) return [];
    const unit = this.unitOf(path);
    if (unit === undefined) return undefined;
    const before: RecordRow[] = [];
    const after: RecordRow[] = [];
    for (const row of own) this.add(row, unit, before, after);
    // Whoever holds a record that has another size now may have members moved.
    for (const row of this.heldBy(before, after))
      this.add(
        row,
        row.file === path
          ? unit
          : tagIn(unit, row.name, row.file) === undefined
            ? (this.unitOf(row.file) ?? unit)
            : unit,
        before,
        after,
      );
    const now =
      globals.length === 0
        ? []
        : globalRows(this.workspace, unit, path).filter((row) => globals.some((global) => global.name === row.name));
    const { changes } = compareMachines(
      { ...layouts, globals: presentGlobals(globals, now), records: before, constants: [] },
      { ...layouts, globals: now, records: after, constants: [] },
    );
    return joined(
      changes
        .filter((change) => isBreaking(change, policy))
        .flatMap((change) => this.placed(change, changes, tokens, path, policy, name) ?? []),
    );
  }

  private add(row: RecordRow, unit: MeasuredUnit, before: RecordRow[], after: RecordRow[]): void {
    const type = tagIn(unit, row.name, row.file);
    if (type === undefined || before.some(({ name, file }) => name === row.name && file === row.file)) return;
    const now = recordRow(unit, { name: row.name, type });
    // The kernel's own view: what programs see is the command line's to tell.
    const { readers = [] } = row;
    const kernel = { audience: row.audience, ...(readers.length === 0 ? {} : { readers }) };
    before.push({ name: row.name, file: row.file, size: row.size, align: row.align, members: row.members, ...kernel });
    after.push({ ...now, ...kernel });
  }

  private heldBy(before: readonly RecordRow[], after: readonly RecordRow[]): readonly RecordRow[] {
    const found = new Set<RecordRow>();
    const waiting = before
      .filter((row, i) => row.size !== after[i]?.size || row.align !== after[i].align)
      .map(({ name }) => name);
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const holder of this.holders.get(name) ?? []) {
        if (found.has(holder)) continue;
        found.add(holder);
        waiting.push(holder.name);
      }
    }
    return [...found];
  }

  /** A change at the place of its cause in this file; undefined if the cause stands elsewhere. */
  private placed(
    change: Change,
    all: readonly Change[],
    tokens: TokenFile,
    path: string,
    policy: Policy,
    baseline: string,
  ): LayoutChange | undefined {
    const who = change.breaks
      .filter((consumer) => policy.keeps.includes(consumer))
      .map((consumer) => CONSUMER_TEXT[consumer])
      .join(', ');
    const message = `${change.name}${change.of === 'record' ? ':' : ''} ${change.message}; breaks ${who} of ${baseline}`;
    if (change.of === 'global') {
      const spot = globalSpot(tokens, change.name);
      return spot === undefined
        ? undefined
        : { ...spot, message, help: 'use a new name, and leave the old one unchanged', related: [] };
    }
    // A member that is larger because the record in it is: the cause stands where that record was changed.
    const cause = change.because === undefined ? (realigning(change, all) ?? change) : causeOf(change.because, all);
    if (cause === undefined || cause.file !== path) return undefined;
    const spot = recordSpot(tokens, cause.name, cause.kind === 'removed' ? undefined : cause.member);
    if (spot === undefined) return undefined;
    const related = change.moves.slice(0, 1).flatMap(({ member }) => {
      const moved = change.file === path ? recordSpot(tokens, change.name, member) : undefined;
      return moved === undefined ? [] : [{ path, ...moved, message: `the first member that moves` }];
    });
    return { ...spot, message, help: this.help(cause), related };
  }

  private help({ name, file, kind }: Change): string {
    const row = this.byFile.get(file)?.find((one) => one.name === name);
    const spare = row?.members.find((member) => isSpare(member));
    if (kind !== 'added') return 'restore the old layout for code compiled before; add new members at the end';
    return spare === undefined
      ? 'put it at the end'
      : `put it at the end, or use the spare ${spare.name} (${spare.type})`;
  }

  /** To be called when every unit has been read; true when a header that was asked about can be answered for now. */
  settle(): boolean {
    const isAnswered = [...this.unanswered].some((path) => this.sources.readerOf(path) !== undefined);
    this.unanswered.clear();
    if (isAnswered) this.lateUnits++;
    return isAnswered;
  }

  /** The unit that says how a file's declarations are now. */
  unitOf(path: string): MeasuredUnit | undefined {
    if (!path.endsWith('.h')) return this.sources.unit(path);
    // The baseline's reader first: two units that see another layout of one header are no change of it.
    const compared = this.byFile.get(path)?.find((row) => row.reader !== undefined)?.reader;
    const reader =
      compared !== undefined && this.workspace.files.isFile(compared) ? compared : this.sources.readerOf(path);
    if (reader !== undefined) return this.sources.unit(reader);
    this.unanswered.add(path);
    return undefined;
  }
}

/** What one member does to several records is one change. */
function joined(changes: readonly LayoutChange[]): readonly LayoutChange[] {
  const bySpot = new Map<string, LayoutChange>();
  for (const change of changes) {
    const key = `${change.start} ${change.end}`;
    const known = bySpot.get(key);
    bySpot.set(key, known === undefined ? change : { ...known, message: `${known.message}\n${change.message}` });
  }
  return [...bySpot.values()];
}

/** The member that gives a record another alignment. */
function realigning({ kind, name, file }: Change, all: readonly Change[]): Change | undefined {
  if (kind !== 'realigned') return undefined;
  return all.find(
    (one) =>
      one.of === 'record' &&
      one.name === name &&
      one.file === file &&
      (one.kind === 'added' || one.kind === 'resized' || one.kind === 'retyped'),
  );
}

/** What was done to a record that another holds: the change in it that counts most. */
function causeOf(record: string, all: readonly Change[]): Change | undefined {
  const own = all.filter(({ of, name, member }) => of === 'record' && name === record && member !== undefined);
  const cause = own.find(({ breaks }) => breaks.length > 0) ?? own.at(-1);
  return cause?.because === undefined
    ? cause
    : (causeOf(
        cause.because,
        all.filter((one) => one !== cause),
      ) ?? cause);
}

/** Globals that are gone from the file are not looked for elsewhere here: the command line tells of them. */
function presentGlobals(before: readonly GlobalLayout[], now: readonly GlobalLayout[]): readonly GlobalLayout[] {
  return before.filter(({ name }) => now.some((row) => row.name === name));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
