import { T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { bracketStep } from '../lexer/punctuators.ts';
import type { Interner } from '../lexer/interner.ts';
import type { SyntaxProblem, SyntaxSource, TokenRange } from './ast.ts';
import { K_NONE, type Keywords } from './keywords.ts';

/** The first problems are enough to show that a file is not C. */
const MOST_PROBLEMS = 50;

/** A cursor over a token range with what all parsers share: peeking, taking, skipping brackets, recording problems. */
export class TokenCursor {
  readonly source: SyntaxSource;
  readonly interner: Interner;
  readonly keywords: Keywords;
  readonly problems: SyntaxProblem[] = [];
  readonly end: number;
  at: number;
  private readonly kind: Uint8Array;
  private readonly value: Int32Array;

  constructor(range: TokenRange, interner: Interner, keywords: Keywords) {
    this.source = range.source;
    this.interner = interner;
    this.keywords = keywords;
    this.at = range.from;
    this.end = range.to;
    this.kind = range.source.tokens.kind;
    this.value = range.source.tokens.value;
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  kindAt(i: number): number {
    return i < this.end ? (this.kind[i] as number) : T_EOF;
  }

  valueAt(i: number): number {
    return i < this.end ? (this.value[i] as number) : 0;
  }

  isPunctAt(i: number, code: number): boolean {
    return i < this.end && this.value[i] === code && this.kind[i] === T_PUNCT;
  }

  isPunct(code: number): boolean {
    return this.isPunctAt(this.at, code);
  }

  /** Keyword code of token `i`; K_NONE for anything else. */
  keywordAt(i: number): number {
    return i < this.end && this.kind[i] === T_IDENT ? this.keywords.code(this.value[i] as number) : K_NONE;
  }

  keyword(): number {
    return this.keywordAt(this.at);
  }

  /** True for an identifier that is no keyword. */
  isNameAt(i: number): boolean {
    return i < this.end && this.kind[i] === T_IDENT && this.keywords.code(this.value[i] as number) === K_NONE;
  }

  isName(): boolean {
    return this.isNameAt(this.at);
  }

  eat(code: number): boolean {
    if (!this.isPunct(code)) return false;
    this.at++;
    return true;
  }

  eatKeyword(code: number): boolean {
    if (this.keyword() !== code) return false;
    this.at++;
    return true;
  }

  expect(code: number): boolean {
    if (this.eat(code)) return true;
    this.complain(`expected '${String.fromCharCode(code)}'`);
    return false;
  }

  complain(message: string): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const last = this.problems[this.problems.length - 1];
    if (last === undefined || last.token !== this.at) this.problems.push({ token: this.at, message });
  }

  spelling(i: number): string {
    return i < this.end ? this.source.tokens.spelling(i, this.interner) : '';
  }

  range(from: number, to: number): TokenRange {
    return { source: this.source, from, to };
  }

  /** Index after the bracket that closes the one at `open`; `end` when it is missing. */
  afterMatching(open: number): number {
    const { kind, value, end } = this;
    let depth = 0;
    for (let i = open; i < end; i++) {
      if (kind[i] !== T_PUNCT) continue;
      const step = bracketStep(value[i] as number);
      depth += step;
      if (step < 0 && depth === 0) return i + 1;
    }
    return end;
  }

  /** Takes a bracketed group and returns its contents; the cursor must be on the opening bracket. */
  inside(): TokenRange {
    const open = this.at;
    const after = this.afterMatching(open);
    this.at = after;
    return this.range(open + 1, Math.max(open + 1, after - 1));
  }

  /** Moves to the first token at bracket depth 0 that is one of the punctuators, or to the end. */
  skipTo(...codes: readonly number[]): void {
    while (this.at < this.end) {
      if (this.kind[this.at] === T_PUNCT) {
        const code = this.value[this.at] as number;
        if (codes.includes(code)) return;
        const step = bracketStep(code);
        if (step < 0) return;
        if (step > 0) {
          this.at = this.afterMatching(this.at);
          continue;
        }
      }
      this.at++;
    }
  }
}
