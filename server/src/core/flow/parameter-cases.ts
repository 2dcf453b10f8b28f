import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';
import type { FunctionSpan } from '../written/find-functions.ts';

/** Statements of a switch over a parameter: tokens [from, to), and the labels that lead there. */
interface CaseSpan {
  readonly from: number;
  readonly to: number;
  readonly labels: readonly string[];
}

/**
 * Where a function's switches over its own parameters have statements that only some values reach. What a default leads
 * to is reached by any other value, and left out.
 */
export function parameterCases(file: TokenFile, keywords: Keywords, span: FunctionSpan): readonly CaseSpan[] {
  return new CaseReader(file, keywords, span).read();
}

class CaseReader {
  private readonly file: TokenFile;
  private readonly keywords: Keywords;
  private readonly span: FunctionSpan;
  private readonly found: CaseSpan[] = [];

  constructor(file: TokenFile, keywords: Keywords, span: FunctionSpan) {
    this.file = file;
    this.keywords = keywords;
    this.span = span;
  }

  read(): readonly CaseSpan[] {
    for (let i = this.span.open; i < this.span.close; i++)
      if (this.keyword(i) === K.K_SWITCH && this.isPunct(i + 1, P.P_LPAREN) && this.isPunct(i + 3, P.P_RPAREN))
        if (this.isParameter(i + 2) && this.isPunct(i + 4, P.P_LBRACE)) this.body(i + 4);
    return this.found;
  }

  private body(open: number): void {
    let labels: string[] = [];
    let isAny = false;
    let from = -1;
    let depth = 0;
    const finish = (to: number): void => {
      if (from >= 0 && !isAny) this.found.push({ from, to, labels });
    };
    for (let i = open; i <= this.span.close; i++) {
      if (this.isPunct(i, P.P_LBRACE) || this.isPunct(i, P.P_LPAREN)) depth++;
      else if (this.isPunct(i, P.P_RBRACE) || this.isPunct(i, P.P_RPAREN)) {
        if (--depth === 0) return finish(i);
      }
      const keyword = depth === 1 ? this.keyword(i) : K.K_NONE;
      if (keyword !== K.K_CASE && keyword !== K.K_DEFAULT) continue;
      if (from >= 0) {
        finish(i);
        // What runs on into the next label's statements brings its own labels along.
        if (this.jumpsBefore(i)) {
          labels = [];
          isAny = false;
        } else labels = [...labels];
      }
      const colon = this.colon(i);
      if (keyword === K.K_DEFAULT) isAny = true;
      else labels.push(this.file.spelling(colon - 1));
      from = colon + 1;
      i = colon;
    }
  }

  private colon(from: number): number {
    let i = from;
    while (i < this.span.close && !this.isPunct(i, P.P_COLON)) i++;
    return i;
  }

  /** `break; case X:`; also `break; } case X:`. */
  private jumpsBefore(label: number): boolean {
    let i = label - 1;
    while (this.isPunct(i, P.P_RBRACE)) i--;
    if (!this.isPunct(i, P.P_SEMI)) return false;
    for (i--; i > this.span.open; i--) {
      if (this.isPunct(i, P.P_SEMI) || this.isPunct(i, P.P_LBRACE) || this.isPunct(i, P.P_RBRACE)) break;
    }
    const jump = this.keyword(i + 1);
    return jump === K.K_BREAK || jump === K.K_RETURN || jump === K.K_GOTO || jump === K.K_CONTINUE;
  }

  private isParameter(i: number): boolean {
    if (this.file.kind[i] !== T_IDENT) return false;
    for (let at = this.span.parameters; at < this.span.open; at++)
      if (this.file.kind[at] === T_IDENT && this.file.value[at] === this.file.value[i]) return true;
    return false;
  }

  private keyword(i: number): number {
    return this.file.kind[i] === T_IDENT ? this.keywords.code(this.file.value[i] as number) : K.K_NONE;
  }

  private isPunct(i: number, code: number): boolean {
    return this.file.isPunct(i, code);
  }
}

/** What stands further on in a call's arguments is not looked at. */
const MOST_ARGUMENT_TOKENS = 16;

/** The first argument of the call of `name` that is a constant's name alone: `ifhwioctl(SIOCSIFMTU, ...)`. */
export function constantArgument(file: TokenFile, name: number): string | undefined {
  const { kind, value } = file;
  if (!file.isPunct(name + 1, P.P_LPAREN)) return undefined;
  for (let at = name + 1, depth = 0; at < name + MOST_ARGUMENT_TOKENS; at++) {
    if (kind[at] !== T_PUNCT) continue;
    const code = value[at];
    if (code === P.P_LPAREN) depth++;
    else if (code === P.P_RPAREN && --depth === 0) return undefined;
    if (depth !== 1 || kind[at + 1] !== T_IDENT || (code !== P.P_LPAREN && code !== P.P_COMMA)) continue;
    if (!file.isPunct(at + 2, P.P_COMMA) && !file.isPunct(at + 2, P.P_RPAREN)) continue;
    const word = file.spelling(at + 1);
    if (word !== 'NULL' && /^[A-Z][A-Z0-9_]+$/.test(word) && !word.startsWith('M_')) return word;
  }
  return undefined;
}
