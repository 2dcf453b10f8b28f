import type { TokenFile } from '../lexer/token-file.ts';
import { lowerBound } from '../collections/lower-bound.ts';

/**
 * One integer names a token of any file in a session: each file is given a range of addresses, as clang's
 * SourceLocation does. A re-lexed file gets a new range.
 */
export class TokenAddresses {
  /** Held weakly: after an edit only the units from before it need the old tokens. */
  private readonly files: WeakRef<TokenFile>[] = [];
  private readonly bases: number[] = [];
  private next = 1;

  place(file: TokenFile): void {
    if (file.base >= 0) return;
    file.base = this.next;
    this.next += file.count;
    this.files.push(new WeakRef(file));
    this.bases.push(file.base);
  }

  /** Addresses handed out so far; a session is renewed before this reaches 2^31. */
  get used(): number {
    return this.next;
  }

  fileOf(address: number): TokenFile | undefined {
    if (address < 1) return undefined;
    const file = this.files[lowerBound(this.bases, address + 1) - 1]?.deref();
    return file !== undefined && address - file.base < file.count ? file : undefined;
  }
}
