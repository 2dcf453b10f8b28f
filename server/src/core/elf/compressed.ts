import { ElfBytes, ElfDamage } from './elf-bytes.ts';
import { sectionBytes, SHF_COMPRESSED, type ElfFile, type ElfSection } from './elf-file.ts';

/**
 * Undoes zlib's compression (RFC 1950); undefined if the bytes are not such a stream, or expand to more than
 * `sizeBytes`. Passed in, because core has no zlib.
 */
export type Inflate = (compressed: Uint8Array, sizeBytes: number) => Uint8Array | undefined;

const ELFCOMPRESS_ZLIB = 1;
/** Larger than any kernel's debugging information: a greater size means damage. */
const MOST_BYTES = 1 << 30;

/** `sizeBytes` bytes that were compressed. */
export function inflated(compressed: ElfBytes, sizeBytes: number, inflate: Inflate, isLittleEndian: boolean): ElfBytes {
  if (sizeBytes > MOST_BYTES) throw new ElfDamage(`compressed data of ${sizeBytes} bytes is too large`);
  const bytes = inflate(compressed.raw(0, compressed.size), sizeBytes);
  if (bytes === undefined) throw new ElfDamage('compressed data that zlib cannot read');
  if (bytes.byteLength !== sizeBytes)
    throw new ElfDamage(`compressed data of ${bytes.byteLength} bytes, not the ${sizeBytes} of its header`);
  return new ElfBytes(bytes, isLittleEndian, compressed.wordBytes);
}

/**
 * A section's bytes, a compressed one's as they were before (gABI, "Section Compression"); undefined for another method
 * than zlib's.
 */
export function plainBytes(file: ElfFile, section: ElfSection, inflate: Inflate): ElfBytes | undefined {
  const bytes = sectionBytes(file, section);
  if ((section.flags & SHF_COMPRESSED) === 0) return bytes;
  const is64 = file.wordBits === 64;
  if (bytes.u32(0) !== ELFCOMPRESS_ZLIB) return undefined;
  const header = is64 ? 24 : 12;
  return inflated(bytes.part(header, bytes.size - header), bytes.count(is64 ? 8 : 4), inflate, file.isLittleEndian);
}
