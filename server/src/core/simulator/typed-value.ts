import type { PointerMark } from '../machine/byte-mark.ts';
import type { Contents } from '../machine/memory.ts';
import type { ScalarView } from './type-view.ts';

/** A scalar as it is read from memory. */
export type ScalarValue =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'floating'; readonly value: number }
  | { readonly kind: 'pointer'; readonly mark: PointerMark }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Bits [offsetBits, offsetBits + widthBits) of memory as an unsigned number in the machine's byte order. */
export function readScalar(
  contents: Contents,
  offsetBits: number,
  widthBits: number,
  isBigEndian: boolean,
): ScalarValue {
  const first = Math.floor(offsetBits / 8);
  const end = Math.ceil((offsetBits + widthBits) / 8);
  const marked = readMarks(contents, first, end);
  if (marked !== undefined) return marked;
  let all = 0n;
  for (let i = first; i < end; i++)
    all = (all << 8n) | BigInt(contents.bytes[isBigEndian ? i : end - 1 - (i - first)] ?? 0);
  const low = isBigEndian ? end * 8 - offsetBits - widthBits : offsetBits - first * 8;
  return { kind: 'integer', value: (all >> BigInt(low)) & ((1n << BigInt(widthBits)) - 1n) };
}

/**
 * A pointer whose bytes are all there and in their order, or why there is no value; undefined when all bytes are
 * numbers.
 */
function readMarks({ marks }: Contents, first: number, end: number): ScalarValue | undefined {
  if (marks === undefined) return undefined;
  const span = marks.slice(first, end);
  const some = span.find((entry) => entry !== undefined);
  if (some === undefined) return undefined;
  const unknown = span.find((entry) => entry?.mark.kind === 'unknown');
  if (unknown?.mark.kind === 'unknown') return { kind: 'unknown', reason: unknown.mark.reason };
  if (
    some.mark.kind === 'pointer' &&
    span.length === some.mark.sizeBytes &&
    span.every((entry, index) => entry?.mark === some.mark && entry.index === index)
  )
    return { kind: 'pointer', mark: some.mark };
  return { kind: 'unknown', reason: 'part of an address: its number is not simulated' };
}

/** The number that a scalar of a type is. */
export function interpret(bits: bigint, view: ScalarView, widthBits: number): ScalarValue {
  if (view.isFloating) {
    const data = new DataView(new ArrayBuffer(8));
    if (view.sizeBytes === 4) {
      data.setUint32(0, Number(bits));
      return { kind: 'floating', value: data.getFloat32(0) };
    }
    if (view.sizeBytes === 8) {
      data.setBigUint64(0, bits);
      return { kind: 'floating', value: data.getFloat64(0) };
    }
    return { kind: 'unknown', reason: `${view.text} is not read` };
  }
  return { kind: 'integer', value: view.isSigned ? BigInt.asIntN(widthBits, bits) : bits };
}

/** Puts `value`, of `widthBits`, into bytes that were read; marks under it go. */
export function writeScalar(
  contents: Contents,
  offsetBits: number,
  widthBits: number,
  value: bigint,
  isBigEndian: boolean,
): Contents {
  const bytes = contents.bytes.slice();
  const marks = contents.marks?.slice();
  for (let i = 0; i < widthBits; i++) {
    const at = offsetBits + i;
    const bit = (value >> BigInt(isBigEndian ? widthBits - 1 - i : i)) & 1n;
    const mask = isBigEndian ? 0x80 >> (at % 8) : 1 << (at % 8);
    const byte = Math.floor(at / 8);
    const old = bytes[byte] ?? 0;
    bytes[byte] = bit === 1n ? old | mask : old & ~mask;
  }
  // A byte of which bits stay that were not known is not known after that either.
  if (marks !== undefined)
    for (let byte = Math.ceil(offsetBits / 8); byte < Math.floor((offsetBits + widthBits) / 8); byte++)
      marks[byte] = undefined;
  return { bytes, marks };
}
