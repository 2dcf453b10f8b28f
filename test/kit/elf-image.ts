import { getOrMake } from '../../server/src/core/collections/get-or-make.ts';
// Reads object files of both ELF classes and byte orders: bytes of objects, and what the linker is to put into them.

export interface ElfPlace {
  /** Section index; 0 for an undefined symbol. */
  readonly section: number;
  readonly offset: number;
  /** Name of an undefined symbol; '' for a place in a section. */
  readonly name: string;
}

export interface ElfSymbol extends ElfPlace {
  readonly size: number;
}

export interface ElfRelocation {
  readonly offset: number;
  readonly target: ElfPlace;
}

interface Section {
  /** Offset of its name. */
  readonly name: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly entry: number;
}

const SHT_RELA = 4,
  SHT_NOBITS = 8,
  SHT_REL = 9,
  SHT_SYMTAB = 2,
  SHN_LORESERVE = 0xff00;

export class ElfImage {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly is64: boolean;
  private readonly isLittle: boolean;
  private readonly sections: readonly Section[];
  private readonly symbols: readonly ElfSymbol[];
  private readonly names: readonly string[];
  /** Where the sections' names are. */
  private readonly sectionNames: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.view.getUint32(0) !== 0x7f454c46) throw new Error('not an ELF file');
    this.is64 = bytes[4] === 2;
    this.isLittle = bytes[5] === 1;
    this.sections = this.readSections();
    this.sectionNames = this.sections[this.u16(this.is64 ? 0x3e : 0x32)]?.offset ?? 0;
    const table = this.sections.find(({ type }) => type === SHT_SYMTAB);
    if (table === undefined) throw new Error('no symbol table');
    const strings = this.sections[table.link]?.offset ?? 0;
    const count = table.size / table.entry;
    const at = (i: number): number => table.offset + i * table.entry;
    this.names = Array.from({ length: count }, (_, i) => this.text(strings + this.u32(at(i))));
    this.symbols = Array.from({ length: count }, (_, i) => {
      const section = this.u16(at(i) + (this.is64 ? 6 : 14));
      const isHere = section !== 0 && section < SHN_LORESERVE;
      return {
        section: isHere ? section : 0,
        offset: this.word(at(i) + (this.is64 ? 8 : 4)),
        size: this.word(at(i) + (this.is64 ? 16 : 8)),
        name: isHere ? '' : (this.names[i] ?? ''),
      };
    });
  }

  /** The symbol of a name; undefined where there is none. */
  symbol(name: string): ElfSymbol | undefined {
    return this.symbols[this.names.indexOf(name)];
  }

  /** All symbols of a name: static ones of several objects are real in a linked file. */
  symbolsNamed(name: string): readonly ElfSymbol[] {
    return this.symbols.filter((_, i) => this.names[i] === name);
  }

  /** The place of a section's start, and its size; undefined where there is none of that name. */
  section(name: string): ElfSymbol | undefined {
    const index = this.sections.findIndex((section) => this.text(this.sectionNames + section.name) === name);
    return index < 0 ? undefined : { section: index, offset: 0, size: this.sections[index]?.size ?? 0, name: '' };
  }

  /** Names of the symbols that a place is in or at, with its distance from each: "f", "table + 8". */
  namesAt({ section, offset }: ElfPlace): readonly string[] {
    return this.symbols.flatMap((symbol, i) => {
      const name = this.names[i] ?? '';
      const distance = offset - symbol.offset;
      if (name === '' || symbol.section !== section || distance < 0 || distance > symbol.size) return [];
      return [distance === 0 ? name : `${name} + ${distance}`];
    });
  }

  /** The null-terminated string at a place. */
  textAt({ section, offset }: ElfPlace): string {
    return this.text((this.sections[section]?.offset ?? 0) + offset);
  }

  /** The byte order of its words. */
  get isLittleEndian(): boolean {
    return this.isLittle;
  }

  /** Bytes of a place; addresses that the linker fills in are zero and listed, by offset from the place. */
  object(
    place: ElfPlace,
    size: number,
  ): { readonly bytes: Uint8Array; readonly relocations: readonly ElfRelocation[] } {
    const section = this.sections[place.section];
    if (section === undefined) throw new Error(`section ${place.section} is missing`);
    const bytes = new Uint8Array(size);
    if (section.type !== SHT_NOBITS)
      bytes.set(this.bytes.subarray(section.offset + place.offset, section.offset + place.offset + size));
    const relocations = this.relocations(place.section).filter(
      ({ offset }) => offset >= place.offset && offset < place.offset + size,
    );
    for (const { offset } of relocations)
      bytes.fill(0, offset - place.offset, offset - place.offset + (this.is64 ? 8 : 4));
    return {
      bytes,
      relocations: relocations
        .map((one) => ({ ...one, offset: one.offset - place.offset }))
        .sort((a, b) => a.offset - b.offset),
    };
  }

  private readonly relocationsOf = new Map<number, readonly ElfRelocation[]>();

  private relocations(section: number): readonly ElfRelocation[] {
    return getOrMake(this.relocationsOf, section, () =>
      this.sections.flatMap((one) =>
        (one.type === SHT_RELA || one.type === SHT_REL) && one.info === section ? this.readRelocations(one) : [],
      ),
    );
  }

  private readRelocations(table: Section): ElfRelocation[] {
    const start = this.sections[table.info]?.offset ?? 0;
    return Array.from({ length: table.size / table.entry }, (_, i) => {
      const at = table.offset + i * table.entry;
      const offset = this.word(at);
      const info = at + (this.is64 ? 8 : 4);
      const symbol = this.symbols[this.is64 ? this.u32(this.isLittle ? info + 4 : info) : this.u32(info) >>> 8];
      // REL keeps the addend where the address goes.
      const addend =
        table.type === SHT_REL
          ? this.view.getInt32(start + offset, this.isLittle)
          : this.is64
            ? Number(this.view.getBigInt64(at + 16, this.isLittle))
            : this.view.getInt32(at + 8, this.isLittle);
      if (symbol === undefined) throw new Error('a relocation without a symbol');
      return { offset, target: { section: symbol.section, offset: symbol.offset + addend, name: symbol.name } };
    });
  }

  private readSections(): Section[] {
    const table = this.word(this.is64 ? 0x28 : 0x20);
    const entry = this.u16(this.is64 ? 0x3a : 0x2e);
    return Array.from({ length: this.u16(this.is64 ? 0x3c : 0x30) }, (_, i) => {
      const at = table + i * entry;
      const wide = this.is64;
      return {
        name: this.u32(at),
        type: this.u32(at + 4),
        offset: this.word(at + (wide ? 0x18 : 0x10)),
        size: this.word(at + (wide ? 0x20 : 0x14)),
        link: this.u32(at + (wide ? 0x28 : 0x18)),
        info: this.u32(at + (wide ? 0x2c : 0x1c)),
        entry: this.word(at + (wide ? 0x38 : 0x24)),
      };
    });
  }

  private u16(at: number): number {
    return this.view.getUint16(at, this.isLittle);
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.isLittle);
  }

  private word(at: number): number {
    return this.is64 ? Number(this.view.getBigUint64(at, this.isLittle)) : this.u32(at);
  }

  private text(at: number): string {
    return new TextDecoder('latin1').decode(this.bytes.subarray(at, this.bytes.indexOf(0, at)));
  }
}
