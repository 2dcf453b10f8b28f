import type { TokenFile } from '../lexer/token-file.ts';
import { F_COL0, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import {
  P_ASSIGN,
  P_COMMA,
  P_ELLIPSIS,
  P_LBRACE,
  P_LBRACKET,
  P_LPAREN,
  P_RBRACE,
  P_RBRACKET,
  P_RPAREN,
  P_SEMI,
  P_STAR,
} from '../lexer/punctuators.ts';
import { directiveTable } from '../preprocessor/directive-table.ts';
import type { Spot } from '../text/spot.ts';

/** A name that a file declares outside functions, read from its tokens alone: also what #if leaves out. */
export interface FileScopeName extends Spot {
  readonly name: string;
  readonly kind: 'object' | 'function';
  /** False for a declaration only: `extern` without initializer, a prototype. */
  readonly isDefinition: boolean;
  readonly isStatic: boolean;
  /** Token of the name. */
  readonly token: number;
  /** Tokens of the whole declaration, from its first specifier to its `;` or the body's `}`. */
  readonly from: number;
  readonly to: number;
  /** Tokens of the declarator with its initializer, as far as the comma or semicolon. */
  readonly declaratorFrom: number;
  readonly declaratorTo: number;
  /** How many names the declaration gives. */
  readonly count: number;
  /** Tokens after `=`; undefined without initializer. */
  readonly initializer: { readonly from: number; readonly to: number } | undefined;
  /** Tokens of a function's body, braces included. */
  readonly body: { readonly from: number; readonly to: number } | undefined;
}

const known = new WeakMap<TokenFile, readonly FileScopeName[]>();

/** The names of a file, in the order in which they stand there. Directives are passed over; macros are not expanded. */
export function fileScopeNames(file: TokenFile): readonly FileScopeName[] {
  let names = known.get(file);
  if (names === undefined) known.set(file, (names = new FileScopeReader(file).run()));
  return names;
}

const AGGREGATES: ReadonlySet<string> = new Set(['struct', 'union', 'enum']);
const NO_NAMES: ReadonlySet<string> = new Set([
  'struct',
  'union',
  'enum',
  'int',
  'char',
  'short',
  'long',
  'void',
  'unsigned',
  'signed',
  'const',
  'volatile',
  'static',
  'extern',
  'register',
  'inline',
  'float',
  'double',
]);

class FileScopeReader {
  private readonly file: TokenFile;
  private readonly names: FileScopeName[] = [];
  /** Tokens of the declaration that is being read, directives left out. */
  private tokens: number[] = [];
  /** Names up to here are sure; what follows may be the parameters of a K&R definition. */
  private sure = 0;

  constructor(file: TokenFile) {
    this.file = file;
  }

  run(): readonly FileScopeName[] {
    const { file } = this;
    const table = directiveTable(file);
    let directive = 0;
    let depth = 0;
    let braces = 0;
    /**
     * True in a body whose brace stands in column 0: one in column 0 closes it, though #if may have opened one twice.
     */
    let isKnfBody = false;
    for (let i = 0; file.kind[i] !== T_EOF; i++) {
      if (i === file.directives[directive]) {
        i = (table.lineEnd[directive] as number) - 1;
        directive++;
        continue;
      }
      const code = file.kind[i] === T_PUNCT ? file.value[i] : 0;
      // A brace or semicolon that is not closed is left behind where the next construct begins in column 0.
      if (
        braces === 0 &&
        depth > 0 &&
        ((file.flags[i] as number) & F_COL0) !== 0 &&
        file.kind[i] === T_IDENT &&
        this.beginsDeclaration(i)
      ) {
        this.tokens = [];
        depth = 0;
      }
      if (braces === 0 && depth === 0 && (this.endsWithoutSemicolon(i) || (code === P_LBRACE && this.isVariadicRest())))
        this.tokens = [];
      this.tokens.push(i);
      if (code === P_LPAREN || code === P_LBRACKET) depth++;
      else if (code === P_RPAREN || code === P_RBRACKET) depth = Math.max(0, depth - 1);
      else if (code === P_LBRACE) {
        if (braces++ === 0) isKnfBody = ((file.flags[i] as number) & F_COL0) !== 0;
      } else if (code === P_RBRACE && braces === 0) {
        // It closes nothing: no declaration goes on behind it.
        this.tokens = [];
      } else if (code === P_RBRACE) {
        braces = isKnfBody && ((file.flags[i] as number) & F_COL0) !== 0 ? 0 : Math.max(0, braces - 1);
        if (braces === 0) depth = isKnfBody ? 0 : depth;
        if (braces === 0 && depth === 0 && this.isBody()) this.functionDefinition();
        // Not understood, and over: what follows is.
        else if (
          braces === 0 &&
          isKnfBody &&
          this.beginsLine(i + 1) &&
          !this.tokens.slice(0, this.openingBrace()).some((token) => this.isPunct(token, P_ASSIGN))
        )
          this.tokens = [];
      } else if (code === P_SEMI && braces === 0 && depth === 0) this.declaration();
    }
    return this.names;
  }

  private isPunct(token: number | undefined, code: number): boolean {
    return token !== undefined && this.file.kind[token] === T_PUNCT && this.file.value[token] === code;
  }

  /** `MODULE_X(a, b)` without semicolon, then a declaration in column 0. */
  private endsWithoutSemicolon(token: number): boolean {
    return (
      ((this.file.flags[token] as number) & F_COL0) !== 0 &&
      this.isPunct(this.tokens[this.tokens.length - 1], P_RPAREN) &&
      this.beginsDeclaration(token)
    );
  }

  /** `va_dcl` behind the parameters of a K&R head. */
  private isVariadicRest(): boolean {
    return (
      this.tokens.length > 0 &&
      this.sure < this.names.length &&
      this.tokens.every((token) => this.file.kind[token] === T_IDENT && !AGGREGATES.has(this.file.spelling(token)))
    );
  }

  private beginsLine(token: number): boolean {
    return ((this.file.flags[token] as number) & F_COL0) !== 0 || this.file.kind[token] === T_EOF;
  }

  private beginsDeclaration(token: number): boolean {
    const word = this.file.kind[token] === T_IDENT ? this.file.spelling(token) : '';
    return word === 'static' || word === 'extern' || word === 'typedef' || AGGREGATES.has(word);
  }

  /** True when the braces that have just been closed are a function's. */
  private isBody(): boolean {
    const open = this.openingBrace();
    const before = this.tokens[open - 1];
    if (open === 0) return this.sure < this.names.length;
    if (before === undefined || this.isPunct(before, P_ASSIGN)) return false;
    if (this.file.kind[before] === T_IDENT) {
      const word = this.file.spelling(before);
      const two = this.tokens[open - 2];
      if (
        AGGREGATES.has(word) ||
        (two !== undefined && this.file.kind[two] === T_IDENT && AGGREGATES.has(this.file.spelling(two)))
      )
        return false;
    }
    // `struct x { } __packed y = { ... }` has an `=` before; a macro's braces stand in parentheses.
    return (
      this.tokens.slice(0, open).some((token) => this.isPunct(token, P_LPAREN)) &&
      !this.tokens.slice(0, open).some((token) => this.isPunct(token, P_ASSIGN))
    );
  }

  /** Position in `tokens` of the brace that the last token closes: the last one in column 0, else by counting. */
  private openingBrace(): number {
    const inColumn0 = (token: number | undefined): boolean =>
      token !== undefined && ((this.file.flags[token] as number) & F_COL0) !== 0;
    if (inColumn0(this.tokens[this.tokens.length - 1])) {
      const open = this.tokens.findLastIndex((token) => this.isPunct(token, P_LBRACE) && inColumn0(token));
      if (open >= 0) return open;
    }
    let depth = 0;
    for (let k = this.tokens.length - 1; k >= 0; k--) {
      if (this.isPunct(this.tokens[k], P_RBRACE)) depth++;
      else if (this.isPunct(this.tokens[k], P_LBRACE) && --depth === 0) return k;
    }
    return 0;
  }

  private functionDefinition(): void {
    const { tokens } = this;
    let open = this.openingBrace();
    let head = tokens.slice(0, open);
    const last = tokens[tokens.length - 1] ?? 0;
    if (open === 0) {
      // K&R: the parameters were taken for declarations; the first of them has the function's head.
      const first = this.names[this.sure];
      head = first === undefined ? [] : range(first.from, first.to);
      this.names.length = this.sure;
      open = 0;
    }
    const at = head.findIndex(
      (token, k) => k > 0 && this.isPunct(token, P_LPAREN) && this.file.kind[head[k - 1] as number] === T_IDENT,
    );
    // `(malloc)(size_t size)` keeps a macro of that name away.
    const parenthesized = head.findIndex(
      (token, k) =>
        this.isPunct(token, P_LPAREN) && this.isPunct(head[k + 2], P_RPAREN) && this.isPunct(head[k + 3], P_LPAREN),
    );
    const name = parenthesized >= 0 && (at < 0 || parenthesized <= at) ? head[parenthesized + 1] : head[at - 1];
    const body = tokens[open];
    this.tokens = [];
    if (name === undefined || body === undefined) {
      this.sure = this.names.length;
      return;
    }
    const from = head[0] ?? name;
    this.names.push({
      ...this.spot(name),
      name: this.file.spelling(name),
      kind: 'function',
      isDefinition: true,
      isStatic: head.some((token) => this.file.isIdentifier(token, 'static')),
      token: name,
      from,
      to: last + 1,
      declaratorFrom: name,
      declaratorTo: body,
      count: 1,
      initializer: undefined,
      body: { from: body, to: last + 1 },
    });
    this.sure = this.names.length;
  }

  private declaration(): void {
    const { tokens } = this;
    this.tokens = [];
    const first = tokens[0];
    if (first === undefined || tokens.length < 3 || this.file.isIdentifier(first, 'typedef')) {
      this.sure = this.names.length;
      return;
    }
    const isMaybeParameters = this.isKandRHead(tokens);
    if (!isMaybeParameters && this.sure === this.names.length) this.sure = this.names.length;
    const found = this.declarators(tokens);
    const isExtern = tokens.some((token) => this.file.isIdentifier(token, 'extern'));
    const isStatic = tokens.some((token) => this.file.isIdentifier(token, 'static'));
    const isAfterHead = this.sure < this.names.length;
    for (const { name, kind, from, to, initializer } of found) {
      this.names.push({
        ...this.spot(name),
        name: this.file.spelling(name),
        kind,
        isDefinition: kind === 'object' && (!isExtern || initializer !== undefined),
        isStatic,
        token: name,
        from: first,
        to: (tokens[tokens.length - 1] ?? first) + 1,
        declaratorFrom: from,
        declaratorTo: to,
        count: found.length,
        initializer,
        body: undefined,
      });
    }
    if (!isMaybeParameters && !isAfterHead) this.sure = this.names.length;
  }

  /** `int f(a) int a;`: a name follows the parenthesis, indented. */
  private isKandRHead(tokens: readonly number[]): boolean {
    let depth = 0;
    for (const [k, token] of tokens.entries()) {
      if (this.isPunct(token, P_LPAREN)) depth++;
      else if (this.isPunct(token, P_RPAREN) && --depth === 0) {
        const [next, after] = [tokens[k + 1], tokens[k + 2]];
        // `f(struct s *m, ...)` and, in another branch of #if, `f(m, va_alist)`.
        if (this.isPunct(tokens[k - 1], P_ELLIPSIS) && this.isPunct(after, P_LPAREN)) continue;
        // A parameter has a type in front of its name: `LIST_HEAD(, gif_softc) gif_softc_list;` is none.
        if ([P_SEMI, P_COMMA, P_ASSIGN, P_LBRACKET].some((code) => this.isPunct(after, code))) return false;
        return (
          next !== undefined &&
          this.file.kind[next] === T_IDENT &&
          !this.file.spelling(next).startsWith('__') &&
          this.file.kind[tokens[k - 1] as number] === T_IDENT
        );
      }
    }
    return false;
  }

  private declarators(tokens: readonly number[]): {
    name: number;
    kind: 'object' | 'function';
    from: number;
    to: number;
    initializer: FileScopeName['initializer'];
  }[] {
    const found: ReturnType<FileScopeReader['declarators']> = [];
    let start = 0;
    let depth = 0;
    let assign = -1;
    const close = (end: number): void => {
      const segment = tokens.slice(start, assign >= 0 ? assign : end);
      const name = this.declaredName(segment, found.length > 0);
      const [from, to] = [tokens[start], tokens[end]];
      if (name !== undefined && from !== undefined && to !== undefined) {
        const value = tokens[assign + 1];
        found.push({
          ...name,
          from,
          to,
          initializer: assign >= 0 && value !== undefined ? { from: value, to } : undefined,
        });
      }
      start = end + 1;
      assign = -1;
    };
    for (const [k, token] of tokens.entries()) {
      if (this.file.kind[token] !== T_PUNCT) continue;
      switch (this.file.value[token]) {
        case P_LPAREN:
        case P_LBRACKET:
        case P_LBRACE:
          depth++;
          break;
        case P_RPAREN:
        case P_RBRACKET:
        case P_RBRACE:
          depth--;
          break;
        case P_ASSIGN:
          if (depth === 0 && assign < 0) assign = k;
          break;
        case P_COMMA:
          if (depth === 0) close(k);
          break;
        case P_SEMI:
          if (depth === 0) close(k);
          break;
        default:
      }
    }
    return found;
  }

  /** The name that a declarator (the first one with its specifiers) gives. */
  private declaredName(
    segment: readonly number[],
    isFurther: boolean,
  ): { name: number; kind: 'object' | 'function' } | undefined {
    const { file } = this;
    const candidates: number[] = [];
    let depth = 0;
    for (const [k, token] of segment.entries()) {
      if (this.isPunct(token, P_LPAREN)) {
        // `(*handler)(int)`, also `(* const handler[2])(int)`.
        if (depth === 0 && this.isPunct(segment[k + 1], P_STAR)) {
          const name = segment
            .slice(k + 2)
            .find((one) => file.kind[one] === T_IDENT && !NO_NAMES.has(file.spelling(one)));
          if (name !== undefined && (isFurther || k > 0)) return { name, kind: 'object' };
        }
        depth++;
      } else if (this.isPunct(token, P_LBRACE) || this.isPunct(token, P_LBRACKET)) depth++;
      else if (this.isPunct(token, P_RPAREN) || this.isPunct(token, P_RBRACE) || this.isPunct(token, P_RBRACKET))
        depth--;
      else if (depth === 0 && file.kind[token] === T_IDENT) candidates.push(k);
    }
    const followedByParenthesis = (k: number): boolean => this.isPunct(segment[k + 1], P_LPAREN);
    // Trailing macros such as __read_mostly and __aligned(8) are no names.
    while (
      candidates.length > (isFurther ? 1 : 2) &&
      file.spelling(segment[candidates[candidates.length - 1] as number] as number).startsWith('__')
    )
      candidates.pop();
    const last = candidates[candidates.length - 1];
    if (last === undefined || (candidates.length < 2 && !isFurther)) return undefined;
    const name = segment[last] as number;
    if (NO_NAMES.has(file.spelling(name))) return undefined;
    const before = candidates[candidates.length - 2];
    // `struct tag { ... };` declares no object, `struct tag { ... } x;` does.
    if (before !== undefined && AGGREGATES.has(file.spelling(segment[before] as number)) && last === before + 1)
      return undefined;
    return { name, kind: followedByParenthesis(last) ? 'function' : 'object' };
  }

  private spot(token: number): Spot {
    return { start: this.file.start[token] as number, end: this.file.end[token] as number };
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
