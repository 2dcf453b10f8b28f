import { ElfBytes, ElfDamage } from './elf-bytes.ts';
import { elfMachine, type ElfMachine } from './elf-machines.ts';
import type { Subject } from '../text/worked-out.ts';

/** Why a file cannot be read as ELF; one line. */
export interface Unreadable {
  readonly unreadable: string;
}

export type ElfKind = 'relocatable' | 'executable' | 'shared object';

export interface ElfSection {
  readonly name: string;
  readonly index: number;
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  /** Place in the file, bytes. */
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  readonly link: number;
  readonly info: number;
  readonly entryBytes: number;
}

export interface ElfFile extends Subject {
  readonly bytes: ElfBytes;
  readonly kind: ElfKind;
  readonly machine: ElfMachine;
  readonly wordBits: 32 | 64;
  readonly isLittleEndian: boolean;
  readonly sections: readonly ElfSection[];
}

export const SHT_SYMTAB = 2;
export const SHT_RELA = 4;
export const SHT_NOBITS = 8;
export const SHT_REL = 9;
export const SHT_DYNSYM = 11;
export const SHT_SYMTAB_SHNDX = 18;
export const SHF_COMPRESSED = 0x800;

const KINDS: ReadonlyMap<number, ElfKind> = new Map([
  [1, 'relocatable'],
  [2, 'executable'],
  [3, 'shared object'],
]);
const HEADER_BYTES = { 32: 52, 64: 64 } as const;
const SECTION_BYTES = { 32: 40, 64: 64 } as const;
const SHN_XINDEX = 0xffff;

/** Header and sections of an ELF file of either class and byte order (System V ABI, chapter 4). */
export function readElf(bytes: Uint8Array): ElfFile | Unreadable {
  if (bytes.byteLength < 16 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46)
    return { unreadable: 'not an ELF file' };
  const wordBits = bytes[4] === 1 ? 32 : bytes[4] === 2 ? 64 : undefined;
  if (wordBits === undefined) return { unreadable: `an ELF file of unknown class ${bytes[4] ?? 0}` };
  if (bytes[5] !== 1 && bytes[5] !== 2) return { unreadable: `an ELF file of unknown byte order ${bytes[5] ?? 0}` };
  const isLittleEndian = bytes[5] === 1;
  return attempt(() => readTables(new ElfBytes(bytes, isLittleEndian, wordBits / 8), wordBits));
}

/** Runs a reader; turns an ElfDamage into a one-line answer. */
export function attempt<T>(read: () => T): T | Unreadable {
  try {
    return read();
  } catch (error) {
    if (error instanceof ElfDamage) return { unreadable: `a damaged ELF file: ${error.message}` };
    throw error;
  }
}

export function isUnreadable(value: object): value is Unreadable {
  return 'unreadable' in value;
}

function readTables(bytes: ElfBytes, wordBits: 32 | 64): ElfFile {
  if (bytes.size < HEADER_BYTES[wordBits]) throw new ElfDamage('it ends inside its header');
  const kind = KINDS.get(bytes.u16(16));
  if (kind === undefined) throw new ElfDamage(`type ${bytes.u16(16)} is not an object, program or library`);
  const table = bytes.count(wordBits === 64 ? 40 : 32);
  const entryAt = wordBits === 64 ? 58 : 46;
  return {
    bytes,
    kind,
    machine: elfMachine(bytes.u16(18)),
    wordBits,
    isLittleEndian: bytes.isLittleEndian,
    sections:
      table === 0
        ? []
        : readSections(bytes, wordBits, {
            table,
            entryBytes: bytes.u16(entryAt),
            count: bytes.u16(entryAt + 2),
            names: bytes.u16(entryAt + 4),
          }),
  };
}

interface SectionTable {
  readonly table: number;
  readonly entryBytes: number;
  readonly count: number;
  readonly names: number;
}

function readSections(
  bytes: ElfBytes,
  wordBits: 32 | 64,
  { table, entryBytes, count: shortCount, names }: SectionTable,
): ElfSection[] {
  if (entryBytes < SECTION_BYTES[wordBits]) throw new ElfDamage(`section headers of ${entryBytes} bytes`);
  const first = readSection(bytes, wordBits, table, 0);
  // If e_shnum and e_shstrndx are too small for the number, the first section header has it.
  const count = shortCount === 0 ? first.size : shortCount;
  if (table + count * entryBytes > bytes.size)
    throw new ElfDamage(`it ends at byte ${bytes.size}, inside its section headers`);
  const bare = Array.from({ length: count }, (_, index) =>
    readSection(bytes, wordBits, table + index * entryBytes, index),
  );
  const nameTable = bare[names === SHN_XINDEX ? first.link : names];
  if (nameTable === undefined) throw new ElfDamage('no section names');
  return bare.map(({ nameAt, ...section }) => ({
    ...section,
    name: section.index === 0 ? '' : bytes.text(nameTable.offset + nameAt),
  }));
}

function readSection(
  bytes: ElfBytes,
  wordBits: 32 | 64,
  at: number,
  index: number,
): Omit<ElfSection, 'name'> & { nameAt: number } {
  const word = wordBits / 8;
  const field = (n: number): number => at + 8 + n * word;
  return {
    index,
    nameAt: bytes.u32(at),
    type: bytes.u32(at + 4),
    flags: Number(bytes.address(field(0))),
    address: bytes.address(field(1)),
    offset: bytes.count(field(2)),
    size: bytes.count(field(3)),
    link: bytes.u32(field(4)),
    info: bytes.u32(field(4) + 4),
    align: bytes.count(field(4) + 8),
    entryBytes: bytes.count(field(4) + 8 + word),
  };
}

export function findSection(file: ElfFile, name: string): ElfSection | undefined {
  return file.sections.find((section) => section.name === name);
}

/** A section's bytes; none for a section without any in the file. */
export function sectionBytes(file: ElfFile, section: ElfSection): ElfBytes {
  return section.type === SHT_NOBITS ? file.bytes.part(0, 0) : file.bytes.part(section.offset, section.size);
}
