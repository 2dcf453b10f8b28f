import type { Audience, ConstantRow, GlobalLayout, MachineLayouts, RecordRow } from './baseline.ts';
import { consumersOf, type Change, type Consumer } from './change.ts';
import {
  compareRecord,
  countingType,
  type MemberChange,
  type RecordComparison,
  type RecordView,
} from './compare-record.ts';
import { heldName } from './held-record.ts';
import { describeGlobal, describeMember } from './describe.ts';
import { addTo } from '../collections/multimap.ts';

export interface MachineComparison {
  readonly arch: string;
  readonly kernconf: string;
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Change[];
  /** What could not be compared: name and reason. */
  readonly unknown: readonly { readonly name: string; readonly reason: string }[];
  readonly compared: { readonly globals: number; readonly records: number; readonly constants: number };
}

/** Everything that differs between two kernels on one machine. */
export function compareMachines(before: MachineLayouts, after: MachineLayouts): MachineComparison {
  return new Comparison(before, after).run();
}

class Comparison {
  private readonly before: MachineLayouts;
  private readonly after: MachineLayouts;
  private readonly hasUserland: boolean;
  private readonly changes: Change[] = [];
  private readonly unknown: { name: string; reason: string }[] = [];
  /** Records that grew at their end and did not change otherwise. */
  private readonly grown = new Set<string>();
  /** Records that differ in any way. */
  private readonly changed = new Set<string>();

  constructor(before: MachineLayouts, after: MachineLayouts) {
    this.before = before;
    this.after = after;
    this.hasUserland = before.kvmPrograms !== null;
  }

  run(): MachineComparison {
    const { before, after } = this;
    if (before.vimage !== after.vimage) {
      this.add({
        of: 'kernel',
        name: 'options VIMAGE',
        file: '',
        kind: 'vimage',
        breaks: ['module', 'kvm'],
        message: `was ${after.vimage ? 'added' : 'removed'}: every virtualized global x now has the symbol ${after.vimage ? 'vnet_entry_x' : 'x'}, and modules look it up by its symbol`,
      });
    }
    const records = paired(before.records, after.records, ({ name }) => name);
    for (const [old, now] of records) if (now !== undefined) this.note(old, now);
    for (const [old, now] of records) this.compareRecords(old, now);
    for (const [old, now] of paired(before.globals, after.globals, ({ name, module }) => `${name} ${module ?? ''}`))
      this.compareGlobals(old, now);
    const constants = new Map(after.constants.map((row) => [row.name, row]));
    for (const old of before.constants) this.compareConstants(old, constants.get(old.name));
    return {
      arch: after.arch,
      kernconf: after.kernconf,
      before: kernelText(before),
      after: kernelText(after),
      changes: this.changes,
      unknown: this.unknown,
      compared: { globals: before.globals.length, records: before.records.length, constants: before.constants.length },
    };
  }

  private note(old: RecordRow, now: RecordRow): void {
    const comparison = comparable(old) && comparable(now) ? compareRecord(old, now) : undefined;
    if (comparison === undefined) return;
    this.changed.add(now.name);
    if (comparison.isGrownAtEnd) this.grown.add(now.name);
  }

  private compareRecords(old: RecordRow, now: RecordRow | undefined): void {
    if (now === undefined) {
      this.addRecord(old, old, { kind: 'removed', message: 'was removed' }, this.consumers(old));
      return;
    }
    if (!comparable(old) || !comparable(now)) {
      const { unknown } = comparable(old) ? now : old;
      this.unknown.push({ name: now.name, reason: unknown ?? 'its layout is unknown' });
      return;
    }
    const kernel = compareRecord(old, now);
    const userland =
      old.userland === undefined && now.userland === undefined
        ? undefined
        : compareRecord(old.userland ?? old, now.userland ?? now);
    const hasOwnView = old.userland !== undefined || now.userland !== undefined;
    // Programs are affected by changes in their own view only.
    const consumers = this.consumers(old).filter((consumer) => !hasOwnView || consumer === 'module');
    if (kernel !== undefined) this.describe(old, now, kernel, consumers);
    const programs = this.consumers(old).filter((consumer) => consumer !== 'module');
    if (userland !== undefined && programs.length > 0)
      this.describe(old, now, userland, programs, ', as programs see it');
  }

  private describe(
    old: RecordRow,
    now: RecordRow,
    comparison: RecordComparison,
    consumers: readonly Consumer[],
    view = '',
  ): void {
    const breaking = comparison.changes.filter(({ isFine }) => !isFine);
    for (const change of comparison.changes) {
      const because = this.heldRecord(change);
      this.addRecord(
        old,
        now,
        {
          kind: change.kind,
          member: change.member,
          moves: change.moves,
          message: `${describeMember(change, comparison)}${view}`,
          ...(because === undefined ? {} : { because }),
        },
        change.isFine ? [] : consumers,
      );
    }
    const { sizeBefore, sizeAfter, alignBefore, alignAfter } = comparison;
    if (alignBefore !== alignAfter)
      this.addRecord(
        old,
        now,
        { kind: 'realigned', message: `is aligned to ${alignAfter}, not ${alignBefore}${view}` },
        consumers,
      );
    else if (comparison.isGrownAtEnd)
      this.addRecord(
        old,
        now,
        { kind: 'grown', message: `${sizeBefore} -> ${sizeAfter} bytes, at its end${view}` },
        [],
      );
    else if (sizeBefore !== sizeAfter && breaking.length === 0)
      this.addRecord(old, now, { kind: 'resized', message: `${sizeBefore} -> ${sizeAfter} bytes${view}` }, consumers);
  }

  /** The record that a member holds by value, if that record's change causes the member's. */
  private heldRecord({ kind, after }: MemberChange): string | undefined {
    if (kind !== 'resized' || after === undefined) return undefined;
    const held = heldName(countingType(after));
    return held !== undefined && this.changed.has(held) ? held : undefined;
  }

  private compareGlobals(old: GlobalLayout, now: GlobalLayout | undefined): void {
    const readers = old.readers ?? [];
    const isRead = readers.length > 0;
    const consumers: readonly Consumer[] = [
      ...(old.local === true ? [] : ['module' as const]),
      ...(isRead ? ['kvm' as const] : []),
    ];
    const change = (kind: Change['kind'], message: string, breaks: readonly Consumer[], because?: string): void => {
      this.add({
        of: 'global',
        name: old.name,
        file: (now ?? old).file,
        kind,
        message,
        breaks,
        readers: breaks.includes('kvm') ? readers : [],
        ...(because === undefined ? {} : { because }),
      });
    };
    if (now === undefined) {
      const elsewhere = this.after.globals.find(({ name, module }) => name === old.name && module !== old.module);
      if (elsewhere !== undefined)
        change(
          'module',
          `is now part of ${elsewhere.module === undefined ? 'the kernel' : `module ${elsewhere.module}`}, no longer of ${old.module === undefined ? 'the kernel' : `module ${old.module}`}`,
          consumers,
        );
      else change('removed', `was removed: ${old.symbol} cannot be resolved`, consumers);
      return;
    }
    const held = heldName(countingType(now));
    if (
      countingType(old) !== countingType(now) &&
      countingType(old).replace(/\[\d+\]/g, '[]') !== countingType(now).replace(/\[\d+\]/g, '[]')
    )
      change('retyped', describeGlobal(old, now), consumers);
    else if (old.size !== now.size) {
      if (old.size === null || now.size === null) this.unknown.push({ name: old.name, reason: 'its size is unknown' });
      // The record tells.
      else if (held !== undefined && this.changed.has(held) && !/\[/.test(now.type))
        change('grown', describeGlobal(old, now), [], held);
      else
        change(
          'resized',
          describeGlobal(old, now),
          consumers,
          held !== undefined && this.changed.has(held) ? held : undefined,
        );
    }
    if (old.local !== true && now.local === true)
      change('local', `is static now: ${now.symbol} is no longer exported`, ['module']);
  }

  private compareConstants(old: ConstantRow, now: ConstantRow | undefined): void {
    const consumers: readonly Consumer[] = old.audience === 'user' ? ['module', 'user'] : ['module'];
    if (now === undefined)
      this.add({
        of: 'constant',
        name: old.name,
        file: old.file,
        kind: 'removed',
        message: `was removed (it was ${constantText(old.value)})`,
        breaks: consumers,
      });
    else if (old.value !== now.value) {
      const isBound = BOUND.test(old.name) && BigInt(now.value) > BigInt(old.value);
      this.add({
        of: 'constant',
        name: old.name,
        file: now.file,
        kind: isBound ? 'bound' : 'value',
        message: `${constantText(old.value)} -> ${constantText(now.value)}`,
        breaks: isBound ? [] : consumers,
      });
    }
  }

  private consumers({
    audience,
    readers,
  }: {
    readonly audience: Audience;
    readonly readers?: readonly string[];
  }): readonly Consumer[] {
    return consumersOf(audience, readers ?? [], this.hasUserland);
  }

  private addRecord(
    old: RecordRow,
    now: RecordRow,
    change: Pick<Change, 'kind' | 'message'> & Partial<Change>,
    breaks: readonly Consumer[],
  ): void {
    this.add({
      of: 'record',
      name: now.name,
      file: now.file,
      ...change,
      breaks,
      readers: breaks.includes('kvm') ? (old.readers ?? []) : [],
    });
  }

  private add(change: Pick<Change, 'of' | 'name' | 'file' | 'kind' | 'message' | 'breaks'> & Partial<Change>): void {
    this.changes.push({ member: undefined, readers: [], moves: [], because: undefined, ...change });
  }
}

/** A bound that grows matters only to arrays, and their records show it. */
const BOUND = /(?:_MAX|MAX|_LAST)$/;

function comparable<Row extends { readonly size: number | null; readonly align: number | null }>(
  row: Row,
): row is Row & RecordView {
  return row.size !== null && row.align !== null;
}

/** Pairs the rows of two lists by name; namesakes are paired by file. */
function paired<Row extends { readonly file: string }>(
  before: readonly Row[],
  after: readonly Row[],
  nameOf: (row: Row) => string,
): readonly (readonly [Row, Row | undefined])[] {
  const byName = new Map<string, Row[]>();
  for (const row of after) addTo(byName, nameOf(row), row);
  const left = new Map([...byName].map(([name, rows]) => [name, [...rows]]));
  const take = (old: Row, isSame: (row: Row) => boolean): Row | undefined => {
    const rows = left.get(nameOf(old)) ?? [];
    const at = rows.findIndex(isSame);
    return at < 0 ? undefined : rows.splice(at, 1)[0];
  };
  const exact = new Map(before.map((old) => [old, take(old, ({ file }) => file === old.file)]));
  return before.map((old) => [old, exact.get(old) ?? take(old, () => true)]);
}

function kernelText({ release, kernconf, options }: MachineLayouts): string {
  return [release, kernconf, ...options].join(' ');
}

/** Large numbers are bits: in hexadecimal. */
function constantText(value: string): string {
  const number = BigInt(value);
  return number > 0xffffn ? `0x${number.toString(16)}` : value;
}
