import { addTo } from '../../collections/multimap.ts';
import type { GlobalLayout, MachineLayouts, RecordRow } from '../../compat/baseline.ts';
import { compareMachines } from '../../compat/compare-machines.ts';
import { countingType } from '../../compat/compare-record.ts';
import { heldName } from '../../compat/held-record.ts';
import type { Policy } from '../../compat/policy.ts';
import type { LayoutComparison } from '../../rules/rule.ts';
import { globalRows } from './layout-unit.ts';
import { recordRow } from './record-rows.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import { TreeChange } from '../workspace/tree-change.ts';
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
  /** A source whose unit reads a header; undefined before one is known. */
  readerOf(header: string): string | undefined;
  /** The unit of a source as it is now. */
  unit(source: string): MeasuredUnit | undefined;
}

/** Layouts of the files that are worked on, against a baseline. */
export class LiveCompat implements Keeper {
  private readonly workspace: Workspace;
  private readonly sources: CompatSources;
  private compared: ComparedBaseline | undefined;
  private byFile = new Map<string, RecordRow[]>();
  /** Records that hold a record by value, by its name. */
  private holders = new Map<string, RecordRow[]>();
  private readonly answers = new Map<string, LayoutComparison | undefined>();
  /** Headers that were asked about while no unit was known to read them. */
  private readonly unanswered = new Set<string>();

  constructor(workspace: Workspace, sources: CompatSources) {
    this.workspace = workspace;
    this.sources = sources;
  }

  get baseline(): ComparedBaseline | undefined {
    return this.compared;
  }

  /** Sets what is compared with: findings are others now, which Session.compareWith() tells. */
  setBaseline(baseline: ComparedBaseline | undefined): void {
    this.compared = baseline;
    this.answers.clear();
    this.byFile = new Map();
    this.holders = new Map();
    for (const row of baseline?.layouts.records ?? []) {
      if (row.audience === 'object' || row.size === null) continue;
      push(this.byFile, row.file, row);
      for (const held of new Set(row.members.map((member) => heldName(countingType(member)))))
        if (held !== undefined) push(this.holders, held, row);
    }
  }

  /** What a record is may depend on any file. */
  forget(change: TreeChange): void {
    if (change.putsBack('unit')) this.answers.clear();
  }

  /** What differs in a file from the baseline; undefined without one, or where it has nothing of the file. */
  changes(path: string): LayoutComparison | undefined {
    if (this.compared === undefined) return undefined;
    if (this.answers.has(path)) return this.answers.get(path);
    const made = this.compare(this.compared, path);
    // As long as no unit is known that reads the file, the answer is not the last one.
    if (made !== 'later') this.answers.set(path, made);
    return made === 'later' ? undefined : made;
  }

  /** A record of a file as the baseline has it. */
  rowBefore(path: string, record: string): RecordRow | undefined {
    return this.byFile.get(path)?.find(({ name }) => name === record);
  }

  private compare({ layouts, policy, name }: ComparedBaseline, path: string): LayoutComparison | 'later' | undefined {
    const ownRecords = this.byFile.get(path) ?? [];
    const globals = path.endsWith('.c')
      ? layouts.globals.filter(({ file, module }) => file === path && module === undefined)
      : [];
    if (ownRecords.length + globals.length === 0 || !this.workspace.files.isFile(path)) return undefined;
    const unit = this.unitOf(path);
    if (unit === undefined) return 'later';
    const before: RecordRow[] = [];
    const after: RecordRow[] = [];
    for (const row of ownRecords) this.add(row, unit, before, after);
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
    return { baseline: name, policy, changes, rows: ownRecords };
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
    const records = new Set<RecordRow>();
    const waiting = before
      .filter((row, i) => row.size !== after[i]?.size || row.align !== after[i].align)
      .map(({ name }) => name);
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const holder of this.holders.get(name) ?? []) {
        if (records.has(holder)) continue;
        records.add(holder);
        waiting.push(holder.name);
      }
    }
    return [...records];
  }

  /** To be called when every unit has been read. A header that was asked about in vain may be answered for now. */
  step(): Step {
    const isAnswered = [...this.unanswered].some((path) => this.sources.readerOf(path) !== undefined);
    this.unanswered.clear();
    return isAnswered ? TreeChange.arrival('findings') : 'nothing';
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

/** Globals that are gone from the file are not looked for elsewhere here: the command line tells of them. */
function presentGlobals(before: readonly GlobalLayout[], now: readonly GlobalLayout[]): readonly GlobalLayout[] {
  return before.filter(({ name }) => now.some((row) => row.name === name));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  addTo(map, key, value);
}
