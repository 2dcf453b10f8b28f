/** Bytes that one number has a bit for. */
const GROUP = 32;

interface Group {
  read: number;
  written: number;
}

/** A range of bytes. */
export interface Bytes {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Which bytes of one object were looked at before they were written, and which were written. */
export class TouchedBytes {
  private readonly groups = new Map<number, Group>();
  /** All that it held was looked at. */
  readsAll = false;

  read(offset: number, sizeBytes: number): void {
    this.forGroups(offset, sizeBytes, (group, mask) => {
      group.read |= mask & ~group.written;
    });
  }

  /** @param isCertain the bytes hold then what is written; else perhaps what they held before. */
  write(offset: number, sizeBytes: number, isCertain: boolean): void {
    if (!isCertain) this.read(offset, sizeBytes);
    this.forGroups(offset, sizeBytes, (group, mask) => {
      group.written |= mask;
    });
  }

  /** What was done after all this, by somebody else. */
  takeIn(later: TouchedBytes, isCertain: boolean): void {
    this.readsAll ||= later.readsAll;
    for (const [index, { read, written }] of later.groups) {
      let group = this.groups.get(index);
      if (group === undefined) this.groups.set(index, (group = { read: 0, written: 0 }));
      group.read |= (isCertain ? read : read | written) & ~group.written;
      group.written |= written;
    }
  }

  reads(): readonly Bytes[] {
    return this.ranges(({ read }) => read);
  }

  writes(): readonly Bytes[] {
    return this.ranges(({ written }) => written);
  }

  /** Ascending ranges that do not touch. */
  private ranges(of: (group: Group) => number): readonly Bytes[] {
    const found: { offset: number; sizeBytes: number }[] = [];
    for (const [index, group] of [...this.groups].sort(([a], [b]) => a - b)) {
      const mask = of(group);
      for (let bit = 0; mask !== 0 && bit < GROUP; bit++) {
        if ((mask & (1 << bit)) === 0) continue;
        const offset = index * GROUP + bit;
        const last = found.at(-1);
        if (last !== undefined && last.offset + last.sizeBytes === offset) last.sizeBytes++;
        else found.push({ offset, sizeBytes: 1 });
      }
    }
    return found;
  }

  private forGroups(offset: number, sizeBytes: number, visit: (group: Group, mask: number) => void): void {
    for (let at = offset; at < offset + sizeBytes;) {
      const index = Math.floor(at / GROUP);
      const from = at % GROUP;
      const count = Math.min(GROUP - from, offset + sizeBytes - at);
      let group = this.groups.get(index);
      if (group === undefined) this.groups.set(index, (group = { read: 0, written: 0 }));
      visit(group, count === GROUP ? -1 : ((1 << count) - 1) << from);
      at += count;
    }
  }
}
