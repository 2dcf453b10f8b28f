import type { BuiltinName } from '../parser/ast.ts';
import { floatingBytes } from '../abi/floating-bytes.ts';
import { floatingValue, integerValue } from '../abi/constant.ts';
import type { Target } from '../abi/target.ts';
import { isUnknown } from '../types/unknown.ts';
import { pointerBytes, unknownByte, type ByteMark, type Pointee, type PointerMark } from './byte-mark.ts';
import { leadsIn, type Leads } from './leads.ts';
import { Memory, type Contents } from './memory.ts';
import type { Cell, Thing } from './thing.ts';
import { boundsOf, eitherValue, isUnknownValue, leading, unknownValue, type Value } from './value.ts';

/** The object that a pointer in memory points into, and where. */
export type ResolvePointer = (mark: PointerMark) => { readonly thing: Thing; readonly offset: number } | undefined;

export function isMemory(cell: Cell): cell is Memory {
  return cell instanceof Memory;
}

/** The bytes of a cell; of a scalar those of its value in the target's order. */
export function memoryOf(cell: Cell, target: Target): Memory {
  if (isMemory(cell)) return cell;
  const { bytes, marks } = contentsOf(cell.value, cell.sizeBytes, target);
  return Memory.zeroed(cell.sizeBytes).write(0, bytes, marks);
}

/** A value as `sizeBytes` of memory. */
export function contentsOf(value: Value, sizeBytes: number, target: Target): Contents {
  switch (value.kind) {
    case 'integer':
      return { bytes: integerBytes(value.value, sizeBytes, target.isBigEndian), marks: undefined };
    case 'floating': {
      const bytes = floatingBytes(value.value, value.type, target);
      return isUnknown(bytes) ? unknownContents(bytes.reason, sizeBytes) : { bytes, marks: undefined };
    }
    case 'address':
      if (Number.isNaN(value.offset))
        return unknownContents(`the offset of a pointer into ${value.thing.name} is not known`, sizeBytes);
      return { bytes: new Uint8Array(sizeBytes), marks: pointerBytes(value.thing.pointee, value.offset, sizeBytes) };
    case 'bytes':
      return value.contents;
    case 'unknown': {
      const bounds = boundsOf(value);
      if (value.leads !== undefined) {
        const mark = unknownByte(value.reason, value.leads);
        return { bytes: new Uint8Array(sizeBytes), marks: new Array<ByteMark>(sizeBytes).fill(mark) };
      }
      if (bounds === undefined) return unknownContents(value.reason, sizeBytes);
      const mark: ByteMark = {
        mark: { kind: 'unknown', reason: value.reason, range: { low: bounds[0], high: bounds[1], sizeBytes } },
        index: 0,
      };
      return { bytes: new Uint8Array(sizeBytes), marks: new Array<ByteMark>(sizeBytes).fill(mark) };
    }
  }
}

export function unknownContents(reason: string, sizeBytes: number): Contents {
  return { bytes: new Uint8Array(sizeBytes), marks: new Array<ByteMark>(sizeBytes).fill(unknownByte(reason)) };
}

function integerBytes(value: bigint, sizeBytes: number, isBigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  if (sizeBytes <= 4) {
    let rest = Number(BigInt.asUintN(32, value));
    for (let i = 0; i < sizeBytes; i++) {
      bytes[isBigEndian ? sizeBytes - 1 - i : i] = rest & 0xff;
      rest >>>= 8;
    }
    return bytes;
  }
  let rest = BigInt.asUintN(sizeBytes * 8, value);
  for (let i = 0; i < sizeBytes; i++) {
    bytes[isBigEndian ? sizeBytes - 1 - i : i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Bytes as an integer, not sign-extended. */
export function bytesInteger(bytes: Uint8Array, isBigEndian: boolean): bigint {
  if (bytes.length <= 4) {
    let value = 0;
    for (let i = 0; i < bytes.length; i++)
      value = value * 256 + (bytes[isBigEndian ? i : bytes.length - 1 - i] as number);
    return BigInt(value);
  }
  let value = 0n;
  for (let i = 0; i < bytes.length; i++)
    value = (value << 8n) | BigInt(bytes[isBigEndian ? i : bytes.length - 1 - i] as number);
  return value;
}

/** How a scalar in memory is read. */
export type Reading =
  { readonly kind: 'integer' | 'floating'; readonly type: BuiltinName } | { readonly kind: 'pointer' };

/** The scalar that bytes are. */
export function valueOf({ bytes, marks }: Contents, reading: Reading, target: Target, resolve: ResolvePointer): Value {
  const first = marks?.find((mark) => mark !== undefined);
  if (first !== undefined) return markedValue(marks ?? [], first, resolve);
  if (reading.kind === 'pointer') return integerValue(bytesInteger(bytes, target.isBigEndian), target.sizeType, target);
  if (reading.kind === 'floating') return floatingFrom(bytes, reading.type, target);
  return integerValue(bytesInteger(bytes, target.isBigEndian), reading.type, target);
}

function markedValue(marks: readonly (ByteMark | undefined)[], first: ByteMark, resolve: ResolvePointer): Value {
  const unknown = marks.find((mark) => mark?.mark.kind === 'unknown')?.mark;
  if (unknown?.kind === 'unknown') {
    const { range, reason } = unknown;
    const leads = leadsIn(marks);
    if (leads !== undefined) return leading(unknownValue(reason), leads);
    return range?.sizeBytes === marks.length && marks.every((mark) => mark?.mark === unknown)
      ? unknownValue(reason, range.low, range.high)
      : unknownValue(reason);
  }
  const { mark } = first;
  if (
    mark.kind !== 'pointer' ||
    mark.sizeBytes !== marks.length ||
    !marks.every((one, i) => one?.mark === mark && one.index === i)
  )
    return unknownValue('a part of a pointer is read');
  const found = resolve(mark);
  return found === undefined
    ? unknownValue('a pointer to something that is not modelled')
    : { kind: 'address', ...found };
}

function floatingFrom(bytes: Uint8Array, type: BuiltinName, target: Target): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 8 && type !== 'long double') return floatingValue(view.getFloat64(0, !target.isBigEndian), type);
  return bytes.length === 4
    ? floatingValue(view.getFloat32(0, !target.isBigEndian), type)
    : unknownValue(`a value of type ${type} is not read`);
}

/** More bytes that differ are not searched for pointers. */
const MOST_SEARCHED = 1 << 16;

/**
 * What an object can hold that holds one of two things.
 * @param counts which objects a pointer that is one of two may lead to matter.
 */
export function eitherCell(
  a: Cell,
  b: Cell,
  reason: string,
  target: Target,
  counts?: (pointee: Pointee) => boolean,
): Cell {
  if (a === b) return a;
  if (
    !isMemory(a) &&
    !isMemory(b) &&
    a.sizeBytes === b.sizeBytes &&
    a.value.kind !== 'bytes' &&
    b.value.kind !== 'bytes'
  ) {
    const either = eitherValue(a.value, b.value, reason);
    const value =
      either.kind === 'unknown' && either.leads !== undefined && counts !== undefined
        ? leading(unknownValue(either.reason), either.leads.where(counts))
        : either;
    return value === a.value ? a : { value, sizeBytes: a.sizeBytes };
  }
  let made = memoryOf(a, target);
  const other = memoryOf(b, target);
  for (const { offset, sizeBytes } of made.differences(other))
    made = made.mark(
      offset,
      sizeBytes,
      unknownByte(
        reasonIn(made, offset) ?? reasonIn(other, offset) ?? reason,
        leadsOfRange([made, other], offset, sizeBytes, counts),
      ),
    );
  return made;
}

/** Where pointers lead that one of several memories holds in a range. */
export function leadsOfRange(
  memories: readonly Memory[],
  offset: number,
  sizeBytes: number,
  counts?: (pointee: Pointee) => boolean,
): Leads | undefined {
  if (sizeBytes > MOST_SEARCHED) return undefined;
  const leads = leadsIn(memories.flatMap((memory) => memory.read(offset, sizeBytes).marks ?? []));
  return counts === undefined ? leads : leads?.where(counts);
}

function reasonIn(memory: Memory, offset: number): string | undefined {
  const mark = memory.read(offset, 1).marks?.[0]?.mark;
  return mark?.kind === 'unknown' ? mark.reason : undefined;
}

/** A value that reads as unknown wherever the memory it came from is. */
export function isWhollyKnown(value: Value): boolean {
  return value.kind === 'bytes'
    ? value.contents.marks?.some((mark) => mark?.mark.kind === 'unknown') !== true
    : !isUnknownValue(value);
}

/** Whether an object holds at first what another does. */
export function beginsAs({ initial }: Thing, other: () => Cell): boolean {
  const [a, b] = [initial(), other()];
  return isMemory(a) && isMemory(b) && a.sizeBytes === b.sizeBytes && a.differences(b).length === 0;
}
