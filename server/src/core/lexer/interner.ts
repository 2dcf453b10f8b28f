/**
 * Every identifier, number and literal spelling gets one small integer, so that the rooms after the lexer
 * compare numbers and index arrays. Ids are dense, start at 1 and are never reused.
 */
export class Interner {
  /** Spelling by id; index 0 is the empty spelling. */
  readonly spellings: string[] = [''];
  private hashes = new Int32Array(1 << 15);
  private slots = new Int32Array(1 << 16);
  private mask = (1 << 16) - 1;

  get size(): number {
    return this.spellings.length;
  }

  /** The id of `spelling`. */
  intern(spelling: string): number {
    let hash = 0;
    for (let i = 0; i < spelling.length; i++) hash = (Math.imul(hash, 31) + spelling.charCodeAt(i)) | 0;
    return this.internRange(spelling, 0, spelling.length, hash);
  }

  /** The id of text[start, end); `hash` must be the running `hash * 31 + charCode` over that range, from 0. */
  internRange(text: string, start: number, end: number, hash: number): number {
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & this.mask;
    for (;;) {
      const id = this.slots[slot] as number;
      if (id === 0) break;
      if (this.hashes[id] === hash) {
        const known = this.spellings[id] as string;
        if (known.length === length && same(known, text, start)) return id;
      }
      slot = (slot + 1) & this.mask;
    }
    const id = this.spellings.length;
    this.spellings.push(text.slice(start, end));
    if (id >= this.hashes.length) this.growHashes();
    this.hashes[id] = hash;
    this.slots[slot] = id;
    if (id * 2 > this.mask) this.rehash();
    return id;
  }

  spelling(id: number): string {
    return this.spellings[id] ?? '';
  }

  private growHashes(): void {
    const grown = new Int32Array(this.hashes.length * 2);
    grown.set(this.hashes);
    this.hashes = grown;
  }

  private rehash(): void {
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(this.mask + 1);
    for (let id = 1; id < this.spellings.length; id++) {
      const hash = this.hashes[id] as number;
      let slot = (hash ^ (hash >>> 15)) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = id;
    }
  }
}

function same(known: string, text: string, start: number): boolean {
  for (let i = 0; i < known.length; i++) {
    if (known.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  }
  return true;
}
