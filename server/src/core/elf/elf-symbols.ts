import { SHT_DYNSYM, SHT_SYMTAB, SHT_SYMTAB_SHNDX, sectionBytes, type ElfFile, type ElfSection } from './elf-file.ts';

type SymbolBinding = 'local' | 'global' | 'weak';

export interface ElfSymbol {
  readonly name: string;
  readonly value: bigint;
  readonly size: number;
  readonly binding: SymbolBinding;
  /** STT_OBJECT is 1, STT_FILE 4. */
  readonly type: number;
  /** Index of its section; 0 for one that is defined elsewhere. */
  readonly section: number;
  /** Position in its table. */
  readonly index: number;
}

export const STT_NOTYPE = 0;
export const STT_OBJECT = 1;
export const STT_FILE = 4;

const SHN_XINDEX = 0xffff;

/** The full symbol table, else the dynamic one, which has no local symbols; undefined if there is neither. */
export function symbolTable(file: ElfFile): ElfSection | undefined {
  return file.sections.find(({ type }) => type === SHT_SYMTAB) ?? file.sections.find(({ type }) => type === SHT_DYNSYM);
}

/** Symbols in the table's order. */
export function* symbolsOf(file: ElfFile, table: ElfSection): Generator<ElfSymbol> {
  const bytes = sectionBytes(file, table);
  const strings = file.sections[table.link];
  const extended = file.sections.find(({ type, link }) => type === SHT_SYMTAB_SHNDX && link === table.index);
  const is64 = file.wordBits === 64;
  const entryBytes = is64 ? 24 : 16;
  for (let at = 0, index = 0; at + entryBytes <= bytes.size; at += entryBytes, index++) {
    const info = bytes.u8(at + (is64 ? 4 : 12));
    const short = bytes.u16(at + (is64 ? 6 : 14));
    yield {
      name: strings === undefined ? '' : file.bytes.text(strings.offset + bytes.u32(at)),
      value: bytes.address(at + (is64 ? 8 : 4)),
      size: bytes.count(at + (is64 ? 16 : 8)),
      binding: info >> 4 === 0 ? 'local' : info >> 4 === 2 ? 'weak' : 'global',
      type: info & 0xf,
      section: short === SHN_XINDEX && extended !== undefined ? file.bytes.u32(extended.offset + index * 4) : short,
      index,
    };
  }
}
