import type { ElfBytes } from './elf-bytes.ts';
import { ElfDamage } from './elf-bytes.ts';

/**
 * What differs between the versions of CTF: 2 (8.x to 13) and 3 (14 on). Sources: ctf(5);
 * cddl/contrib/opensolaris/uts/common/sys/ctf.h, sys/sys/ctf.h.
 */
interface Format {
  /** Bytes of a type's number, and of ctt_info and ctt_size. */
  readonly width: 2 | 4;
  readonly kindShift: number;
  readonly lengthMask: number;
  /** The ctt_size that means: the size follows in two words. */
  readonly longSize: number;
  /** Records of this size and more have members with offsets of 64 bits. */
  readonly largeRecord: number;
  /** Type numbers from here on are this file's own, if it has a parent. */
  readonly firstOwn: number;
}

const FORMATS: ReadonlyMap<number, Format> = new Map([
  [2, { width: 2, kindShift: 11, lengthMask: 0x3ff, longSize: 0xffff, largeRecord: 8192, firstOwn: 0x8000 }],
  [
    3,
    {
      width: 4,
      kindShift: 26,
      lengthMask: 0x1ff_ffff,
      longSize: 0xffff_ffff,
      largeRecord: 1 << 29,
      firstOwn: 0x8000_0000,
    },
  ],
]);

const KIND = {
  integer: 1,
  float: 2,
  pointer: 3,
  array: 4,
  function: 5,
  struct: 6,
  union: 7,
  enum: 8,
  forward: 9,
  typedef: 10,
  volatile: 11,
  const: 12,
  restrict: 13,
} as const;
const DEEPEST_TYPE = 100;

/** A type as the types' section has it. */
interface CtfType {
  readonly kind: number;
  /** ctt_size, or for kinds that refer to another type its number. */
  readonly sizeOrType: number;
  /** Where the variable part begins. */
  readonly at: number;
}

/** The data objects and the types of one CTF body: what follows the header, uncompressed. */
export class CtfTypes {
  private readonly body: ElfBytes;
  private readonly format: Format;
  private readonly hasParent: boolean;
  private readonly objects: { readonly from: number; readonly to: number };
  private readonly types: readonly CtfType[];

  /** @param offsets cth_objtoff, cth_funcoff, cth_typeoff and cth_stroff: bytes from the body's start */
  constructor(
    body: ElfBytes,
    version: number,
    hasParent: boolean,
    offsets: { readonly objects: number; readonly functions: number; readonly types: number; readonly strings: number },
  ) {
    const format = FORMATS.get(version);
    if (format === undefined) throw new ElfDamage(`unsupported CTF version ${version}`);
    this.body = body;
    this.format = format;
    this.hasParent = hasParent;
    this.objects = { from: offsets.objects, to: offsets.functions };
    this.types = this.readTypes(offsets.types, offsets.strings);
  }

  static isKnown(version: number): boolean {
    return FORMATS.has(version);
  }

  /** How many data objects have an entry. */
  get objectCount(): number {
    return Math.max(0, Math.floor((this.objects.to - this.objects.from) / this.format.width));
  }

  /** Bytes of the type of data object `index`; undefined without a type, or if CTF has no size for it. */
  sizeOfObject(index: number, pointerBytes: number): number | undefined {
    if (index >= this.objectCount) return undefined;
    return this.sizeOf(
      this.body.count(this.objects.from + index * this.format.width, this.format.width),
      pointerBytes,
      0,
    );
  }

  private sizeOf(number: number, pointerBytes: number, depth: number): number | undefined {
    if (depth > DEEPEST_TYPE) throw new ElfDamage('CTF types that refer to themselves');
    const type = this.typeOf(number);
    switch (type?.kind) {
      case KIND.integer:
      case KIND.float:
      case KIND.struct:
      case KIND.union:
      case KIND.enum:
        return type.sizeOrType;
      case KIND.pointer:
        return pointerBytes;
      case KIND.typedef:
      case KIND.volatile:
      case KIND.const:
      case KIND.restrict:
        return this.sizeOf(type.sizeOrType, pointerBytes, depth + 1);
      case KIND.array: {
        const { width } = this.format;
        const element = this.sizeOf(this.body.count(type.at, width), pointerBytes, depth + 1);
        return element === undefined ? undefined : element * this.body.u32(type.at + 2 * width);
      }
      default:
        return undefined;
    }
  }

  /** Types count from 1; 0 is none. Types of the parent are in another file. */
  private typeOf(number: number): CtfType | undefined {
    const { firstOwn } = this.format;
    if (this.hasParent) return number < firstOwn ? undefined : this.types[number - firstOwn - 1];
    return this.types[number - 1];
  }

  private readTypes(from: number, to: number): readonly CtfType[] {
    const { body, format } = this;
    const { width } = format;
    const types: CtfType[] = [];
    for (let at = from; at < to;) {
      const info = body.count(at + 4, width);
      const kind = info >>> format.kindShift;
      const length = info & format.lengthMask;
      const short = body.count(at + 4 + width, width);
      const isLong = short === format.longSize;
      const size = isLong ? body.u32(at + 4 + 2 * width) * 2 ** 32 + body.u32(at + 8 + 2 * width) : short;
      at += 4 + 2 * width + (isLong ? 8 : 0);
      types.push({ kind, sizeOrType: size, at });
      at += this.variableBytes(kind, length, size);
    }
    return types;
  }

  private variableBytes(kind: number, length: number, size: number): number {
    const { width, largeRecord } = this.format;
    switch (kind) {
      case KIND.integer:
      case KIND.float:
        return 4;
      case KIND.array:
        return 2 * width + 4;
      // The arguments' numbers, up to whole words.
      case KIND.function:
        return Math.ceil((length * width) / 4) * 4;
      case KIND.struct:
      case KIND.union:
        return length * (size >= largeRecord ? 16 : width === 2 ? 8 : 12);
      case KIND.enum:
        return length * 8;
      case 0:
      case KIND.pointer:
      case KIND.forward:
      case KIND.typedef:
      case KIND.volatile:
      case KIND.const:
      case KIND.restrict:
        return 0;
      default:
        throw new ElfDamage(`unknown CTF type kind ${kind}`);
    }
  }
}
