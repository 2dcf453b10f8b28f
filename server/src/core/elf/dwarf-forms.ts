import { ElfDamage, type ElfBytes } from './elf-bytes.ts';

/** What sizes of attribute values depend on besides their forms (DWARF 5, 7.5.5 and 7.5.6). */
export interface UnitEncoding {
  readonly version: number;
  readonly addressBytes: number;
  /** 4 in the 32-bit DWARF format, 8 in the 64-bit one. */
  readonly offsetBytes: number;
}

export const FORM = {
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  refAddr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  refUdata: 0x15,
  indirect: 0x16,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  refSup4: 0x1c,
  strpSup: 0x1d,
  data16: 0x1e,
  lineStrp: 0x1f,
  refSig8: 0x20,
  implicitConst: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  refSup8: 0x24,
  strx1: 0x25,
  strx2: 0x26,
  strx3: 0x27,
  strx4: 0x28,
  addrx1: 0x29,
  addrx2: 0x2a,
  addrx3: 0x2b,
  addrx4: 0x2c,
  gnuAddrIndex: 0x1f01,
  gnuStrIndex: 0x1f02,
  gnuRefAlt: 0x1f20,
  gnuStrpAlt: 0x1f21,
} as const;

const FIXED: ReadonlyMap<number, number> = new Map([
  [FORM.data1, 1],
  [FORM.data2, 2],
  [FORM.data4, 4],
  [FORM.data8, 8],
  [FORM.data16, 16],
  [FORM.flag, 1],
  [FORM.flagPresent, 0],
  [FORM.implicitConst, 0],
  [FORM.ref1, 1],
  [FORM.ref2, 2],
  [FORM.ref4, 4],
  [FORM.ref8, 8],
  [FORM.refSig8, 8],
  [FORM.refSup4, 4],
  [FORM.refSup8, 8],
  [FORM.strx1, 1],
  [FORM.strx2, 2],
  [FORM.strx3, 3],
  [FORM.strx4, 4],
  [FORM.addrx1, 1],
  [FORM.addrx2, 2],
  [FORM.addrx3, 3],
  [FORM.addrx4, 4],
]);

const OFFSETS: ReadonlySet<number> = new Set([
  FORM.strp,
  FORM.secOffset,
  FORM.strpSup,
  FORM.lineStrp,
  FORM.gnuRefAlt,
  FORM.gnuStrpAlt,
]);
const LEB: ReadonlySet<number> = new Set([
  FORM.udata,
  FORM.sdata,
  FORM.refUdata,
  FORM.strx,
  FORM.addrx,
  FORM.loclistx,
  FORM.rnglistx,
  FORM.gnuAddrIndex,
  FORM.gnuStrIndex,
]);

/** Bytes that a value of this form takes in every entry; undefined when they vary. */
export function fixedBytes(form: number, unit: UnitEncoding): number | undefined {
  if (form === FORM.addr) return unit.addressBytes;
  if (form === FORM.refAddr) return unit.version <= 2 ? unit.addressBytes : unit.offsetBytes;
  return OFFSETS.has(form) ? unit.offsetBytes : FIXED.get(form);
}

/** Offset behind a value of this form. */
export function skipForm(bytes: ElfBytes, at: number, form: number, unit: UnitEncoding): number {
  const fixed = fixedBytes(form, unit);
  if (fixed !== undefined) return at + fixed;
  if (LEB.has(form)) return skipNumber(bytes, at);
  switch (form) {
    case FORM.string:
      return bytes.endOfText(at) + 1;
    case FORM.block1:
      return at + 1 + bytes.u8(at);
    case FORM.block2:
      return at + 2 + bytes.u16(at);
    case FORM.block4:
      return at + 4 + bytes.u32(at);
    case FORM.block:
    case FORM.exprloc: {
      const { value, next } = readUnsigned(bytes, at);
      return next + value;
    }
    case FORM.indirect: {
      const { value, next } = readUnsigned(bytes, at);
      if (value === FORM.indirect) throw new ElfDamage('a DWARF form that refers to itself');
      return skipForm(bytes, next, value, unit);
    }
    default:
      throw new ElfDamage(`unknown DWARF form 0x${form.toString(16)}`);
  }
}

/** LEB128 of 64 bits has no more bytes. */
const LONGEST_NUMBER = 10;

function skipNumber(bytes: ElfBytes, at: number): number {
  let next = at;
  while (bytes.u8(next) >= 0x80) next++;
  return next + 1;
}

/** Unsigned LEB128; beyond 2^53 the nearest number: sizes and offsets are never that large. */
export function readUnsigned(bytes: ElfBytes, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let scale = 1;
  for (let next = at; ; next++) {
    const byte = bytes.u8(next);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: next + 1 };
    scale *= 128;
    if (next - at >= LONGEST_NUMBER) throw new ElfDamage('a LEB128 number in DWARF is too long');
  }
}

/** Signed LEB128. */
export function readSigned(bytes: ElfBytes, at: number): { readonly value: number; readonly next: number } {
  const { value, next } = readUnsigned(bytes, at);
  const range = 128 ** (next - at);
  return { value: value >= range / 2 ? value - range : value, next };
}
