// Reads what a test needs of a 64-bit little-endian ELF file: sections by name and the objects (variables) in them.
import { readFileSync } from 'node:fs';

interface ElfSection {
  readonly name: string;
  readonly index: number;
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  readonly link: number;
}

interface ElfVariable {
  readonly symbol: string;
  /** From the beginning of its section. */
  readonly offset: number;
  readonly size: number;
  readonly binding: 'global' | 'local';
}

export interface ElfSet {
  readonly size: number;
  readonly align: number;
  /** By offset. */
  readonly variables: readonly ElfVariable[];
}

const symbolEntryBytes = 24;
const typeObject = 1;

function textAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}

function sectionsOf(bytes: Buffer): readonly ElfSection[] {
  if (bytes.toString('latin1', 1, 4) !== 'ELF' || bytes[4] !== 2 || bytes[5] !== 1)
    throw new Error('not a 64-bit little-endian ELF file');
  const table = Number(bytes.readBigUInt64LE(0x28));
  const [entryBytes, count, namesIndex] = [
    bytes.readUInt16LE(0x3a),
    bytes.readUInt16LE(0x3c),
    bytes.readUInt16LE(0x3e),
  ];
  const headers = Array.from({ length: count }, (_, index) => {
    const at = table + index * entryBytes;
    return {
      nameAt: bytes.readUInt32LE(at),
      index,
      offset: Number(bytes.readBigUInt64LE(at + 0x18)),
      size: Number(bytes.readBigUInt64LE(at + 0x20)),
      link: bytes.readUInt32LE(at + 0x28),
      align: Number(bytes.readBigUInt64LE(at + 0x30)),
    };
  });
  const names = headers[namesIndex]?.offset ?? 0;
  return headers.map(({ nameAt, ...header }) => ({ ...header, name: textAt(bytes, names + nameAt) }));
}

/** A section by its name and every variable in it; undefined when the file has no such section. */
export function readElfSet(file: string, sectionName: string): ElfSet | undefined {
  const bytes = readFileSync(file);
  const sections = sectionsOf(bytes);
  const section = sections.find(({ name }) => name === sectionName);
  const symbols = sections.find(({ name }) => name === '.symtab');
  if (section === undefined || symbols === undefined) return undefined;
  const strings = sections[symbols.link]?.offset ?? 0;
  const variables: ElfVariable[] = [];
  for (let at = symbols.offset; at < symbols.offset + symbols.size; at += symbolEntryBytes) {
    const info = bytes.readUInt8(at + 4);
    if ((info & 0xf) !== typeObject || bytes.readUInt16LE(at + 6) !== section.index) continue;
    variables.push({
      symbol: textAt(bytes, strings + bytes.readUInt32LE(at)),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      size: Number(bytes.readBigUInt64LE(at + 16)),
      binding: info >> 4 === 0 ? 'local' : 'global',
    });
  }
  return {
    size: section.size,
    align: section.align,
    variables: variables.sort((a, b) => a.offset - b.offset || (a.symbol < b.symbol ? -1 : 1)),
  };
}
