import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_COL0, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import * as D from '../preprocessor/directive-table.ts';
import { AGGREGATES } from './specifier-words.ts';
import { directiveFrom } from './token-at.ts';

/** What a bracket starts: it decides how to close one that an #if leaves unbalanced. */
export type BracketKind = 'group' | 'body' | 'braces';

/** The open brackets at an #if, and whether another of its branches has been read. */
interface OpenIf {
  readonly depth: number;
  /** The open brackets after the first branch with tokens. */
  after: number | undefined;
  /** Position where the present branch starts. */
  branchAt: number;
}

const BEGINS_DECLARATION: ReadonlySet<string> = new Set(['static', 'extern', 'typedef', ...AGGREGATES]);

/** True for a token in column 0. */
export function isAtMargin(file: TokenFile, token: number): boolean {
  return ((file.flags[token] as number) & F_COL0) !== 0;
}

/** True for a word that starts a declaration if it is in column 0: static, extern, typedef, struct. */
export function beginsDeclaration(file: TokenFile, token: number): boolean {
  return file.kind[token] === T_IDENT && isAtMargin(file, token) && BEGINS_DECLARATION.has(file.spelling(token));
}

/**
 * Position among `tokens` of the bracket that closes the one at position `open`; the last position if none does. Each
 * branch of an #if starts with the brackets that were open at the #if; after the #endif, those that the first branch
 * left open count. If the branches disagree, style(9) decides: the braces of a function's body are in column 0, those
 * inside it are not.
 */
export function closingBracket(file: TokenFile, tokens: Int32Array, open: number, kind: BracketKind): number {
  const close = kind === 'group' ? closingParenthesis(file, tokens, open) : -1;
  return close >= 0 ? close : new BracketReader(file, tokens, open, kind).run();
}

/** The same for a group without anything that makes it doubtful: a directive, a brace, a token in column 0; else -1. */
function closingParenthesis(file: TokenFile, tokens: Int32Array, open: number): number {
  const { kind, value, flags } = file;
  const first = tokens[open] as number;
  let depth = 0;
  for (let n = open; n < tokens.length; n++) {
    const i = tokens[n] as number;
    // The tokens of a directive are left out of `tokens`.
    if (i - first !== n - open || (i > first && ((flags[i] as number) & F_COL0) !== 0)) return -1;
    if (kind[i] !== T_PUNCT) continue;
    const code = value[i];
    if (code === P.P_LPAREN || code === P.P_LBRACKET) depth++;
    else if (code === P.P_LBRACE || code === P.P_RBRACE) return -1;
    else if ((code === P.P_RPAREN || code === P.P_RBRACKET) && --depth === 0) return n;
  }
  return -1;
}

class BracketReader {
  private readonly file: TokenFile;
  private readonly tokens: Int32Array;
  private readonly open: number;
  private readonly kind: BracketKind;
  private readonly table: D.DirectiveTable;
  private readonly opensAtMargin: boolean;
  private readonly ifs: OpenIf[] = [];
  private depth = 0;
  /** Braces among the open brackets of a group. */
  private braces = 0;
  private isDoubtful = false;

  constructor(file: TokenFile, tokens: Int32Array, open: number, kind: BracketKind) {
    this.file = file;
    this.tokens = tokens;
    this.open = open;
    this.kind = kind;
    this.table = D.directiveTable(file);
    this.opensAtMargin = isAtMargin(file, tokens[open] as number);
  }

  run(): number {
    const { tokens, open } = this;
    const { directives, kind } = this.file;
    const isGroup = this.kind === 'group';
    let d = directiveFrom(this.file, tokens[open] as number);
    let nextDirective = directives[d] ?? this.file.count;
    for (let n = open; n < tokens.length; n++) {
      const i = tokens[n] as number;
      if (i > nextDirective) {
        let skipTo = -1;
        for (; d < directives.length && (directives[d] as number) < i; d++) {
          const endif = this.directive(d, n);
          if (endif < 0) continue;
          d = endif;
          skipTo = this.table.lineEnd[d] as number;
        }
        nextDirective = directives[d] ?? this.file.count;
        if (skipTo > i) {
          // The loop's n++ moves to the first token after the #endif.
          while (n + 1 < tokens.length && (tokens[n + 1] as number) < skipTo) n++;
          continue;
        }
      }
      // After the #endif, brackets that the first branch closed are closed.
      if (isGroup && n > open && (this.depth === 0 || this.isLeftOpen(n))) return n - 1;
      if (kind[i] === T_PUNCT && this.closes(n, i) && !this.hasTwin(n, d)) return n;
    }
    return tokens.length - 1;
  }

  /** The bracket ends a branch of an #if that another branch follows: that branch closes the group again. */
  private hasTwin(n: number, d: number): boolean {
    const following = this.file.directives[d];
    const next = this.tokens[n + 1];
    return (
      this.kind === 'group' &&
      this.ifs.length > 0 &&
      following !== undefined &&
      next !== undefined &&
      following < next &&
      D.isAlternative(this.table.code[d] as number)
    );
  }

  /** The text before position `n` was never closed: no parameter or argument starts like this. */
  private isLeftOpen(n: number): boolean {
    const { file, tokens } = this;
    const i = tokens[n] as number;
    if (this.braces > 0 || !beginsDeclaration(file, i)) return false;
    const before = tokens[n - 1] as number;
    const isParameter =
      file.kind[before] === T_PUNCT && (file.value[before] === P.P_COMMA || file.value[before] === P.P_LPAREN);
    return !isParameter || !AGGREGATES.has(file.spelling(i));
  }

  /** Reads a directive. Returns the index of the #endif to continue after, or -1 to continue with the next token. */
  private directive(d: number, n: number): number {
    const code = this.table.code[d] as number;
    const top = this.ifs[this.ifs.length - 1];
    if (D.isOpening(code)) this.ifs.push({ depth: this.depth, after: undefined, branchAt: n });
    else if (D.isAlternative(code)) {
      // The #else of an #if before the bracket: a second version of the head follows, and the bracket's contents
      // continue after it.
      if (top === undefined) return this.table.endif[d] as number;
      if (n > top.branchAt) top.after ??= this.depth;
      top.branchAt = n;
      this.depth = top.depth;
    } else if (code === D.D_ENDIF && top !== undefined) {
      this.ifs.pop();
      if (top.after !== undefined) this.depth = top.after;
      else if (top.depth !== this.depth) this.isDoubtful = true;
    }
    return -1;
  }

  private closes(n: number, i: number): boolean {
    const code = this.file.value[i] as number;
    if (this.kind === 'group') return this.closesGroup(i, code);
    if (code === P.P_LBRACE) this.depth++;
    if (code !== P.P_RBRACE) return false;
    this.depth--;
    if (isAtMargin(this.file, i)) return this.endsAtMargin(n);
    const top = this.ifs[this.ifs.length - 1];
    const isUnsure = this.isDoubtful || (top !== undefined && this.depth < top.depth);
    if (isUnsure && this.opensAtMargin) this.depth = Math.max(this.depth, 1);
    return this.depth <= 0;
  }

  /** A `}` in column 0 ends a body; it ends an initializer or a record if it looks like the end of one. */
  private endsAtMargin(n: number): boolean {
    if (this.depth <= 0 || this.kind === 'body' || this.opensAtMargin) return true;
    const next = this.tokens[n + 1];
    return next !== undefined && this.file.isPunct(next, P.P_SEMI);
  }

  private closesGroup(i: number, code: number): boolean {
    switch (code) {
      case P.P_LBRACE:
        this.braces++;
        this.depth++;
        return false;
      case P.P_LPAREN:
      case P.P_LBRACKET:
        this.depth++;
        return false;
      case P.P_RPAREN:
      case P.P_RBRACKET:
        return --this.depth === 0;
      case P.P_RBRACE:
        this.braces--;
        return --this.depth === 0 || isAtMargin(this.file, i);
      default:
        return false;
    }
  }
}
