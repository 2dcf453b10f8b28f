import { inflated, type Inflate } from './compressed.ts';
import { CtfTypes } from './ctf-types.ts';
import { ElfBytes, ElfDamage } from './elf-bytes.ts';
import { findSection, sectionBytes, SHT_DYNSYM, SHT_SYMTAB, type ElfFile, type ElfSection } from './elf-file.ts';
import { STT_OBJECT, symbolsOf, symbolTable } from './elf-symbols.ts';

const SECTION = '.SUNW_ctf';
const CTF_MAGIC = 0xcff1;
const CTF_F_COMPRESS = 1;
const HEADER_BYTES = 36;
const SHN_ABS = 0xfff1;

/**
 * Sizes of the types of a file's data objects, in bytes, by the symbol's index in its table; undefined when the file
 * has no CTF.
 */
export function ctfSizes(file: ElfFile, inflate: Inflate): ReadonlyMap<number, number> | undefined {
  const section = findSection(file, SECTION);
  if (section === undefined) return undefined;
  const types = readTypes(file, section, inflate);
  const table = tableOf(file, section);
  const sizes = new Map<number, number>();
  if (table === undefined) return sizes;
  // Data objects stand in the order of their symbols, those without a name or a section left out (ctf_open.c,
  // init_symtab()).
  let object = 0;
  for (const symbol of symbolsOf(file, table)) {
    if (symbol.name === '' || symbol.section === 0 || symbol.name === '_START_' || symbol.name === '_END_') continue;
    if (symbol.type !== STT_OBJECT || (symbol.section === SHN_ABS && symbol.value === 0n)) continue;
    const size = types.sizeOfObject(object++, file.wordBits / 8);
    if (size !== undefined) sizes.set(symbol.index, size);
  }
  return sizes;
}

function tableOf(file: ElfFile, section: ElfSection): ElfSection | undefined {
  const linked = file.sections[section.link];
  return linked?.type === SHT_SYMTAB || linked?.type === SHT_DYNSYM ? linked : symbolTable(file);
}

function readTypes(file: ElfFile, section: ElfSection, inflate: Inflate): CtfTypes {
  const raw = sectionBytes(file, section);
  // ctfmerge(1) of a cross build writes the build machine's byte order: the magic number tells it.
  const isLittleEndian = raw.u8(0) === (CTF_MAGIC & 0xff);
  const bytes = new ElfBytes(raw.raw(0, raw.size), isLittleEndian, raw.wordBytes);
  if (bytes.u16(0) !== CTF_MAGIC) throw new ElfDamage(`${SECTION} does not start with a CTF header`);
  const version = bytes.u8(2);
  if (!CtfTypes.isKnown(version)) throw new ElfDamage(`unsupported CTF version ${version}`);
  const field = (n: number): number => bytes.u32(4 + 4 * n);
  const parentName = field(1);
  const [objects, functions, types, strings, stringBytes] = [field(3), field(4), field(5), field(6), field(7)];
  const rest = bytes.part(HEADER_BYTES, bytes.size - HEADER_BYTES);
  const body =
    (bytes.u8(3) & CTF_F_COMPRESS) === 0 ? rest : inflated(rest, strings + stringBytes, inflate, isLittleEndian);
  return new CtfTypes(body, version, parentName !== 0, { objects, functions, types, strings });
}
