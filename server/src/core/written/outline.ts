import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, T_EOF, T_IDENT, T_PUNCT, T_STRING } from '../lexer/token-kinds.ts';
import { beginsDeclaration, closingBracket, isAtMargin } from './closing-bracket.ts';
import { splitDeclarators, type Declarator } from './declarators.ts';
import { AGGREGATES, isAttributeWord, NEVER_FUNCTIONS, SPECIFIERS } from './specifier-words.ts';
import { codeTokens } from './written-tokens.ts';
import { once } from '../text/worked-out.ts';

/** The head of a function as written; all but `isStatic` are tokens. */
interface FunctionHead {
  readonly name: number;
  /** `(` of the parameters. */
  readonly parameters: number;
  /** The invocation whose argument is the name: DB_SHOW_COMMAND(vnet, db_show_vnet). -1 without one. */
  readonly macro: number;
  /** By its own head or by a prototype before it. */
  readonly isStatic: boolean;
}

/** One thing at file scope, read from tokens alone. */
export interface OutlineItem {
  /**
   * A declaration ends with `;`. Other: an invocation without `;`, or text that is not closed at the end of the file.
   */
  readonly kind: 'function' | 'declaration' | 'other';
  /** Tokens [from, to), including directive lines in between. */
  readonly from: number;
  readonly to: number;
  /** Positions [at, end) among the tokens that were read. */
  readonly at: number;
  readonly end: number;
  /** A function's body with its braces, tokens [from, to). */
  readonly body: { readonly from: number; readonly to: number } | undefined;
  /** Position of the body's `{` among the tokens that were read; -1 for a declaration. */
  readonly bodyAt: number;
  readonly head: FunctionHead | undefined;
}

/** The functions and declarations of a file in order, in all branches of #if. */
export function outlineOf(file: TokenFile): readonly OutlineItem[] {
  return once(file, outlineOfCode);
}

function outlineOfCode(file: TokenFile): readonly OutlineItem[] {
  return readOutline(file, codeTokens(file));
}

/** The function whose body holds a token. */
export function functionAround(file: TokenFile, token: number): OutlineItem | undefined {
  return outlineOf(file).find(({ body }) => body !== undefined && body.from <= token && token < body.to);
}

/** The declarators of an item, with their initializers. */
export function declaratorsOf(file: TokenFile, { kind, from, to }: OutlineItem): readonly Declarator[] {
  return kind === 'function' ? [] : splitDeclarators(file, codeTokens(file, from, to));
}

/**
 * The functions and declarations among `tokens`, ascending tokens of a file outside its directives: all of them, or
 * those that some configuration compiles. Expands no macro. Understands old-style heads (C17 6.9.1p6), heads that are
 * invocations, and a head that each branch of an #if repeats.
 */
export function readOutline(file: TokenFile, tokens: Int32Array): readonly OutlineItem[] {
  return new OutlineReader(file, tokens).run();
}

/** `name (` ... `)` as positions among the tokens. */
interface Head {
  readonly name: number;
  readonly parameters: number;
  readonly close: number;
}

/** An old-style definition's head is at most this far back. */
const FARTHEST_HEAD = 200;

/** `static` is at most this many tokens before the name. */
const FARTHEST_STATIC = 12;

class OutlineReader {
  private readonly file: TokenFile;
  private readonly tokens: Int32Array;
  private readonly items: OutlineItem[] = [];
  private readonly staticNames = new Set<number>();
  /** Position where the present item started. */
  private at = 0;
  /** Heads since the last declaration that ended one. */
  private heads: Head[] = [];

  constructor(file: TokenFile, tokens: Int32Array) {
    this.file = file;
    this.tokens = tokens;
  }

  run(): readonly OutlineItem[] {
    const { file, tokens } = this;
    let n = 0;
    for (; n < tokens.length; n++) {
      const i = tokens[n] as number;
      if (file.kind[i] === T_EOF) break;
      if (file.kind[i] !== T_PUNCT) {
        // MODULE_X(a, b) without semicolon, then a declaration in column 0.
        if (
          n > this.at &&
          this.isPunct(n - 1, P.P_RPAREN) &&
          beginsDeclaration(file, i) &&
          !this.heads.some((head) => head.close === n - 1 && this.isOldStyle(head))
        )
          this.end(n, 'other');
        continue;
      }
      switch (file.value[i]) {
        case P.P_LPAREN:
          n = this.group(n);
          break;
        case P.P_LBRACKET:
          n = closingBracket(file, tokens, n, 'group');
          break;
        case P.P_SEMI:
          this.semicolon(n);
          break;
        case P.P_RBRACE:
          // The bracket closes nothing: no declaration continues after it.
          this.heads = [];
          this.at = n + 1;
          break;
        case P.P_LBRACE:
          n = this.brace(n);
          break;
        default:
      }
    }
    if (this.at < n) this.end(n, 'other');
    return this.items;
  }

  /** Ends the present item before position `end`. */
  private end(end: number, kind: 'declaration' | 'other'): void {
    const from = this.tokens[this.at] as number;
    const to = (this.tokens[end - 1] as number) + 1;
    this.items.push({ kind, from, to, at: this.at, end, body: undefined, bodyAt: -1, head: undefined });
    this.at = end;
    if (kind === 'other') this.heads = [];
  }

  private group(n: number): number {
    const close = closingBracket(this.file, this.tokens, n, 'group');
    const isName = (at: number): boolean => at >= this.at && this.file.kind[this.tokens[at] as number] === T_IDENT;
    if (isName(n - 1)) this.heads.push({ name: n - 1, parameters: n, close });
    // The parentheses of `(malloc)(size_t size)` prevent the expansion of a macro with that name.
    else if (this.isPunct(n - 1, P.P_RPAREN) && isName(n - 2)) this.heads.push({ name: n - 2, parameters: n, close });
    return close;
  }

  private semicolon(n: number): void {
    // Declarations of old-style parameters are between `)` and `{`.
    if (!this.heads.some((head) => n < head.close + FARTHEST_HEAD && this.isOldStyle(head))) {
      const last = this.heads[this.heads.length - 1];
      if (last?.close === n - 1 && this.hasStatic(this.at, last.name)) this.staticNames.add(this.value(last.name));
      this.heads = [];
    }
    this.end(n + 1, 'declaration');
  }

  private brace(n: number): number {
    const { file, tokens } = this;
    const head = this.headAt(n);
    if (head !== undefined) return this.body(head, n);
    if (n > this.at && file.kind[tokens[n - 1] as number] === T_STRING) {
      // extern "C" {
      this.heads = [];
      this.at = n + 1;
      return n;
    }
    const close = closingBracket(file, tokens, n, 'braces');
    if (this.isOverAt(n, close)) this.end(close + 1, 'other');
    return close;
  }

  /** Braces in column 0 after something that is not understood, then something new in column 0. */
  private isOverAt(open: number, close: number): boolean {
    const next = this.tokens[close + 1];
    const margin = (n: number): boolean => isAtMargin(this.file, this.tokens[n] as number);
    if (!margin(open) || !margin(close)) return false;
    if (next !== undefined && this.file.kind[next] !== T_EOF && !isAtMargin(this.file, next)) return false;
    for (let n = this.at; n < open; n++) if (this.isPunct(n, P.P_ASSIGN)) return false;
    return true;
  }

  private body(head: Head, open: number): number {
    const { file, tokens, items } = this;
    // The items before a bare body are its head and the declarations of its parameters.
    for (
      let last = items[items.length - 1];
      last !== undefined && last.end > head.name;
      last = items[items.length - 1]
    ) {
      this.at = last.at;
      items.pop();
    }
    const close = closingBracket(file, tokens, open, 'body');
    const from = tokens[this.at] as number;
    const to = (tokens[close] as number) + 1;
    items.push({
      kind: 'function',
      from,
      to,
      at: this.at,
      end: close + 1,
      body: { from: tokens[open] as number, to },
      bodyAt: open,
      head: this.readHead(head),
    });
    this.at = close + 1;
    this.heads = [];
    return close;
  }

  private readHead(head: Head): FunctionHead {
    const written = this.tokens[head.name] as number;
    const isMacro = head.name === this.at || /^[A-Z][A-Z0-9_]+$/.test(this.file.spelling(written));
    const name = isMacro ? this.lastName(head) : written;
    return {
      name,
      parameters: this.tokens[head.parameters] as number,
      macro: isMacro ? written : -1,
      isStatic:
        this.hasStatic(this.at, head.name) ||
        this.staticNames.has(this.value(head.name)) ||
        (isMacro && name !== written),
    };
  }

  /** The function that an invocation defines: its last argument that is a name. */
  private lastName(head: Head): number {
    for (let n = head.close - 1; n > head.parameters; n--) {
      const isWhole =
        (n === head.close - 1 || this.isPunct(n + 1, P.P_COMMA)) &&
        (n === head.parameters + 1 || this.isPunct(n - 1, P.P_COMMA));
      const token = this.tokens[n] as number;
      if (isWhole && this.file.kind[token] === T_IDENT && !SPECIFIERS.has(this.file.spelling(token))) return token;
    }
    return this.tokens[head.name] as number;
  }

  /** The head of the function whose body begins at a position; undefined for the braces of a record or initializer. */
  private headAt(brace: number): Head | undefined {
    const { file, tokens, heads } = this;
    let before = brace - 1;
    // __unused and similar macros follow the parameters; va_dcl follows the last old-style one.
    while (before >= this.at && file.kind[tokens[before] as number] === T_IDENT && !this.isAggregate(before)) before--;
    if (before < this.at) {
      const isBare = brace === this.at || ((file.flags[tokens[brace] as number] as number) & F_BOL) !== 0;
      return isBare ? heads.findLast((head) => this.isOldStyle(head) && this.isFunctionName(head)) : undefined;
    }
    if (!this.isPunct(before, P.P_RPAREN)) return undefined;
    let k = heads.length - 1;
    while (
      k > 0 &&
      heads[k]?.close === before &&
      heads[k - 1]?.close === (heads[k] as Head).name - 1 &&
      isAttributeWord(this.spelling((heads[k] as Head).name))
    ) {
      before = (heads[k] as Head).name - 1;
      k--;
    }
    const head = heads[k];
    return head?.close === before && this.isFunctionName(head) ? head : undefined;
  }

  private isFunctionName(head: Head): boolean {
    return !NEVER_FUNCTIONS.has(this.spelling(head.name));
  }

  private isAggregate(n: number): boolean {
    return AGGREGATES.has(this.spelling(n));
  }

  /** `f(a, b)` followed by a declaration that names one of the parameters after its type. */
  private isOldStyle(head: Head): boolean {
    const { file, tokens } = this;
    const parameters = new Set<number>();
    for (let n = head.parameters + 1; n < head.close; n++) {
      const isName = (n - head.parameters) % 2 === 1;
      if (isName ? file.kind[tokens[n] as number] !== T_IDENT : !this.isPunct(n, P.P_COMMA)) return false;
      if (isName) parameters.add(this.value(n));
    }
    const first = head.close + 1;
    if (parameters.size === 0 || first >= tokens.length || file.kind[tokens[first] as number] !== T_IDENT) return false;
    for (let n = first + 1; n < tokens.length && !this.isPunct(n, P.P_SEMI) && !this.isPunct(n, P.P_LBRACE); n++)
      if (file.kind[tokens[n] as number] === T_IDENT && parameters.has(this.value(n))) return true;
    return false;
  }

  private hasStatic(from: number, name: number): boolean {
    for (let n = Math.max(from, name - FARTHEST_STATIC); n < name; n++)
      if (this.file.isIdentifier(this.tokens[n] as number, 'static')) return true;
    return false;
  }

  private isPunct(n: number, code: number): boolean {
    const i = this.tokens[n];
    return i !== undefined && this.file.isPunct(i, code);
  }

  private spelling(n: number): string {
    return this.file.spelling(this.tokens[n] as number);
  }

  private value(n: number): number {
    return this.file.value[this.tokens[n] as number] as number;
  }
}
