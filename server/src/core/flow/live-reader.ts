import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, T_IDENT, T_NUMBER } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';

/** Reads the tokens of one reading of a body by position. */
export class LiveReader {
  protected readonly file: TokenFile;
  protected readonly live: Int32Array;
  protected readonly keywords: Keywords;

  constructor(file: TokenFile, live: Int32Array, keywords: Keywords) {
    this.file = file;
    this.live = live;
    this.keywords = keywords;
  }

  protected token(n: number): number {
    return n < this.live.length ? (this.live[n] as number) : (this.live[this.live.length - 1] ?? 0);
  }

  protected isPunct(n: number, code: number): boolean {
    if (n >= this.live.length) return false;
    const i = this.live[n] as number;
    return this.file.isPunct(i, code);
  }

  protected keyword(n: number): number {
    if (n >= this.live.length) return K.K_NONE;
    const i = this.live[n] as number;
    return this.file.kind[i] === T_IDENT ? this.keywords.code(this.file.value[i] as number) : K.K_NONE;
  }

  protected isName(n: number): boolean {
    return n < this.live.length && this.file.kind[this.live[n] as number] === T_IDENT && this.keyword(n) === K.K_NONE;
  }

  protected defaultVnetGuard(from: number, to: number): { yes: number; no: number } {
    let yes = -1;
    let no = -1;
    let hasOr = false;
    let hasAnd = false;
    for (let n = from; n < to; n++) {
      if (this.isPunct(n, P.P_OROR)) hasOr = true;
      else if (this.isPunct(n, P.P_ANDAND)) hasAnd = true;
      else if (this.file.isIdentifier(this.token(n), 'IS_DEFAULT_VNET')) {
        if (this.isPunct(n - 1, P.P_NOT)) no = this.token(n);
        else yes = this.token(n);
      }
    }
    return { yes: hasOr ? -1 : yes, no: hasAnd ? -1 : no };
  }

  /** True for `(1)` or `(0)`, and for macros that expand to them. */
  protected isConstant(open: number, isTrue: boolean): boolean {
    if (!this.isPunct(open + 2, P.P_RPAREN)) return false;
    const token = this.token(open + 1);
    const spelling = this.file.spelling(token);
    if (this.file.kind[token] === T_NUMBER) return isTrue ? /^[1-9]/.test(spelling) : spelling === '0';
    return isTrue ? spelling === 'TRUE' || spelling === 'true' : spelling === 'FALSE' || spelling === 'false';
  }

  protected matching(open: number): number {
    const { file, live } = this;
    let depth = 0;
    for (let n = open; n < live.length; n++) {
      const step = file.bracketStep(live[n]);
      depth += step;
      if (step < 0 && depth === 0) return n;
    }
    return live.length - 1;
  }

  protected isOpening(n: number): boolean {
    return n < this.live.length && this.file.bracketStep(this.live[n]) > 0;
  }

  protected endsWithoutSemicolon(callEnd: number): boolean {
    const next = callEnd + 1;
    if (next >= this.live.length || this.isPunct(next, P.P_RBRACE)) return true;
    const i = this.live[next] as number;
    return this.file.kind[i] === T_IDENT && ((this.file.flags[i] as number) & F_BOL) !== 0;
  }
}
