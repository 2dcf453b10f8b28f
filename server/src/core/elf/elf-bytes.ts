/** Thrown inside this room if a file ends too early or points outside itself; `attempt` turns it into an answer. */
export class ElfDamage extends Error {}

/** Bytes of an ELF file in its own byte order and word size. Every read is checked. */
export class ElfBytes {
  readonly size: number;
  readonly isLittleEndian: boolean;
  /** Bytes of an address and of an offset: 4 or 8. */
  readonly wordBytes: number;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, isLittleEndian: boolean, wordBytes: number) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = bytes.byteLength;
    this.isLittleEndian = isLittleEndian;
    this.wordBytes = wordBytes;
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  i8(at: number): number {
    this.check(at, 1);
    return this.view.getInt8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, this.isLittleEndian);
  }

  u24(at: number): number {
    const [a, b, c] = [this.u8(at), this.u8(at + 1), this.u8(at + 2)];
    return this.isLittleEndian ? a | (b << 8) | (c << 16) : (a << 16) | (b << 8) | c;
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, this.isLittleEndian);
  }

  u64(at: number): bigint {
    this.check(at, 8);
    return this.view.getBigUint64(at, this.isLittleEndian);
  }

  /** An unsigned integer of 1, 2, 3, 4 or 8 bytes that must fit a number: an offset, a size, a count. */
  count(at: number, bytes = this.wordBytes): number {
    switch (bytes) {
      case 1:
        return this.u8(at);
      case 2:
        return this.u16(at);
      case 3:
        return this.u24(at);
      case 4:
        return this.u32(at);
      case 8:
        break;
      default:
        throw new ElfDamage(`an integer of ${bytes} bytes`);
    }
    const value = this.u64(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ElfDamage(`0x${value.toString(16)} is not a size or offset`);
    return Number(value);
  }

  /** An address of the file's word size. */
  address(at: number, bytes = this.wordBytes): bigint {
    return bytes === 8 ? this.u64(at) : BigInt(this.count(at, bytes));
  }

  /** Text up to the next NUL byte. */
  text(at: number): string {
    const end = this.endOfText(at);
    let text = '';
    for (let i = at; i < end; i++) text += String.fromCharCode(this.view.getUint8(i));
    return text;
  }

  /** Offset of the next NUL byte. */
  endOfText(at: number): number {
    this.check(at, 0);
    for (let i = at; i < this.size; i++) if (this.view.getUint8(i) === 0) return i;
    throw new ElfDamage('a string without its terminating NUL');
  }

  /** Part of the file, with offsets of its own. */
  part(at: number, size: number): ElfBytes {
    this.check(at, size);
    return new ElfBytes(this.raw(at, size), this.isLittleEndian, this.wordBytes);
  }

  raw(at: number, size: number): Uint8Array {
    this.check(at, size);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + at, size);
  }

  private check(at: number, size: number): void {
    if (!(at >= 0 && size >= 0 && at + size <= this.size))
      throw new ElfDamage(`it ends at byte ${this.size}, before byte ${at + size} that it refers to`);
  }
}
