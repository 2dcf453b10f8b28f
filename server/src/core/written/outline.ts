import type { TokenFile } from '../lexer/token-file.ts';
import { F_COL0, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import {
  P_ASSIGN,
  P_COMMA,
  P_LBRACE,
  P_LBRACKET,
  P_LPAREN,
  P_RBRACE,
  P_RBRACKET,
  P_RPAREN,
  P_SEMI,
} from '../lexer/punctuators.ts';
import {
  D_ELIF,
  D_ELIFDEF,
  D_ELIFNDEF,
  D_ELSE,
  D_ENDIF,
  D_IF,
  D_IFDEF,
  D_IFNDEF,
  directiveTable,
} from '../preprocessor/directive-table.ts';

/** One thing at file scope, read from tokens alone: what #if leaves out is there too. Tokens [from, to). */
export interface OutlineItem {
  readonly from: number;
  readonly to: number;
  /** A function's body with its braces; undefined for a declaration. */
  readonly body: { readonly from: number; readonly to: number } | undefined;
  /** Token of a function's name; -1 for a declaration. */
  readonly name: number;
  /** What stands behind `=`, up to `,` or `;`. */
  readonly initializers: readonly { readonly from: number; readonly to: number }[];
}

const outlines = new WeakMap<TokenFile, readonly OutlineItem[]>();

/** The functions and declarations of a file, in their order. */
export function outlineOf(file: TokenFile): readonly OutlineItem[] {
  let known = outlines.get(file);
  if (known === undefined) outlines.set(file, (known = new OutlineReader(file).run()));
  return known;
}

/** The function whose body holds a token. */
export function functionAround(file: TokenFile, token: number): OutlineItem | undefined {
  return outlineOf(file).find(({ body }) => body !== undefined && body.from <= token && token < body.to);
}

interface State {
  readonly parens: number;
  readonly braces: number;
}

class OutlineReader {
  private readonly file: TokenFile;
  private readonly items: OutlineItem[] = [];
  private from = -1;
  private parens = 0;
  private braces = 0;
  private bodyFrom = -1;
  /** Where the open #ifs found the brackets, and where their first branch left them. */
  private readonly open: { readonly before: State; after: State | undefined }[] = [];
  /**
   * An #if without #else opened or closed more than it closed or opened: in one of the two configurations the count is
   * wrong.
   */
  private isDoubtful = false;
  private initializerFrom = -1;
  private initializers: { from: number; to: number }[] = [];

  constructor(file: TokenFile) {
    this.file = file;
  }

  run(): readonly OutlineItem[] {
    const { file } = this;
    const table = directiveTable(file);
    const { open } = this;
    let d = 0;
    let i = 0;
    for (; file.kind[i] !== T_EOF; i++) {
      if (i !== file.directives[d]) {
        this.token(i);
        continue;
      }
      const top = open[open.length - 1];
      switch (table.code[d]) {
        case D_IF:
        case D_IFDEF:
        case D_IFNDEF:
          open.push({ before: this.state, after: undefined });
          break;
        // Each branch begins with the brackets that were open before the #if; behind it those count that the first
        // branch left.
        case D_ELIF:
        case D_ELIFDEF:
        case D_ELIFNDEF:
        case D_ELSE:
          if (top !== undefined) {
            top.after ??= this.state;
            this.state = top.before;
          }
          break;
        case D_ENDIF:
          if (top?.after !== undefined) this.state = top.after;
          else if (top !== undefined && (top.before.braces !== this.braces || top.before.parens !== this.parens))
            this.isDoubtful = true;
          open.pop();
          break;
        default:
      }
      i = (table.lineEnd[d] as number) - 1;
      d++;
    }
    if (this.from >= 0) this.finish(i);
    return this.items;
  }

  private get state(): State {
    return { parens: this.parens, braces: this.braces };
  }

  private set state({ parens, braces }: State) {
    this.parens = parens;
    this.braces = braces;
  }

  private token(i: number): void {
    const { file } = this;
    if (this.from < 0) this.from = i;
    if (file.kind[i] !== T_PUNCT) return;
    switch (file.value[i]) {
      case P_LPAREN:
      case P_LBRACKET:
        this.parens++;
        break;
      case P_RPAREN:
      case P_RBRACKET:
        if (this.parens > 0) this.parens--;
        break;
      case P_LBRACE:
        if (
          this.braces === 0 &&
          this.parens === 0 &&
          this.bodyFrom < 0 &&
          this.initializerFrom < 0 &&
          this.beginsBody(i)
        )
          this.bodyFrom = i;
        this.braces++;
        break;
      case P_RBRACE:
        if (this.braces > 0) this.braces--;
        if (this.bodyFrom < 0) break;
        // In doubt style(9) tells: the braces of a body stand at the margin, those in it don't.
        if ((this.isDoubtful || this.closesOutside) && this.isAtMargin(this.bodyFrom))
          this.braces = this.isAtMargin(i) ? 0 : Math.max(this.braces, 1);
        if (this.braces === 0) this.finish(i + 1);
        break;
      case P_ASSIGN:
        if (this.atTop) this.initializerFrom = i + 1;
        break;
      case P_COMMA:
        if (this.atTop) this.endInitializer(i);
        break;
      case P_SEMI:
        if (this.braces === 0 && this.parens === 0) this.finish(i + 1);
        break;
      default:
    }
  }

  /** An #if has closed more than it opened. */
  private get closesOutside(): boolean {
    const top = this.open[this.open.length - 1];
    return top !== undefined && this.braces < top.before.braces;
  }

  private isAtMargin(i: number): boolean {
    return ((this.file.flags[i] as number) & F_COL0) !== 0;
  }

  private get atTop(): boolean {
    return this.braces === 0 && this.parens === 0 && this.bodyFrom < 0;
  }

  private endInitializer(to: number): void {
    if (this.initializerFrom >= 0) this.initializers.push({ from: this.initializerFrom, to });
    this.initializerFrom = -1;
  }

  private finish(to: number): void {
    this.endInitializer(to - 1);
    const isFunction = this.bodyFrom >= 0;
    if (isFunction && this.from === this.bodyFrom) this.takeOldStyleHead();
    this.items.push({
      from: this.from,
      to,
      body: isFunction ? { from: this.bodyFrom, to } : undefined,
      name: isFunction ? functionName(this.file, this.from, this.bodyFrom) : -1,
      initializers: this.initializers,
    });
    this.from = -1;
    this.bodyFrom = -1;
    if (isFunction) {
      this.isDoubtful = false;
      this.parens = 0;
    }
    this.initializers = [];
  }

  /**
   * `int f(a, b) int a; char *b; {`: what came before a bare body are its head and the declarations of its parameters
   * (C17 6.9.1p6).
   */
  private takeOldStyleHead(): void {
    for (let i = this.items.length - 1; i >= 0; i--) {
      const { body, from, to } = this.items[i] as OutlineItem;
      if (body !== undefined) return;
      if (functionName(this.file, from, to) < 0) continue;
      this.items.length = i;
      this.from = from;
      return;
    }
  }

  /** A `{` behind `)` or behind an attribute begins a body; behind `struct x`, `enum`, `union` it does not. */
  private beginsBody(brace: number): boolean {
    const { file } = this;
    if (brace === this.from) return this.items.length > 0;
    const before = brace - 1;
    if (file.kind[before] === T_PUNCT) return file.value[before] === P_RPAREN;
    for (let i = this.from; i < brace; i++) {
      if (file.kind[i] === T_IDENT && ['struct', 'union', 'enum'].includes(file.spelling(i)))
        return i < brace - 2 && functionName(file, this.from, brace) >= 0;
    }
    return functionName(file, this.from, brace) >= 0;
  }
}

/** The last name in front of a `(` at the outermost level: `f` of `static int __attribute__((x)) f(int a)`. */
function functionName(file: TokenFile, from: number, to: number): number {
  let depth = 0;
  let found = -1;
  for (let i = from; i < to; i++) {
    if (file.kind[i] !== T_PUNCT) continue;
    if (file.value[i] === P_LPAREN) {
      if (
        depth === 0 &&
        i > from &&
        file.kind[i - 1] === T_IDENT &&
        !/^__(attribute__|printflike|nonnull|aligned|section|declspec)/.test(file.spelling(i - 1))
      )
        found = i - 1;
      depth++;
    } else if (file.value[i] === P_RPAREN) depth--;
  }
  return found;
}

/** The token that holds an offset, or the first behind it. */
export function tokenFrom(file: TokenFile, offset: number): number {
  let low = 0;
  let high = file.count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((file.end[middle] as number) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Tokens of the initializer behind an invocation that ends with token `close`; undefined without one. */
export function initializerBehind(
  file: TokenFile,
  close: number,
): { readonly from: number; readonly to: number } | undefined {
  if (file.kind[close + 1] !== T_PUNCT || file.value[close + 1] !== P_ASSIGN) return undefined;
  let depth = 0;
  let to = close + 2;
  for (; file.kind[to] !== T_EOF; to++) {
    if (file.kind[to] !== T_PUNCT) continue;
    const code = file.value[to];
    if (code === P_LBRACE || code === P_LPAREN) depth++;
    else if (code === P_RBRACE || code === P_RPAREN) depth--;
    else if (depth === 0 && (code === P_SEMI || code === P_COMMA)) break;
  }
  return { from: close + 2, to };
}
