import type { Audience, MemberRow, RecordRow } from '../../compat/baseline.ts';
import { firstBit, widthBits } from '../../compat/baseline.ts';
import { countingType } from '../../compat/compare-record.ts';
import { heldName } from '../../compat/held-record.ts';
import type { BareRecordRow } from './record-rows.ts';

/** Who can be compiled against a record, and how programs see it where they see another layout than the kernel. */
export type AudienceRow = Pick<RecordRow, 'audience' | 'userland'>;

/** Key of a record: tags may stand for different records in different files. */
export function recordKey({ name, file }: { readonly name: string; readonly file: string }): string {
  return `${name} ${file}`;
}

/** What programs see: records by key. */
export interface ProgramView {
  readonly plain: ReadonlyMap<string, BareRecordRow>;
  /** With every _WANT_ macro defined. */
  readonly wanting: ReadonlyMap<string, BareRecordRow>;
}

export function rowsByKey(rows: readonly BareRecordRow[]): ReadonlyMap<string, BareRecordRow> {
  return new Map(rows.map((row) => [recordKey(row), row]));
}

/** @param crossing records that are known to go between kernel and programs */
export function audienceOf(row: BareRecordRow, { plain, wanting }: ProgramView, crossing: Crossing): AudienceRow {
  if (!row.file.endsWith('.h')) return { audience: 'object' };
  const key = recordKey(row);
  const seen = NOT_INSTALLED.test(row.file) ? undefined : (plain.get(key) ?? wanting.get(key));
  const audience: Audience = seen === undefined ? 'kernel' : plain.has(key) && crossing.crosses(row) ? 'user' : 'kvm';
  if (seen === undefined || seen.size === null || seen.align === null || row.size === null || haveOneShape(row, seen))
    return { audience };
  return { audience, userland: { size: seen.size, align: seen.align, members: seen.members } };
}

/**
 * Folders of sys whose headers no release installs (LDIRS and LSUBDIRS of include/Makefile): programs have copies of
 * their own, or none.
 */
const NOT_INSTALLED = /(?:^|\/)sys\/(?:cddl|contrib\/(?!altq\/)|crypto|kern|libkern)\//;

/**
 * Which records go between kernel and programs: what ioctl commands carry, with all that it holds by value, and what
 * holds no pointer to a record or a function. A record that is visible to programs but full of the kernel's own
 * pointers is of use only to those who read the kernel's memory, also where a carried one has a pointer to it
 * (pfi_kif's to ifnet).
 */
export class Crossing {
  private readonly rows: ReadonlyMap<string, BareRecordRow>;
  private readonly carried = new Set<string>();
  private readonly flat = new Map<string, boolean>();

  /** @param carried names of records that ioctl commands name */
  constructor(rows: readonly BareRecordRow[], carried: Iterable<string>) {
    this.rows = new Map(rows.map((row) => [row.name, row]));
    const waiting = [...carried];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const row = this.rows.get(name);
      if (row === undefined || this.carried.has(name)) continue;
      this.carried.add(name);
      for (const member of row.members) {
        const held = heldName(countingType(member));
        if (held !== undefined) waiting.push(held);
      }
    }
  }

  crosses({ name }: BareRecordRow): boolean {
    return this.carried.has(name) || this.isFlat(name);
  }

  private isFlat(name: string): boolean {
    const known = this.flat.get(name);
    if (known !== undefined) return known;
    this.flat.set(name, true);
    const isFlat = (this.rows.get(name)?.members ?? []).every(({ type, is = type }) => {
      if (/\(\*|\b(?:struct|union) [^*]*\*/.test(is)) return false;
      const held = /\b(?:struct|union) \w+/.exec(is)?.[0];
      return held === undefined || !this.rows.has(held) || this.isFlat(held);
    });
    this.flat.set(name, isFlat);
    return isFlat;
  }
}

/**
 * True if the places and sizes of members are the same, whatever they are called: CK_LIST heads are LIST heads to
 * programs.
 */
function haveOneShape(left: BareRecordRow, right: BareRecordRow): boolean {
  const shape = (members: readonly MemberRow[]): string =>
    members.map((member) => `${firstBit(member)}+${widthBits(member)}`).join(' ');
  return left.size === right.size && left.align === right.align && shape(left.members) === shape(right.members);
}
