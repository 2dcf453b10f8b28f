import { firstBit, widthBits, type MemberRow } from './baseline.ts';
import { risingPositions } from './rising-positions.ts';
import { FreeSpace, isSpare } from './spare-space.ts';

/** One view of a record: the kernel's or the programs'. */
export interface RecordView {
  readonly size: number;
  readonly align: number;
  readonly members: readonly MemberRow[];
}

/** A change of a member, and its effect on the members after it. */
export interface MemberChange {
  readonly kind: 'added' | 'removed' | 'renamed' | 'resized' | 'retyped' | 'reordered' | 'moved';
  /** Its name in the newer record; in the older one if it was removed. */
  readonly member: string;
  readonly before: MemberRow | undefined;
  readonly after: MemberRow | undefined;
  /** True if it breaks nobody who was compiled against the older record. */
  readonly isFine: boolean;
  /** Members that it moves, and by how many bits. */
  readonly moves: readonly Move[];
}

interface NotedChange extends MemberChange {
  readonly moves: Move[];
}

export interface Move {
  readonly member: string;
  readonly fromBits: number;
  readonly toBits: number;
}

export interface RecordComparison {
  readonly changes: readonly MemberChange[];
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  readonly alignBefore: number;
  readonly alignAfter: number;
  /** True if the record grew and all old members kept their offsets. */
  readonly isGrownAtEnd: boolean;
}

/** A type as it counts: qualifiers don't. */
export function countingType({ type, is }: { readonly type: string; readonly is?: string }): string {
  return (is ?? type)
    .replace(/\b(?:const|volatile|restrict) ?/g, '')
    .replace(/ +$/, '')
    .replace(/\* +/g, '*');
}

/** Compares two views of one record; undefined if nothing differs. */
export function compareRecord(before: RecordView, after: RecordView): RecordComparison | undefined {
  const changes = new MemberComparison(before, after).run();
  if (changes.length === 0 && before.size === after.size && before.align === after.align) return undefined;
  return {
    changes,
    sizeBefore: before.size,
    sizeAfter: after.size,
    alignBefore: before.align,
    alignAfter: after.align,
    isGrownAtEnd: after.size > before.size && before.align === after.align && changes.every(({ isFine }) => isFine),
  };
}

class MemberComparison {
  private readonly before: RecordView;
  private readonly after: RecordView;
  private readonly old: ReadonlyMap<string, MemberRow>;
  private readonly now: ReadonlyMap<string, MemberRow>;
  private readonly renamed = new Map<string, string>();
  private readonly free: FreeSpace;
  private readonly changes: NotedChange[] = [];
  /** By member: bits that it moved. */
  private readonly shifts = new Map<string, number>();
  /** By holder: bits that the previous member moved in it. */
  private readonly lastShift = new Map<string, number>();
  /** By holder: the change that explains the shift of the previous member. */
  private readonly causes = new Map<string, NotedChange>();

  constructor(before: RecordView, after: RecordView) {
    this.before = before;
    this.after = after;
    this.old = new Map(before.members.map((member) => [member.name, member]));
    this.now = new Map(after.members.map((member) => [member.name, member]));
    this.free = new FreeSpace(before.members, before.size);
    this.findRenamed();
  }

  run(): readonly MemberChange[] {
    const orderBefore = this.before.members;
    const oldNames = new Map([...this.renamed].map(([gone, name]) => [name, gone]));
    const indices = new Map(orderBefore.map((member, index) => [member, index]));
    const common = this.after.members.flatMap((after) => {
      const before = this.old.get(oldNames.get(after.name) ?? after.name);
      return before === undefined ? [] : [{ after, index: indices.get(before) ?? 0 }];
    });
    const unmoved = risingPositions(common.map(({ index }) => index));
    const inOrder = new Set(common.filter((_, position) => unmoved.has(position)).map(({ after }) => after));
    let position = 0;
    for (const after of this.after.members) {
      const before = this.old.get(oldNames.get(after.name) ?? after.name);
      if (before === undefined) {
        if (!this.isPartOf(after.name, this.old))
          this.note(
            'added',
            after.name,
            undefined,
            after,
            isSpare(after) ||
              this.free.isFree(firstBit(after) - this.shiftOf(after), widthBits(after)) ||
              this.isInUnion(after),
          );
        continue;
      }
      if (inOrder.has(after)) {
        const at = indices.get(before) ?? position;
        for (const gone of orderBefore.slice(position, at)) if (!this.isKept(gone.name)) this.noteRemoved(gone);
        position = at + 1;
      }
      this.place(before, after, !inOrder.has(after));
      this.compareMember(before, after, oldNames.has(after.name));
    }
    for (const gone of orderBefore.slice(position)) if (!this.isKept(gone.name)) this.noteRemoved(gone);
    return this.changes.map((change) => ({ ...change, isFine: change.isFine && change.moves.length === 0 }));
  }

  /** Attributes a member's move to the change that explains it. */
  private place(before: MemberRow, after: MemberRow, isReordered: boolean): void {
    const holder = holderOf(after.name);
    const shift = firstBit(after) - firstBit(before);
    // A member that moved with its holder has not moved by itself.
    const relative = shift - this.shiftOf(after);
    const previous = this.lastShift.get(holder) ?? 0;
    this.shifts.set(after.name, shift);
    this.lastShift.set(holder, relative);
    if (relative === 0) {
      this.causes.delete(holder);
      return;
    }
    if (isSpare(after)) return;
    let cause = this.causes.get(holder);
    if (isReordered) cause = this.note('reordered', after.name, before, after, false);
    else if (relative !== previous || cause === undefined) {
      cause =
        this.changes.findLast((change) => explains(change, relative - previous)) ??
        cause ??
        this.note('moved', after.name, before, after, false);
    }
    this.causes.set(holder, cause);
    cause.moves.push({ member: after.name, fromBits: firstBit(before), toBits: firstBit(after) });
  }

  private compareMember(before: MemberRow, after: MemberRow, isRenamed: boolean): void {
    const isSameType = countingType(before) === countingType(after);
    if (isRenamed) this.note('renamed', after.name, before, after, false);
    else if (widthBits(before) !== widthBits(after)) {
      // The members of an anonymous record are listed themselves.
      if (isSameType && after.type.includes('{...}')) return;
      this.note('resized', after.name, before, after, isSpare(after) || this.isGrownInPlace(before, after));
    } else if (!isSameType) this.note('retyped', after.name, before, after, isSpare(after));
  }

  private noteRemoved(gone: MemberRow): void {
    if (!this.isPartOf(gone.name, this.now)) this.note('removed', gone.name, gone, undefined, isSpare(gone));
  }

  private note(
    kind: MemberChange['kind'],
    member: string,
    before: MemberRow | undefined,
    after: MemberRow | undefined,
    isFine: boolean,
  ): NotedChange {
    const change: NotedChange = { kind, member, before, after, isFine, moves: [] };
    this.changes.push(change);
    return change;
  }

  /** True for a member of an anonymous record that is not among `others`: the change is reported for the holder. */
  private isPartOf(name: string, others: ReadonlyMap<string, MemberRow>): boolean {
    const holder = holderOf(name);
    return holder !== '' && !others.has(holder);
  }

  /** True for a new member that shares its bytes with members that are still there, as in a union. */
  private isInUnion(added: MemberRow): boolean {
    const shift = this.shiftOf(added);
    const from = firstBit(added) - shift;
    const to = from + widthBits(added);
    const overlaps = (member: MemberRow, first = firstBit(member)): boolean =>
      first < to && first + widthBits(member) > from;
    const holders = holdersOf(added.name);
    return this.before.members.every((member) => {
      if (!overlaps(member) || isSpare(member) || holders.has(member.name)) return true;
      const now = this.now.get(this.renamed.get(member.name) ?? member.name);
      return now !== undefined && firstBit(now) - shift === firstBit(member) && overlaps(now, firstBit(now) - shift);
    });
  }

  /** Bits that the anonymous record around a member moved; they are subtracted before the comparison. */
  private shiftOf({ name }: MemberRow): number {
    return this.shifts.get(holderOf(name)) ?? 0;
  }

  private isKept(name: string): boolean {
    return this.now.has(name) || this.renamed.has(name);
  }

  /** A record held by value that grew at its end into free space; its own comparison reports the details. */
  private isGrownInPlace(before: MemberRow, after: MemberRow): boolean {
    const type = countingType(after);
    if (type !== countingType(before) || !/^(?:struct|union) \w+$/.test(type) || firstBit(before) !== firstBit(after))
      return false;
    return (
      widthBits(after) > widthBits(before) &&
      this.free.isFree(firstBit(before) + widthBits(before), widthBits(after) - widthBits(before))
    );
  }

  /** A removed and an added member of one type between the same neighbours are a renamed member. */
  private findRenamed(): void {
    const after = this.after.members;
    for (const [index, gone] of this.before.members.entries()) {
      if (this.now.has(gone.name)) continue;
      const previous = this.before.members
        .slice(0, index)
        .reverse()
        .find(({ name }) => this.isKept(name));
      const previousNow = previous === undefined ? undefined : (this.renamed.get(previous.name) ?? previous.name);
      const at = previousNow === undefined ? -1 : after.findIndex(({ name }) => name === previousNow);
      const candidate = after[at + 1];
      if (
        candidate === undefined ||
        this.old.has(candidate.name) ||
        holderOf(candidate.name) !== holderOf(gone.name) ||
        isSpare(candidate)
      )
        continue;
      if (countingType(candidate) === countingType(gone) && widthBits(candidate) === widthBits(gone) && !isSpare(gone))
        this.renamed.set(gone.name, candidate.name);
    }
  }
}

/** "a", "a.b" of "a.b.c". */
function holdersOf(name: string): ReadonlySet<string> {
  const holders = new Set<string>();
  for (let holder = holderOf(name); holder !== ''; holder = holderOf(holder)) holders.add(holder);
  return holders;
}

function holderOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(0, dot).replace(/\[\]$/, '');
}

/**
 * True if a change explains a shift's direction: an addition or growth moves the following members up, a removal or
 * shrinking down.
 */
function explains({ kind, before, after }: MemberChange, shift: number): boolean {
  switch (kind) {
    case 'added':
      return shift > 0;
    case 'removed':
      return shift < 0;
    case 'resized':
    case 'renamed':
      return (
        before !== undefined &&
        after !== undefined &&
        Math.sign(widthBits(after) - widthBits(before)) === Math.sign(shift)
      );
    default:
      return false;
  }
}
