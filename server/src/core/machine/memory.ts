import type { ByteMark, UnknownMark } from './byte-mark.ts';
import { Leads } from './leads.ts';
import { SparseArray } from './sparse-array.ts';

/** Bytes that stand for memory whose end is not known. */
export const ENDLESS = 2 ** 20;

/** Bytes that are shared between copies until one of them is written. */
const CHUNK_BYTES = 64;

/** Immutable. `marks` has an entry for each byte, or is undefined when all bytes are plain numbers. */
interface Chunk {
  readonly bytes: Uint8Array;
  readonly marks: readonly (ByteMark | undefined)[] | undefined;
}

/** What a piece of memory holds: where a mark stands, the number in `bytes` means nothing (0). */
export interface Contents {
  readonly bytes: Uint8Array;
  readonly marks: readonly (ByteMark | undefined)[] | undefined;
}

export interface MemoryRange {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** More bytes at once are not read or written one by one: an object whose size nobody knows may have 2^40. */
const MOST_BYTES = 2 ** 20;

const ZERO_BYTES = new Uint8Array(CHUNK_BYTES);

/**
 * Memory of a fixed size as an immutable value. A copy costs nothing, a write copies the chunk that it touches and the
 * path to it. Offsets out of range are the caller's mistake: a RangeError.
 */
export class Memory {
  readonly sizeBytes: number;
  private readonly chunks: SparseArray<Chunk>;
  /** What every byte is that was never written; undefined: zero. */
  private readonly fill: ByteMark | undefined;

  private constructor(sizeBytes: number, chunks: SparseArray<Chunk>, fill: ByteMark | undefined) {
    this.sizeBytes = sizeBytes;
    this.chunks = chunks;
    this.fill = fill;
  }

  /** All zero. */
  static zeroed(sizeBytes: number): Memory {
    return new Memory(sizeBytes, SparseArray.empty(), undefined);
  }

  /** All bytes alike, however many there are. */
  static filled(sizeBytes: number, fill: ByteMark): Memory {
    return new Memory(sizeBytes, SparseArray.empty(), fill);
  }

  /** A memory of this size with every byte alike. */
  filledWith(fill: ByteMark): Memory {
    return Memory.filled(this.sizeBytes, fill);
  }

  /** Every byte is a plain 0. */
  get isZero(): boolean {
    if (this.fill !== undefined) return false;
    for (const [, { bytes, marks }] of this.chunks.entries())
      if (marks !== undefined || bytes.some((byte) => byte !== 0)) return false;
    return true;
  }

  read(offset: number, sizeBytes: number): Contents {
    this.check(offset, sizeBytes);
    if (sizeBytes > MOST_BYTES) throw new RangeError(`${sizeBytes} bytes are too many at once`);
    const bytes = new Uint8Array(sizeBytes);
    let marks: (ByteMark | undefined)[] | undefined;
    forEachChunk(offset, sizeBytes, (index, from, to, at) => {
      const chunk = this.chunks.get(index);
      if (chunk === undefined) {
        if (this.fill !== undefined) (marks ??= noMarks(sizeBytes)).fill(this.fill, at, at + to - from);
        return;
      }
      bytes.set(chunk.bytes.subarray(from, to), at);
      if (chunk.marks === undefined) return;
      for (let i = from; i < to; i++) {
        const mark = chunk.marks[i];
        if (mark === undefined) continue;
        marks ??= noMarks(sizeBytes);
        marks[at + i - from] = mark;
      }
    });
    return { bytes, marks };
  }

  /** Writes bytes; where `marks` has one, that instead of the number. */
  write(offset: number, bytes: Uint8Array, marks?: readonly (ByteMark | undefined)[]): Memory {
    this.check(offset, bytes.length);
    let { chunks } = this;
    forEachChunk(offset, bytes.length, (index, from, to, at) => {
      const old = chunks.get(index);
      const next = new Uint8Array(old?.bytes ?? ZERO_BYTES);
      next.set(bytes.subarray(at, at + to - from), from);
      const isFilled = old === undefined && this.fill !== undefined;
      if (marks === undefined && old?.marks === undefined && !isFilled) {
        chunks = chunks.with(index, { bytes: next, marks: undefined });
        return;
      }
      const nextMarks = isFilled
        ? new Array<ByteMark | undefined>(CHUNK_BYTES).fill(this.fill)
        : (old?.marks?.slice() ?? noMarks(CHUNK_BYTES));
      for (let i = from; i < to; i++) {
        const mark = marks?.[at + i - from];
        if (mark !== undefined) next[i] = 0;
        nextMarks[i] = mark;
      }
      chunks = chunks.with(index, {
        bytes: next,
        marks: nextMarks.some((mark) => mark !== undefined) ? nextMarks : undefined,
      });
    });
    return chunks === this.chunks ? this : new Memory(this.sizeBytes, chunks, this.fill);
  }

  /** Puts one mark on every byte of a range; a range without a sensible end takes the rest with it. */
  mark(offset: number, sizeBytes: number, mark: ByteMark): Memory {
    this.check(offset, sizeBytes);
    if (sizeBytes > MOST_BYTES) return this.filledWith(mark);
    let { chunks } = this;
    let whole: Chunk | undefined;
    const all = (count: number): readonly ByteMark[] => new Array<ByteMark>(count).fill(mark);
    forEachChunk(offset, sizeBytes, (index, from, to) => {
      if (from === 0 && to === CHUNK_BYTES) {
        chunks = chunks.with(index, (whole ??= { bytes: ZERO_BYTES, marks: all(CHUNK_BYTES) }));
        return;
      }
      const inside = new Memory(this.sizeBytes, chunks, this.fill).write(
        index * CHUNK_BYTES + from,
        new Uint8Array(to - from),
        all(to - from),
      );
      chunks = inside.chunks;
    });
    return new Memory(this.sizeBytes, chunks, this.fill);
  }

  /** memcpy() of a range from the same offsets of `source`: whole chunks are shared. */
  copyFrom(source: Memory, offset: number, sizeBytes: number): Memory {
    this.check(offset, sizeBytes);
    source.check(offset, sizeBytes);
    let { chunks } = this;
    forEachChunk(offset, sizeBytes, (index, from, to) => {
      const theirs = source.chunks.get(index);
      if (chunks.get(index) === theirs) return;
      if (from === 0 && to === CHUNK_BYTES && this.fill === source.fill) {
        chunks = chunks.with(index, theirs);
        return;
      }
      const { bytes, marks } = source.read(index * CHUNK_BYTES + from, to - from);
      chunks = new Memory(this.sizeBytes, chunks, this.fill).write(index * CHUNK_BYTES + from, bytes, marks).chunks;
    });
    return chunks === this.chunks ? this : new Memory(this.sizeBytes, chunks, this.fill);
  }

  /** The same memory with each mark in another's place. */
  withMarks(change: (one: ByteMark) => ByteMark): Memory {
    let { chunks } = this;
    for (const [index, { bytes, marks }] of this.chunks.entries()) {
      const changed = marks?.map((one) => one && change(one));
      if (changed?.some((one, i) => one !== marks?.[i]) === true)
        chunks = chunks.with(index, { bytes, marks: changed });
    }
    const fill = this.fill && change(this.fill);
    return chunks === this.chunks && fill === this.fill ? this : new Memory(this.sizeBytes, chunks, fill);
  }

  /** Ranges in which two memories of one size differ, ascending; what they share is not looked at. */
  differences(other: Memory): readonly MemoryRange[] {
    if (!sameMark(this.fill, other.fill)) return [{ offset: 0, sizeBytes: this.sizeBytes }];
    const ranges: { offset: number; sizeBytes: number }[] = [];
    for (const index of this.chunks.differences(other.chunks)) {
      const ours = this.chunks.get(index);
      const theirs = other.chunks.get(index);
      for (let i = 0; i < CHUNK_BYTES; i++) {
        const ourMark = ours === undefined ? this.fill : ours.marks?.[i];
        const theirMark = theirs === undefined ? other.fill : theirs.marks?.[i];
        if ((ours?.bytes[i] ?? 0) === (theirs?.bytes[i] ?? 0) && sameMark(ourMark, theirMark)) continue;
        const offset = index * CHUNK_BYTES + i;
        if (offset >= this.sizeBytes) break;
        const last = ranges.at(-1);
        if (last !== undefined && last.offset + last.sizeBytes === offset) last.sizeBytes++;
        else ranges.push({ offset, sizeBytes: 1 });
      }
    }
    return ranges;
  }

  private check(offset: number, sizeBytes: number): void {
    if (offset < 0 || sizeBytes < 0 || offset + sizeBytes > this.sizeBytes)
      throw new RangeError(`${sizeBytes} bytes at ${offset} of ${this.sizeBytes}`);
  }
}

function noMarks(count: number): (ByteMark | undefined)[] {
  return new Array<ByteMark | undefined>(count).fill(undefined);
}

/** Two unknown bytes are alike when they are unknown for one reason. */
export function sameMark(a: ByteMark | undefined, b: ByteMark | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.index !== b.index) return false;
  if (a.mark === b.mark) return true;
  if (a.mark.kind === 'unknown')
    return (
      b.mark.kind === 'unknown' &&
      a.mark.reason === b.mark.reason &&
      sameRange(a.mark.range, b.mark.range) &&
      Leads.isSame(a.mark.leads, b.mark.leads)
    );
  if (b.mark.kind === 'unknown') return false;
  return (
    a.mark.addend === b.mark.addend &&
    (a.mark.pointee === b.mark.pointee ||
      // Whose globals they are only the object tells.
      (a.mark.pointee.kind !== 'own' && JSON.stringify(a.mark.pointee) === JSON.stringify(b.mark.pointee)))
  );
}

function sameRange(a: UnknownMark['range'], b: UnknownMark['range']): boolean {
  return (
    a === b ||
    (a !== undefined && b !== undefined && a.low === b.low && a.high === b.high && a.sizeBytes === b.sizeBytes)
  );
}

/** @param visit gets the chunk's index, the part [from, to) of it, and that part's place in the range. */
function forEachChunk(
  offset: number,
  sizeBytes: number,
  visit: (index: number, from: number, to: number, at: number) => void,
): void {
  for (let at = 0; at < sizeBytes;) {
    const index = Math.floor((offset + at) / CHUNK_BYTES);
    const from = (offset + at) % CHUNK_BYTES;
    const to = Math.min(CHUNK_BYTES, from + sizeBytes - at);
    visit(index, from, to, at);
    at += to - from;
  }
}
