import type { Interner } from './interner.ts';
import { scanPunctuator, punctuatorScan } from './scan-punctuator.ts';
import { mendSplices, SPLICE, spliceLength, splicesInsideTokens } from './splices.ts';
import { TokenFile } from './token-file.ts';
import {
  F_BOL,
  F_COL0,
  F_DIGRAPH,
  F_SPACE,
  T_CHAR,
  T_EOF,
  T_HEADER,
  T_IDENT,
  T_NUMBER,
  T_OTHER,
  T_PUNCT,
  T_STRING,
} from './token-kinds.ts';
import { P_HASH } from './punctuators.ts';

const C_SPACE = 1;
const C_IDENT = 2;
const C_DIGIT = 3;
const C_QUOTE = 4;
const C_NEWLINE = 5;

/** Class of each character; characters from 128 up count as identifier characters (C17 annex D). */
const CLASS = new Uint8Array(128);
const IDENT_PART = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const isLetter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 36;
  const isDigit = c >= 48 && c <= 57;
  if (isLetter) CLASS[c] = C_IDENT;
  else if (isDigit) CLASS[c] = C_DIGIT;
  else if (c === 32 || c === 9 || c === 11 || c === 12 || c === 13) CLASS[c] = C_SPACE;
  else if (c === 10) CLASS[c] = C_NEWLINE;
  else if (c === 34 || c === 39) CLASS[c] = C_QUOTE;
  if (isLetter || isDigit) IDENT_PART[c] = 1;
}

const NEWLINE = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const BACKSLASH = 92;

/**
 * Lexes a whole file into preprocessing tokens (C17 5.1.1.2 phases 1 to 3; trigraphs off, as clang's default). Never
 * fails: what is not a token becomes T_OTHER.
 */
export function lexFile(path: string, text: string, interner: Interner): TokenFile {
  const mended = splicesInsideTokens(text) ? mendSplices(text) : undefined;
  const file = new Lexer(path, mended?.text ?? text, interner).run();
  if (mended === undefined) return file;
  for (let i = 0; i < file.count; i++) {
    file.start[i] = mended.original(file.start[i] as number);
    file.end[i] = mended.original((file.end[i] as number) - 1) + 1;
  }
  return new TokenFile(path, text, interner, file, file.directives);
}

class Lexer {
  private readonly path: string;
  private readonly text: string;
  private readonly interner: Interner;
  private kind: Uint8Array;
  private flags: Uint8Array;
  private value: Int32Array;
  private start: Int32Array;
  private end: Int32Array;
  private count = 0;
  private readonly directives: number[] = [];

  constructor(path: string, text: string, interner: Interner) {
    this.path = path;
    this.text = text;
    this.interner = interner;
    const guess = Math.max(64, text.length >> 2);
    this.kind = new Uint8Array(guess);
    this.flags = new Uint8Array(guess);
    this.value = new Int32Array(guess);
    this.start = new Int32Array(guess);
    this.end = new Int32Array(guess);
  }

  run(): TokenFile {
    const text = this.text;
    const length = text.length;
    const interner = this.interner;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    let flags = F_BOL;
    let lineStart = at;
    while (at < length) {
      const c = text.charCodeAt(at);
      const cls = c < 128 ? (CLASS[c] as number) : C_IDENT;
      if (cls === C_SPACE) {
        flags |= F_SPACE;
        at++;
        continue;
      }
      if (cls === C_NEWLINE) {
        flags = F_BOL;
        lineStart = ++at;
        continue;
      }
      if (at === lineStart) flags |= F_COL0;
      if (cls === C_IDENT) {
        let hash = c;
        let to = at + 1;
        while (to < length) {
          const d = text.charCodeAt(to);
          if (d < 128 && IDENT_PART[d] === 0) break;
          hash = (Math.imul(hash, 31) + d) | 0;
          to++;
        }
        const quote = text.charCodeAt(to);
        if ((quote === QUOTE || quote === APOSTROPHE) && isLiteralPrefix(text, at, to)) {
          at = this.literal(at, to, flags);
        } else if (quote === BACKSLASH && universalName(text, to) > 0) {
          at = this.spelledIdentifier(at, flags);
        } else {
          this.push(T_IDENT, interner.internRange(text, at, to, hash), at, to, flags);
          if (this.isHeaderNameNext()) to = this.headerName(to);
          at = to;
        }
      } else if (cls === C_DIGIT || (c === 46 && isDigit(text.charCodeAt(at + 1)))) {
        at = this.number(at, flags);
      } else if (cls === C_QUOTE) {
        at = this.literal(at, at, flags);
      } else if (c === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf('*/', at + 2);
        at = close < 0 ? length : close + 2;
        // A comment is one space (C17 5.1.1.2p3); one that spans lines doesn't start a new logical line.
        flags = (flags | F_SPACE) & ~F_COL0;
        continue;
      } else if (c === 47 && text.charCodeAt(at + 1) === 47) {
        at = endOfLineComment(text, at);
        flags |= F_SPACE;
        continue;
      } else if (c === BACKSLASH && spliceLength(text, at) > 0) {
        // A splice is no white space (C17 5.1.1.2p2): `#define f\` continues with its parameters.
        at += spliceLength(text, at);
        flags &= ~F_COL0;
        continue;
      } else if (c === BACKSLASH && universalName(text, at) > 0) {
        at = this.spelledIdentifier(at, flags);
      } else {
        scanPunctuator(text, at, c);
        const to = at + punctuatorScan.length;
        if (punctuatorScan.code === 0) {
          this.push(T_OTHER, interner.intern(text[at] as string), at, to, flags);
        } else {
          if (punctuatorScan.code === P_HASH && (flags & F_BOL) !== 0) this.directives.push(this.count);
          this.push(T_PUNCT, punctuatorScan.code, at, to, punctuatorScan.digraph ? flags | F_DIGRAPH : flags);
        }
        at = to;
      }
      flags = 0;
    }
    this.push(T_EOF, 0, length, length, F_BOL);
    return new TokenFile(this.path, text, interner, this.trimmed(), Int32Array.from(this.directives));
  }

  private push(kind: number, value: number, start: number, end: number, flags: number): void {
    if (this.count === this.kind.length) this.grow();
    const i = this.count++;
    this.kind[i] = kind;
    this.flags[i] = flags;
    this.value[i] = value;
    this.start[i] = start;
    this.end[i] = end;
  }

  /**
   * An identifier with universal character names in it (C17 6.4.2.1p3); it is spelled with the characters themselves.
   */
  private spelledIdentifier(at: number, flags: number): number {
    const { text } = this;
    let to = at;
    let spelling = '';
    for (;;) {
      const length = text.charCodeAt(to) === BACKSLASH ? universalName(text, to) : 0;
      const d = text.charCodeAt(to);
      if (length > 0) {
        const code = parseInt(text.slice(to + 2, to + length), 16);
        spelling += code <= 0x10ffff ? String.fromCodePoint(code) : text.slice(to, to + length);
        to += length;
      } else if (to < text.length && (d >= 128 || IDENT_PART[d] === 1)) spelling += text[to++] as string;
      else break;
    }
    this.push(T_IDENT, this.interner.intern(spelling), at, to, flags);
    return to;
  }

  private number(at: number, flags: number): number {
    const text = this.text;
    let to = at + 1;
    while (to < text.length) {
      const d = text.charCodeAt(to);
      const isExponent =
        (d === 101 || d === 69 || d === 112 || d === 80) &&
        (text.charCodeAt(to + 1) === 43 || text.charCodeAt(to + 1) === 45);
      if (isExponent) to += 2;
      else if (d === 46 || d >= 128 || IDENT_PART[d] === 1) to++;
      else break;
    }
    this.push(T_NUMBER, this.interner.intern(text.slice(at, to)), at, to, flags);
    return to;
  }

  /**
   * A string or character constant whose quote is at `quoteAt`; an unterminated one is T_OTHER up to its line's end.
   */
  private literal(at: number, quoteAt: number, flags: number): number {
    const text = this.text;
    const quote = text.charCodeAt(quoteAt);
    let to = quoteAt + 1;
    let isSpliced = false;
    for (; to < text.length; to++) {
      const d = text.charCodeAt(to);
      if (d === quote || d === NEWLINE) break;
      if (d === BACKSLASH) {
        const splice = spliceLength(text, to);
        if (splice > 0) {
          isSpliced = true;
          to += splice - 1;
          continue;
        }
        // Splices may stand between the backslash and the character that it escapes.
        for (
          let inner = spliceLength(text, to + 1);
          text.charCodeAt(to + 1) === BACKSLASH && inner > 0;
          inner = spliceLength(text, to + 1)
        ) {
          isSpliced = true;
          to += inner;
        }
        to++;
      }
    }
    const isClosed = to < text.length && text.charCodeAt(to) === quote;
    if (isClosed) to++;
    else to = Math.min(to, text.length);
    let spelling = text.slice(at, to);
    if (isSpliced) spelling = spelling.replace(SPLICE, '');
    const kind = !isClosed ? T_OTHER : quote === QUOTE ? T_STRING : T_CHAR;
    this.push(kind, this.interner.intern(spelling), at, to, flags);
    return to;
  }

  /** True after `# include`, where `<` starts a header name (C17 6.4.7). */
  private isHeaderNameNext(): boolean {
    const i = this.count - 2;
    if (i < 0 || this.directives.length === 0 || this.directives[this.directives.length - 1] !== i) return false;
    const spelling = this.interner.spelling(this.value[i + 1] as number);
    return spelling === 'include' || spelling === 'include_next' || spelling === 'import';
  }

  private headerName(at: number): number {
    const text = this.text;
    let from = at;
    while (from < text.length && (text.charCodeAt(from) === 32 || text.charCodeAt(from) === 9)) from++;
    if (text.charCodeAt(from) !== 60) return at;
    const close = text.indexOf('>', from);
    const lineEnd = text.indexOf('\n', from);
    if (close < 0 || (lineEnd >= 0 && close > lineEnd)) return at;
    this.push(T_HEADER, this.interner.intern(text.slice(from, close + 1)), from, close + 1, F_SPACE);
    return close + 1;
  }

  private grow(): void {
    const size = this.kind.length * 2;
    const copy8 = (old: Uint8Array): Uint8Array => {
      const grown = new Uint8Array(size);
      grown.set(old);
      return grown;
    };
    const copy32 = (old: Int32Array): Int32Array => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.kind = copy8(this.kind);
    this.flags = copy8(this.flags);
    this.value = copy32(this.value);
    this.start = copy32(this.start);
    this.end = copy32(this.end);
  }

  private trimmed(): { kind: Uint8Array; flags: Uint8Array; value: Int32Array; start: Int32Array; end: Int32Array } {
    const n = this.count;
    return {
      kind: this.kind.slice(0, n),
      flags: this.flags.slice(0, n),
      value: this.value.slice(0, n),
      start: this.start.slice(0, n),
      end: this.end.slice(0, n),
    };
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** L, u, U and u8 before a quote (C17 6.4.4.4, 6.4.5). */
function isLiteralPrefix(text: string, at: number, to: number): boolean {
  const c = text.charCodeAt(at);
  if (to - at === 1) return c === 76 || c === 117 || c === 85;
  return to - at === 2 && c === 117 && text.charCodeAt(at + 1) === 56;
}

/** Length of a universal character name at the backslash at `at` (C17 6.4.3); 0 when there is none. */
function universalName(text: string, at: number): number {
  const u = text.charCodeAt(at + 1);
  const length = u === 117 ? 6 : u === 85 ? 10 : 0;
  return length > 0 && at + length <= text.length && /^[0-9a-fA-F]+$/.test(text.slice(at + 2, at + length))
    ? length
    : 0;
}

function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13 && c !== NEWLINE);
}

/** End of a `//` comment: its newline is not part of it, spliced lines are. */
function endOfLineComment(text: string, at: number): number {
  let to = at;
  for (;;) {
    to = text.indexOf('\n', to);
    if (to < 0) return text.length;
    let back = to - 1;
    while (back > at && isBlank(text.charCodeAt(back))) back--;
    if (text.charCodeAt(back) !== BACKSLASH) return to;
    to++;
  }
}
