import type { Unknown } from '../types/unknown.ts';
import type { AddressBase } from './constant.ts';

/** A place in an object's bytes that the linker fills in with an address. */
export interface Relocation {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** The symbol's name; ".str" for a string literal, ".compoundliteral" for an unnamed object. */
  readonly symbol: string;
  readonly addend: bigint;
  /** What the symbol stands for. */
  readonly base: AddressBase;
}

/** Bytes of an object while its initializer is written into them. */
export class Image {
  private bytes: Uint8Array;
  private end: number;
  private readonly addresses = new Map<number, Relocation>();
  /** Unknown values, by offset in bits; a later initializer may overwrite them. */
  private readonly unknowns = new Map<number, Unknown>();
  private readonly isBigEndian: boolean;

  constructor(sizeBytes: number, isBigEndian: boolean) {
    this.bytes = new Uint8Array(sizeBytes);
    this.end = sizeBytes;
    this.isBigEndian = isBigEndian;
  }

  /** Makes [offset, offset + size) zero, as when an initializer replaces an earlier one. */
  clear(offset: number, size: number): void {
    this.reach(offset + size);
    this.bytes.fill(0, offset, offset + size);
    for (const at of this.addresses.keys()) if (at >= offset && at < offset + size) this.addresses.delete(at);
    for (const at of this.unknowns.keys()) if (at >= offset * 8 && at < (offset + size) * 8) this.unknowns.delete(at);
  }

  /** Marks the scalar at a bit offset as unknown, unless a later initializer overwrites it. */
  leaveOut(offsetBits: number, reason: Unknown): void {
    this.unknowns.set(offsetBits, reason);
  }

  writeInteger(offset: number, size: number, value: bigint): void {
    this.reach(offset + size);
    let rest = BigInt.asUintN(size * 8, value);
    this.addresses.delete(offset);
    this.unknowns.delete(offset * 8);
    for (let i = 0; i < size; i++) {
      this.bytes[this.isBigEndian ? offset + size - 1 - i : offset + i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }

  /**
   * A bit-field: bits count from the least significant of each byte, on big-endian machines from the most significant.
   */
  writeBits(offsetBits: number, width: number, value: bigint): void {
    this.reach(Math.ceil((offsetBits + width) / 8));
    this.unknowns.delete(offsetBits);
    for (let i = 0; i < width; i++) {
      const at = offsetBits + i;
      const bit = (value >> BigInt(this.isBigEndian ? width - 1 - i : i)) & 1n;
      const mask = this.isBigEndian ? 0x80 >> (at % 8) : 1 << (at % 8);
      const byte = Math.floor(at / 8);
      const old = this.bytes[byte] ?? 0;
      this.bytes[byte] = bit === 1n ? old | mask : old & ~mask;
    }
  }

  /** `bytes` in little-endian order are put into the machine's. */
  writeBytes(offset: number, bytes: Uint8Array): void {
    this.reach(offset + bytes.length);
    this.unknowns.delete(offset * 8);
    this.bytes.set(this.isBigEndian ? bytes.toReversed() : bytes, offset);
  }

  writeAddress(relocation: Relocation): void {
    this.clear(relocation.offsetBytes, relocation.sizeBytes);
    this.addresses.set(relocation.offsetBytes, relocation);
  }

  /** The object grows: a flexible array member or an array without a bound is initialized. */
  reach(end: number): void {
    if (end <= this.end) return;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.end = end;
  }

  /** The first thing that stayed unknown. */
  get problem(): Unknown | undefined {
    return this.unknowns.values().next().value;
  }

  finish(): { readonly bytes: Uint8Array; readonly relocations: readonly Relocation[] } {
    return {
      bytes: this.bytes.slice(0, this.end),
      relocations: [...this.addresses.values()].sort((a, b) => a.offsetBytes - b.offsetBytes),
    };
  }
}
