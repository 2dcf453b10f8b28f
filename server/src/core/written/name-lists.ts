import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT, T_STRING } from '../lexer/token-kinds.ts';
import {
  P_ASSIGN,
  P_COMMA,
  P_DOT,
  P_LBRACE,
  P_LBRACKET,
  P_LPAREN,
  P_RBRACE,
  P_RBRACKET,
  P_RPAREN,
  P_SEMI,
} from '../lexer/punctuators.ts';
import { D_DEFINE, directiveTable } from '../preprocessor/directive-table.ts';
import type { Spot } from '../text/spot.ts';
import { fileScopeNames } from './file-scope.ts';

/** A symbol that a program looks up with nlist(3), kvm_nlist(3) or kldsym(2). */
export interface AskedName extends Spot {
  /** As written: `_ipstat`. */
  readonly name: string;
}

/** The string that an identifier stands for, defined elsewhere: `VNET_SETNAME`. */
export type StringOf = (identifier: string) => string | undefined;

/** The names in arrays of struct nlist (or kvm_nlist) and in assignments to n_name of a program's source. */
export function askedNames(file: TokenFile, elsewhere: StringOf): readonly AskedName[] {
  const own = stringsOf(file);
  return new NameListReader(file, (identifier) => own.get(identifier) ?? elsewhere(identifier)).run();
}

/**
 * Rows of netstat's nlist_symbols: `module_name symbol_name`. Its Makefile generates an array of struct nlist from
 * them.
 */
export function askedInTable(text: string): readonly AskedName[] {
  const found: AskedName[] = [];
  for (const match of text.matchAll(/^(?!#)[ \t]*\S+[ \t]+(\S+)[ \t]*$/gm)) {
    const name = match[1] ?? '';
    const start = match.index + match[0].lastIndexOf(name);
    found.push({ name, start, end: start + name.length });
  }
  return found;
}

/** Strings by the names that a file gives them: `#define N "x"`, `static char n[] = "x"`. */
export function stringsOf(file: TokenFile): ReadonlyMap<string, string> {
  const strings = new Map<string, string>();
  const table = directiveTable(file);
  file.directives.forEach((hash, d) => {
    if (table.code[d] === D_DEFINE && table.lineEnd[d] === hash + 4 && file.kind[hash + 3] === T_STRING)
      strings.set(file.spelling(hash + 2), unquoted(file.spelling(hash + 3)));
  });
  for (const { name, initializer } of fileScopeNames(file)) {
    if (
      initializer !== undefined &&
      initializer.to === initializer.from + 1 &&
      file.kind[initializer.from] === T_STRING
    )
      strings.set(name, unquoted(file.spelling(initializer.from)));
  }
  return strings;
}

function unquoted(literal: string): string {
  return literal.slice(1, -1);
}

class NameListReader {
  private readonly file: TokenFile;
  private readonly stringOf: StringOf;
  /** Tokens outside directives: `#define N_IPSTAT 3` often stands between two elements. */
  private readonly tokens: number[] = [];
  private readonly found: AskedName[] = [];

  constructor(file: TokenFile, stringOf: StringOf) {
    this.file = file;
    this.stringOf = stringOf;
    const table = directiveTable(file);
    let directive = 0;
    for (let i = 0; file.kind[i] !== T_EOF; i++) {
      if (i === file.directives[directive]) {
        i = (table.lineEnd[directive] as number) - 1;
        directive++;
      } else this.tokens.push(i);
    }
  }

  run(): readonly AskedName[] {
    for (let k = 0; k < this.tokens.length; k++) {
      if (this.isWord(k, 'nlist') || this.isWord(k, 'kvm_nlist')) k = this.array(k);
      else if (this.isWord(k, 'n_name') && this.isPunct(k + 1, P_ASSIGN)) this.value(k + 2);
    }
    return this.found;
  }

  /** `nlist name[N] = { {...}, {...} }`; the position of its last token, or `at` if it is something else. */
  private array(at: number): number {
    let k = at + 2;
    if (!this.isPunct(k, P_LBRACKET)) return at;
    while (k < this.tokens.length && !this.isPunct(k, P_RBRACKET)) k++;
    if (!this.isPunct(k + 1, P_ASSIGN) || !this.isPunct(k + 2, P_LBRACE)) return at;
    let depth = 1;
    let isFirst = true;
    for (k += 3; k < this.tokens.length && depth > 0; k++) {
      if (this.isPunct(k, P_LBRACE)) {
        depth++;
        // Without designator the name is the first member (sys/nlist_aout.h).
        if (depth === 2 && !this.isPunct(k + 1, P_DOT)) this.value(k + 1);
        isFirst = false;
      } else if (this.isPunct(k, P_RBRACE)) depth--;
      else if (depth === 2 && this.isWord(k, 'n_name') && this.isPunct(k - 1, P_DOT) && this.isPunct(k + 1, P_ASSIGN))
        this.value(k + 2);
      else if (
        depth === 1 &&
        isFirst &&
        this.tokens[k] !== undefined &&
        this.file.kind[this.tokens[k] as number] === T_STRING
      )
        this.value(k);
    }
    return k - 1;
  }

  /** The string at position `k`, up to the comma, brace or semicolon; nothing if it is not a known string. */
  private value(k: number): void {
    const first = this.tokens[k];
    let name = '';
    let last = k;
    for (; k < this.tokens.length; k++) {
      const token = this.tokens[k] as number;
      if (this.isPunct(k, P_COMMA) || this.isPunct(k, P_RBRACE) || this.isPunct(k, P_SEMI)) break;
      const piece =
        this.file.kind[token] === T_STRING
          ? unquoted(this.file.spelling(token))
          : this.file.kind[token] === T_IDENT
            ? this.stringOf(this.file.spelling(token))
            : this.isPunct(k, P_LPAREN) || this.isPunct(k, P_RPAREN)
              ? ''
              : undefined;
      if (piece === undefined) return;
      name += piece;
      last = k;
    }
    if (first !== undefined && name !== '')
      this.found.push({
        name,
        start: this.file.start[first] as number,
        end: this.file.end[this.tokens[last] as number] as number,
      });
  }

  private isWord(k: number, word: string): boolean {
    return this.tokens[k] !== undefined && this.file.isIdentifier(this.tokens[k], word);
  }

  private isPunct(k: number, code: number): boolean {
    const token = this.tokens[k];
    return token !== undefined && this.file.isPunct(token, code);
  }
}
