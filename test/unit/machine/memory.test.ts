import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { pointerBytes, unknownByte, type ByteMark } from '../../../server/src/core/machine/byte-mark.ts';
import { Memory } from '../../../server/src/core/machine/memory.ts';
import { SparseArray } from '../../../server/src/core/machine/sparse-array.ts';
import { Seeded } from '../../kit/seeded.ts';

describe('an immutable sparse array', () => {
  test('is what a Map is, at every moment of its past', () => {
    const random = new Seeded(1);
    let array = SparseArray.empty<{ readonly n: number }>();
    const model = new Map<number, { readonly n: number }>();
    const past: (readonly [
      SparseArray<{ readonly n: number }>,
      readonly (readonly [number, { readonly n: number }])[],
    ])[] = [];
    const sorted = (): readonly (readonly [number, { readonly n: number }])[] => [...model].sort(([a], [b]) => a - b);
    for (let step = 0; step < 4000; step++) {
      const index = random.chance(0.7) ? random.below(80) : random.below(70_000);
      const element = random.chance(0.3) ? undefined : { n: step };
      array = array.with(index, element);
      if (element === undefined) model.delete(index);
      else model.set(index, element);
      assert.equal(array.get(index), element);
      assert.equal(array.count, model.size);
      if (step % 200 === 0) past.push([array, sorted()]);
    }
    for (const [then, entries] of past) {
      assert.deepEqual([...then.entries()], entries);
      assert.deepEqual([...then.entriesBackwards()], entries.toReversed());
    }
  });

  test('finds what differs, and nothing else', () => {
    const random = new Seeded(2);
    let left = SparseArray.empty<object>();
    for (let i = 0; i < 500; i++) left = left.with(random.below(3000), {});
    let right = left;
    const touched = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const index = random.below(200_000);
      right = right.with(index, {});
      touched.add(index);
    }
    assert.deepEqual(
      [...left.differences(right)],
      [...touched].sort((a, b) => a - b),
    );
    assert.deepEqual([...left.differences(left)], []);
  });
});

/** Bytes and marks one by one. */
class PlainMemory {
  readonly bytes: Uint8Array;
  readonly marks: (ByteMark | undefined)[];

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.marks = Array.from({ length: size }, () => undefined);
  }

  write(offset: number, bytes: Uint8Array, marks?: readonly (ByteMark | undefined)[]): void {
    for (const [i, byte] of bytes.entries()) {
      this.marks[offset + i] = marks?.[i];
      this.bytes[offset + i] = marks?.[i] === undefined ? byte : 0;
    }
  }
}

describe('memory', () => {
  test('is what plain bytes are, after any writes, marks and copies', () => {
    const random = new Seeded(3);
    const size = 3000;
    let pair: readonly [Memory, Memory] = [Memory.zeroed(size), Memory.zeroed(size)];
    const plain: readonly [PlainMemory, PlainMemory] = [new PlainMemory(size), new PlainMemory(size)];
    for (let step = 0; step < 3000; step++) {
      const which = random.below(2) as 0 | 1;
      const offset = random.below(size);
      const length = random.below(Math.min(700, size - offset) + 1);
      let next = pair[which];
      const kind = random.below(5);
      if (kind <= 1) {
        const bytes = Uint8Array.from({ length }, () => random.below(256));
        next = next.write(offset, bytes);
        plain[which].write(offset, bytes);
      } else if (kind === 2 && offset + 8 <= size) {
        const marks = pointerBytes({ kind: 'object', symbol: `s${step}` }, 0, 8);
        next = next.write(offset, new Uint8Array(8).fill(9), marks);
        plain[which].write(offset, new Uint8Array(8), marks);
      } else if (kind === 3) {
        const mark = unknownByte('why');
        next = next.mark(offset, length, mark);
        plain[which].write(
          offset,
          new Uint8Array(length),
          Array.from({ length }, () => mark),
        );
      } else {
        const other = which === 0 ? 1 : 0;
        next = next.copyFrom(pair[other], offset, length);
        plain[which].write(
          offset,
          plain[other].bytes.slice(offset, offset + length),
          plain[other].marks.slice(offset, offset + length),
        );
      }
      pair = which === 0 ? [next, pair[1]] : [pair[0], next];
      const from = random.below(size);
      const read = next.read(from, Math.min(100, size - from));
      assert.deepEqual([...read.bytes], [...plain[which].bytes.slice(from, from + 100)]);
      for (let i = 0; i < read.bytes.length; i++) assert.equal(read.marks?.[i], plain[which].marks[from + i]);
      if (step % 100 === 0) assert.deepEqual(pair[0].differences(pair[1]), differencesOf(plain), `step ${step}`);
    }
  });

  test('a write leaves what was there before as it was', () => {
    const before = Memory.zeroed(1000).write(10, Uint8Array.of(1, 2, 3));
    const after = before.write(11, Uint8Array.of(9));
    assert.deepEqual([...before.read(10, 3).bytes], [1, 2, 3]);
    assert.deepEqual([...after.read(10, 3).bytes], [1, 9, 3]);
    assert.deepEqual(before.differences(after), [{ offset: 11, sizeBytes: 1 }]);
  });

  test('bytes beyond the end are refused', () => {
    assert.throws(() => Memory.zeroed(10).read(5, 6), RangeError);
    assert.throws(() => Memory.zeroed(10).write(10, Uint8Array.of(1)), RangeError);
  });
});

function differencesOf([left, right]: readonly [PlainMemory, PlainMemory]): {
  readonly offset: number;
  readonly sizeBytes: number;
}[] {
  const ranges: { offset: number; sizeBytes: number }[] = [];
  const key = (mark: ByteMark | undefined): string => JSON.stringify(mark ?? null);
  for (let i = 0; i < left.bytes.length; i++) {
    if (left.bytes[i] === right.bytes[i] && key(left.marks[i]) === key(right.marks[i])) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.offset + last.sizeBytes === i) last.sizeBytes++;
    else ranges.push({ offset: i, sizeBytes: 1 });
  }
  return ranges;
}

test('memory whose end nobody knows is marked and compared at once', () => {
  const a = { mark: { kind: 'unknown', reason: 'a' }, index: 0 } as const;
  const b = { mark: { kind: 'unknown', reason: 'b' }, index: 0 } as const;
  const endless = Memory.filled(2 ** 40, a);
  const marked = endless.write(8, new Uint8Array(8)).mark(4, 2 ** 40 - 4, b);
  assert.equal(marked.read(2 ** 39, 1).marks?.[0]?.mark, b.mark);
  assert.equal(marked.read(8, 1).marks?.[0]?.mark, b.mark);
  assert.deepEqual(endless.differences(marked), [{ offset: 0, sizeBytes: 2 ** 40 }]);
  assert.deepEqual(endless.differences(Memory.filled(2 ** 40, a)), []);
  assert.throws(() => endless.read(0, 2 ** 39), RangeError);
});
