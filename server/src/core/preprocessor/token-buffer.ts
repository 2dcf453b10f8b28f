import type { Macro } from './macro.ts';
import { T_IDENT, T_PUNCT, F_DIGRAPH } from '../lexer/token-kinds.ts';
import { punctuatorSpelling } from '../lexer/punctuators.ts';
import type { Interner } from '../lexer/interner.ts';

/**
 * A run of preprocessed tokens in parallel arrays, each with its provenance: where it was spelled, and through
 * which macro expansion it came.
 */
export class TokenBuffer {
  count = 0;
  kind: Uint8Array;
  flags: Uint8Array;
  /** Punctuator code for T_PUNCT, interned spelling for the rest. */
  value: Int32Array;
  /** Token address (see addresses.ts) where the token is spelled. */
  spelled: Int32Array;
  /** Index into the ExpansionLog of the same segment; 0 when the token stands in the file itself. */
  expansion: Int32Array;

  constructor(capacity = 16) {
    this.kind = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.value = new Int32Array(capacity);
    this.spelled = new Int32Array(capacity);
    this.expansion = new Int32Array(capacity);
  }

  push(kind: number, flags: number, value: number, spelled: number, expansion: number): void {
    const i = this.count;
    if (i === this.kind.length) this.reserve(i * 2);
    this.kind[i] = kind;
    this.flags[i] = flags;
    this.value[i] = value;
    this.spelled[i] = spelled;
    this.expansion[i] = expansion;
    this.count = i + 1;
  }

  /** Appends token `i` of `from`. */
  copy(from: TokenBuffer, i: number): void {
    this.push(
      from.kind[i] as number,
      from.flags[i] as number,
      from.value[i] as number,
      from.spelled[i] as number,
      from.expansion[i] as number,
    );
  }

  clear(): void {
    this.count = 0;
  }

  /** A tight copy of tokens [from, to). */
  slice(from: number, to: number): TokenBuffer {
    const copy = new TokenBuffer(0);
    copy.kind = this.kind.slice(from, to);
    copy.flags = this.flags.slice(from, to);
    copy.value = this.value.slice(from, to);
    copy.spelled = this.spelled.slice(from, to);
    copy.expansion = this.expansion.slice(from, to);
    copy.count = to - from;
    return copy;
  }

  spelling(i: number, interner: Interner): string {
    if (this.kind[i] === T_PUNCT)
      return punctuatorSpelling(this.value[i] as number, ((this.flags[i] as number) & F_DIGRAPH) !== 0);
    return interner.spelling(this.value[i] as number);
  }

  isPunct(i: number, code: number): boolean {
    return this.value[i] === code && this.kind[i] === T_PUNCT;
  }

  isIdent(i: number, id: number): boolean {
    return this.value[i] === id && this.kind[i] === T_IDENT;
  }

  private reserve(capacity: number): void {
    const size = Math.max(16, capacity);
    const grow8 = (old: Uint8Array): Uint8Array => {
      const grown = new Uint8Array(size);
      grown.set(old);
      return grown;
    };
    const grow32 = (old: Int32Array): Int32Array => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.kind = grow8(this.kind);
    this.flags = grow8(this.flags);
    this.value = grow32(this.value);
    this.spelled = grow32(this.spelled);
    this.expansion = grow32(this.expansion);
  }
}

/** The macro expansions of one segment. Index 0 stands for "none". */
export class ExpansionLog {
  /** The expanded macro. */
  readonly macros: (Macro | undefined)[] = [undefined];
  /** Index of the expansion whose result held this invocation; 0 when it stands in the file itself. */
  readonly parents: number[] = [0];
  /** Token address of the outermost invocation's name. */
  readonly calls: number[] = [0];
  /**
   * Token address in the file of the invocation's last token (its `)` or its name), for one out of a macro that
   * macro's.
   */
  readonly ends: number[] = [0];

  /** `spelled` is the address of the invocation's name, `parent` the expansion it came from. */
  add(macro: Macro, parent: number, spelled: number): number {
    this.macros.push(macro);
    this.parents.push(parent);
    this.calls.push(parent === 0 ? spelled : (this.calls[parent] as number));
    this.ends.push(parent === 0 ? spelled : (this.ends[parent] as number));
    return this.macros.length - 1;
  }
}
