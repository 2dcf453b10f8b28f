import type { Subject } from '../text/worked-out.ts';
import { LineIndex } from '../text/line-index.ts';
import { T_IDENT, T_PUNCT, F_DIGRAPH } from './token-kinds.ts';
import { bracketStep, punctuatorSpelling } from './punctuators.ts';
import type { Interner } from './interner.ts';

/**
 * The preprocessing tokens of one file's content, in parallel arrays. Lexed once per content and shared by every
 * translation unit that includes the file. The last token is T_EOF.
 */
export class TokenFile implements Subject {
  readonly path: string;
  readonly text: string;
  readonly interner: Interner;
  /** Number of tokens, T_EOF included. */
  readonly count: number;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  /** Punctuator code for T_PUNCT, interned spelling for the rest. */
  readonly value: Int32Array;
  /** Offset of the token's first character in `text`. */
  readonly start: Int32Array;
  /** Offset after the token's last character. */
  readonly end: Int32Array;
  /** Token index of every `#` that starts a directive, ascending. */
  readonly directives: Int32Array;
  /** Address of token 0 in the session's token address space (see preprocessor/addresses.ts); -1 before it has one. */
  base = -1;
  workedOut: Map<unknown, unknown> | undefined = undefined;
  private lineIndex: LineIndex | undefined;

  constructor(path: string, text: string, interner: Interner, tokens: TokenArrays, directives: Int32Array) {
    this.path = path;
    this.text = text;
    this.interner = interner;
    this.count = tokens.kind.length;
    this.kind = tokens.kind;
    this.flags = tokens.flags;
    this.value = tokens.value;
    this.start = tokens.start;
    this.end = tokens.end;
    this.directives = directives;
  }

  get lines(): LineIndex {
    return (this.lineIndex ??= new LineIndex(this.text));
  }

  /** 1-based line of a token. */
  lineOf(token: number): number {
    return this.lines.lineOf(this.start[token] ?? this.text.length) + 1;
  }

  spelling(token: number): string {
    if (this.kind[token] === T_PUNCT)
      return punctuatorSpelling(this.value[token] as number, ((this.flags[token] as number) & F_DIGRAPH) !== 0);
    return this.interner.spelling(this.value[token] ?? 0);
  }

  /** True for the punctuator of that code; undefined is no token. */
  isPunct(token: number | undefined, code: number): boolean {
    return token !== undefined && this.kind[token] === T_PUNCT && this.value[token] === code;
  }

  /** How a token changes the depth of brackets of all kinds: 1, -1 or 0; undefined is no token. */
  bracketStep(token: number | undefined): number {
    return token !== undefined && this.kind[token] === T_PUNCT ? bracketStep(this.value[token] as number) : 0;
  }

  isIdentifier(token: number, spelling: string): boolean {
    return this.kind[token] === T_IDENT && this.spelling(token) === spelling;
  }
}

export interface TokenArrays {
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  readonly value: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}
