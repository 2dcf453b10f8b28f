// Writes ELF files of a few hundred bytes, of either class and byte order, so that tests need no compiler.

export interface Shape {
  readonly wordBits: 32 | 64;
  readonly isLittleEndian: boolean;
}

export const shapes: readonly Shape[] = [
  { wordBits: 64, isLittleEndian: true },
  { wordBits: 64, isLittleEndian: false },
  { wordBits: 32, isLittleEndian: true },
  { wordBits: 32, isLittleEndian: false },
];

/** Bytes one after another, in the file's byte order. */
export class Writer {
  readonly bytes: number[] = [];
  private readonly shape: Shape;

  constructor(shape: Shape) {
    this.shape = shape;
  }

  integer(value: number | bigint, size: number): this {
    const digits = Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
    this.bytes.push(...(this.shape.isLittleEndian ? digits : digits.reverse()));
    return this;
  }

  u8(...values: number[]): this {
    this.bytes.push(...values);
    return this;
  }

  word(value: number | bigint): this {
    return this.integer(value, this.shape.wordBits / 8);
  }

  text(value: string): this {
    this.bytes.push(...Buffer.from(value, 'latin1'), 0);
    return this;
  }
}

export interface TinySection {
  readonly name: string;
  readonly type: number;
  readonly bytes: readonly number[];
  readonly flags?: number;
  readonly address?: bigint;
  readonly align?: number;
  readonly link?: number;
  readonly info?: number;
}

export interface TinySymbol {
  readonly name: string;
  readonly value: bigint;
  readonly size: number;
  readonly isLocal?: boolean;
  readonly type?: number;
  readonly section: number;
}

export const KIND = { relocatable: 1, executable: 2, shared: 3 } as const;
export const TYPE = { progbits: 1, symtab: 2, strtab: 3, dynsym: 11 } as const;

/** The sections get the indices 1, 2, ... in their order; the table of names follows them. */
export function tinyElf(
  shape: Shape,
  { kind, machine = 62, sections }: { kind: number; machine?: number; sections: readonly TinySection[] },
): Uint8Array {
  const is64 = shape.wordBits === 64;
  const names = new Writer(shape).text('');
  const nameAt = sections.map(({ name }) => {
    const at = names.bytes.length;
    names.text(name);
    return at;
  });
  const namesNameAt = names.bytes.length;
  names.text('.shstrtab');
  const all: TinySection[] = [...sections, { name: '.shstrtab', type: TYPE.strtab, bytes: names.bytes }];
  const headerBytes = is64 ? 64 : 52;
  const body = new Writer(shape);
  const offsets = all.map(({ bytes }) => {
    const at = headerBytes + body.bytes.length;
    body.u8(...bytes);
    return at;
  });
  const table = headerBytes + body.bytes.length;
  const header = new Writer(shape)
    .u8(0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, shape.isLittleEndian ? 1 : 2, 1, 9, 0, 0, 0, 0, 0, 0, 0, 0)
    .integer(kind, 2)
    .integer(machine, 2)
    .integer(1, 4)
    .word(0)
    .word(0)
    .word(table)
    .integer(0, 4)
    .integer(headerBytes, 2)
    .integer(0, 2)
    .integer(0, 2)
    .integer(is64 ? 64 : 40, 2)
    .integer(all.length + 1, 2)
    .integer(all.length, 2);
  const entries = new Writer(shape).u8(...new Array<number>(is64 ? 64 : 40).fill(0));
  all.forEach(({ type, flags = 0, address = 0n, bytes, link = 0, info = 0, align = 1 }, i) => {
    entries
      .integer(nameAt[i] ?? namesNameAt, 4)
      .integer(type, 4)
      .word(flags)
      .word(address)
      .word(offsets[i] ?? 0)
      .word(bytes.length)
      .integer(link, 4)
      .integer(info, 4)
      .word(align)
      .word(0);
  });
  return Uint8Array.from([...header.bytes, ...body.bytes, ...entries.bytes]);
}

/** A symbol table and its strings, to stand at the section indices `at` and `at + 1`. */
export function symbolSections(
  shape: Shape,
  at: number,
  symbols: readonly TinySymbol[],
  type: number = TYPE.symtab,
): TinySection[] {
  const strings = new Writer(shape).text('');
  const table = new Writer(shape).u8(...new Array<number>(shape.wordBits === 64 ? 24 : 16).fill(0));
  for (const { name, value, size, isLocal = false, type: symbolType = 1, section } of symbols) {
    const nameAt = strings.bytes.length;
    strings.text(name);
    const info = (isLocal ? 0 : 0x10) | symbolType;
    if (shape.wordBits === 64) table.integer(nameAt, 4).u8(info, 0).integer(section, 2).word(value).word(size);
    else table.integer(nameAt, 4).word(value).word(size).u8(info, 0).integer(section, 2);
  }
  return [
    { name: type === TYPE.symtab ? '.symtab' : '.dynsym', type, bytes: table.bytes, link: at + 1, align: 8 },
    { name: type === TYPE.symtab ? '.strtab' : '.dynstr', type: TYPE.strtab, bytes: strings.bytes },
  ];
}
