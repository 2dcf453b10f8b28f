import { SHT_REL, SHT_RELA, sectionBytes, type ElfFile, type ElfSection } from './elf-file.ts';
import { symbolsOf, type ElfSymbol } from './elf-symbols.ts';
import { getOrMake } from '../collections/get-or-make.ts';
import { once } from '../text/worked-out.ts';

/** The value of an absolute relocation in a relocatable file: an offset in a section. */
export interface Relocated {
  /** Index of the section that the value is an offset in. */
  readonly section: number;
  /** Symbol value plus the entry's addend; for an entry without one, the caller adds the bytes at the place. */
  readonly value: bigint;
  readonly hasAddend: boolean;
}

const MIPS = 'mips';

/** The absolute relocations of a section by the offset where they apply. Only relocatable files have any. */
export function absoluteRelocations(file: ElfFile, section: ElfSection): ReadonlyMap<number, Relocated> {
  const found = new Map<number, Relocated>();
  if (file.kind !== 'relocatable') return found;
  for (const table of file.sections) {
    if ((table.type !== SHT_REL && table.type !== SHT_RELA) || table.info !== section.index) continue;
    const symbolTable = file.sections[table.link];
    if (symbolTable === undefined) continue;
    addRelocations(file, table, symbolsFor(file, symbolTable), found);
  }
  return found;
}

/** Symbols of a file by their table. */
function noTables(): Map<number, readonly ElfSymbol[]> {
  return new Map();
}

function symbolsFor(file: ElfFile, table: ElfSection): readonly ElfSymbol[] {
  return getOrMake(once(file, noTables), table.index, () => [...symbolsOf(file, table)]);
}

function addRelocations(
  file: ElfFile,
  table: ElfSection,
  symbols: readonly ElfSymbol[],
  relocations: Map<number, Relocated>,
): void {
  const bytes = sectionBytes(file, table);
  const word = file.wordBits / 8;
  const hasAddend = table.type === SHT_RELA;
  const entryBytes = word * (hasAddend ? 3 : 2);
  for (let at = 0; at + entryBytes <= bytes.size; at += entryBytes) {
    const { symbol: symbolIndex, type } = relocationInfo(file, bytes.address(at + word));
    if (!file.machine.absolute.includes(type)) continue;
    const symbol = symbols[symbolIndex];
    if (symbol === undefined) continue;
    const addend = hasAddend ? BigInt.asIntN(file.wordBits, bytes.address(at + word * 2)) : 0n;
    relocations.set(bytes.count(at), { section: symbol.section, value: symbol.value + addend, hasAddend });
  }
}

/** ELF32_R_SYM and ELF64_R_SYM; 64-bit little-endian MIPS stores the parts of r_info in an order of its own. */
function relocationInfo(file: ElfFile, info: bigint): { readonly symbol: number; readonly type: number } {
  if (file.wordBits === 32) return { symbol: Number(info >> 8n), type: Number(info & 0xffn) };
  if (file.machine.name === MIPS) {
    return file.isLittleEndian
      ? { symbol: Number(info & 0xffffffffn), type: Number(info >> 56n) }
      : { symbol: Number(info >> 32n), type: Number(info & 0xffn) };
  }
  return { symbol: Number(info >> 32n), type: Number(info & 0xffffffffn) };
}
