import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A pack: an immutable file of entries, each a key with bytes. It is written whole under another name and renamed, and
 * read lazily: the index when it is opened, an entry when it is asked for. An entry with a wrong checksum is absent,
 * and so is a pack whose index has one.
 *
 *     "VNSHARD3" | u32 bytes of the index | u32 checksum of the index | index | data
 *
 * The index is a row per entry: u32 offset in the data, u32 length, u32 checksum, u16 length of the key, key. Zeros
 * behind an entry, which the checksum covers, make its length a multiple of 4.
 */
const MAGIC = 'VNSHARD3';
const HEAD_BYTES = 16;
const ROW_BYTES = 14;
/** Entries lie in the order in which they were added, which is that in which they are asked for. */
const WINDOW_BYTES = 1024 * 1024;

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly checksum: number;
}

export class Pack {
  readonly file: string;
  /** Of the whole file. */
  readonly sizeBytes: number;
  private readonly handle: number;
  private readonly places: ReadonlyMap<string, Place>;
  private readonly dataStart: number;
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  private constructor(
    file: string,
    handle: number,
    sizeBytes: number,
    places: ReadonlyMap<string, Place>,
    dataStart: number,
  ) {
    this.file = file;
    this.handle = handle;
    this.sizeBytes = sizeBytes;
    this.places = places;
    this.dataStart = dataStart;
  }

  /** Undefined for a file that is not a whole pack. */
  static open(file: string): Pack | undefined {
    let handle: number | undefined;
    try {
      handle = openSync(file, 'r');
      const { size } = fstatSync(handle);
      const head = readAt(handle, 0, HEAD_BYTES);
      const indexBytes = head?.toString('latin1', 0, 8) === MAGIC ? head.readUInt32LE(8) : undefined;
      const index =
        indexBytes !== undefined && HEAD_BYTES + indexBytes <= size
          ? readAt(handle, HEAD_BYTES, indexBytes)
          : undefined;
      const places = index !== undefined && head?.readUInt32LE(12) === checksumOf(index) ? readIndex(index) : undefined;
      if (places !== undefined) {
        const pack = new Pack(file, handle, size, places, HEAD_BYTES + (indexBytes ?? 0));
        handle = undefined;
        return pack;
      }
    } catch {
      // Gone meanwhile, or not readable: absent.
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
    return undefined;
  }

  keys(): Iterable<string> {
    return this.places.keys();
  }

  /** In bytes; undefined if the pack lacks the entry. */
  sizeOf(key: string): number | undefined {
    return this.places.get(key)?.length;
  }

  /** An entry's bytes, valid until the next call; undefined if it is absent or damaged. */
  find(key: string): Buffer | undefined {
    const place = this.places.get(key);
    if (place === undefined) return undefined;
    try {
      const bytes = this.read(place);
      return bytes !== undefined && checksumOf(bytes) === place.checksum ? bytes.subarray(0, place.length) : undefined;
    } catch {
      return undefined;
    }
  }

  close(): void {
    closeSync(this.handle);
  }

  /** With the zeros behind it. */
  private read({ offset, length: own }: Place): Buffer | undefined {
    const length = padded(own);
    const from = offset - this.windowStart;
    if (from >= 0 && from + length <= this.window.length) return this.window.subarray(from, from + length);
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.sizeBytes - this.dataStart - offset);
    const read = wanted < length ? undefined : readAt(this.handle, this.dataStart + offset, wanted);
    if (read === undefined) return undefined;
    this.window = read;
    this.windowStart = offset;
    return read.subarray(0, length);
  }
}

/**
 * Writes a pack, whole or not at all.
 * @throws if it cannot be written
 */
export function writePack(file: string, entries: ReadonlyMap<string, Buffer>): void {
  const rows: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [key, bytes] of entries) {
    const name = Buffer.from(key, 'utf8');
    const whole = Buffer.alloc(padded(bytes.length));
    bytes.copy(whole);
    const row = Buffer.alloc(ROW_BYTES);
    row.writeUInt32LE(offset, 0);
    row.writeUInt32LE(bytes.length, 4);
    row.writeUInt32LE(checksumOf(whole), 8);
    row.writeUInt16LE(name.length, 12);
    rows.push(row, name);
    data.push(whole);
    offset += whole.length;
  }
  const index = Buffer.concat(rows);
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(index.length, 8);
  head.writeUInt32LE(checksumOf(index), 12);
  const fresh = `${file}.${randomBytes(8).toString('hex')}.part`;
  try {
    writeFileSync(fresh, Buffer.concat([head, index, ...data]));
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function readIndex(index: Buffer): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (let at = 0; at + ROW_BYTES <= index.length;) {
    const end = at + ROW_BYTES + index.readUInt16LE(at + 12);
    places.set(index.toString('utf8', at + ROW_BYTES, end), {
      offset: index.readUInt32LE(at),
      length: index.readUInt32LE(at + 4),
      checksum: index.readUInt32LE(at + 8),
    });
    at = end;
  }
  return places;
}

function readAt(handle: number, position: number, length: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (let got = 1; got > 0 && at < length; at += got) got = readSync(handle, bytes, at, length - at, position + at);
  return at === length ? bytes : undefined;
}

/** FNV-1a over words of four bytes: guards against damage, not against one who can write the cache. */
function checksumOf(bytes: Buffer): number {
  let sum = 0x811c9dc5 ^ bytes.length;
  const whole = bytes.length & ~3;
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  for (const word of new Int32Array(buffer, byteOffset, whole >> 2)) {
    sum = Math.imul(sum ^ word, 0x01000193);
    sum ^= sum >>> 15;
  }
  for (let at = whole; at < bytes.length; at++) sum = Math.imul(sum ^ (bytes[at] as number), 0x01000193);
  return sum >>> 0;
}
