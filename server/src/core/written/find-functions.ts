import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, F_COL0, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';
import * as D from '../preprocessor/directive-table.ts';
import { isAlternative, isOpening } from './live-tokens.ts';

/** A function definition in a file as it is written; all but `name` and the positions are token indices. */
export interface FunctionSpan {
  readonly name: string;
  readonly nameToken: number;
  /** `(` of the parameters. */
  readonly parameters: number;
  /** `{` and `}` of the body. */
  readonly open: number;
  readonly close: number;
  /** Positions of both among the live tokens; the second is behind the `}`. */
  readonly from: number;
  readonly to: number;
  readonly isStatic: boolean;
  /** Its head is an invocation: DB_SHOW_COMMAND(vnet, db_show_vnet). */
  readonly macro: string | undefined;
}

/** What stands outside all functions: positions [from, to) among the live tokens. */
interface OutsideSpan {
  readonly from: number;
  readonly to: number;
}

export interface FileSpans {
  readonly functions: readonly FunctionSpan[];
  readonly outside: readonly OutsideSpan[];
}

/**
 * Function definitions among the tokens of a file that some configuration compiles (`live`), no macro
 * expanded: modern and old-style heads, heads that are macros, twins in the branches
 * of an #if. A body that an #if leaves unbalanced ends where KNF ends it, at a brace in column 0.
 */
export function findFunctions(file: TokenFile, live: Int32Array, keywords: Keywords): FileSpans {
  return new FunctionFinder(file, live, keywords).run();
}

interface Head {
  readonly nameToken: number;
  readonly parameters: number;
  readonly close: number;
}

class FunctionFinder {
  private readonly file: TokenFile;
  private readonly keywords: Keywords;
  private readonly table: D.DirectiveTable;
  private readonly functions: FunctionSpan[] = [];
  private readonly outside: OutsideSpan[] = [];
  private readonly staticNames = new Set<number>();
  private readonly live: Int32Array;

  constructor(file: TokenFile, live: Int32Array, keywords: Keywords) {
    this.file = file;
    this.keywords = keywords;
    this.table = D.directiveTable(file);
    this.live = live;
  }

  run(): FileSpans {
    const { file, live } = this;
    let outsideFrom = 0;
    let start = 0;
    /** `name (` groups since the last declaration ended, as positions in `live`. */
    let heads: Head[] = [];
    for (let n = 0; n < live.length; n++) {
      const i = live[n] as number;
      if (file.kind[i] === T_EOF) break;
      if (file.kind[i] !== T_PUNCT) continue;
      switch (file.value[i]) {
        case P.P_LPAREN: {
          const close = this.matching(n);
          if (n > 0 && file.kind[live[n - 1] as number] === T_IDENT)
            heads.push({ nameToken: n - 1, parameters: n, close });
          else if (n > 1 && this.isPunct(n - 1, P.P_RPAREN) && file.kind[live[n - 2] as number] === T_IDENT)
            heads.push({ nameToken: n - 2, parameters: n, close });
          n = close;
          break;
        }
        case P.P_SEMI:
          // Declarations of old-style parameters stand between `)` and `{`.
          if (!this.mayBeOldStyle(heads, n)) {
            this.prototype(heads, start, n);
            heads = [];
            start = n + 1;
          }
          break;
        case P.P_RBRACE:
          heads = [];
          start = n + 1;
          break;
        case P.P_LBRACE: {
          const head = this.headAt(heads, n);
          if (head === undefined) {
            n = this.matching(n);
            break;
          }
          const close = this.bodyEnd(i);
          const from = n;
          while (n < live.length && (live[n] as number) < close) n++;
          this.outside.push({ from: outsideFrom, to: from });
          this.functions.push(this.span(head, start, close, from, Math.min(n + 1, live.length)));
          outsideFrom = Math.min(n + 1, live.length);
          heads = [];
          start = n + 1;
          break;
        }
        default:
      }
    }
    this.outside.push({ from: outsideFrom, to: live.length });
    return { functions: this.functions, outside: this.outside };
  }

  /** Position of the bracket that closes the one at position `n`. */
  private matching(n: number): number {
    const { file, live } = this;
    let depth = 0;
    for (let m = n; m < live.length; m++) {
      const i = live[m] as number;
      if (file.kind[i] !== T_PUNCT) continue;
      switch (file.value[i]) {
        case P.P_LPAREN:
        case P.P_LBRACKET:
        case P.P_LBRACE:
          depth++;
          break;
        case P.P_RPAREN:
        case P.P_RBRACKET:
          if (--depth === 0) return m;
          break;
        case P.P_RBRACE:
          if (--depth === 0 || ((file.flags[i] as number) & F_COL0) !== 0) return m;
          break;
        default:
      }
    }
    return live.length - 1;
  }

  private isPunct(n: number, code: number): boolean {
    const i = this.live[n] as number;
    return this.file.kind[i] === T_PUNCT && this.file.value[i] === code;
  }

  private isAttribute(n: number): boolean {
    const i = this.live[n] as number;
    return this.keywords.code(this.file.value[i] as number) === K.K_ATTRIBUTE || /^__[a-z]/.test(this.file.spelling(i));
  }

  private headAt(heads: readonly Head[], brace: number): Head | undefined {
    const { file, live } = this;
    let before = brace - 1;
    // __unused and its kin after the parameters.
    while (before > 0 && file.kind[live[before] as number] === T_IDENT && this.isAttribute(before)) before--;
    if (this.isPunct(before, P.P_SEMI)) {
      const startsLine = ((file.flags[live[brace] as number] as number) & F_BOL) !== 0;
      return startsLine ? heads.findLast((head) => this.isOldStyle(head) && this.isFunctionName(head)) : undefined;
    }
    if (!this.isPunct(before, P.P_RPAREN)) return undefined;
    let k = heads.length - 1;
    while (
      k > 0 &&
      heads[k]?.close === before &&
      heads[k - 1]?.close === (heads[k] as Head).nameToken - 1 &&
      this.isAttribute((heads[k] as Head).nameToken)
    ) {
      before = (heads[k] as Head).nameToken - 1;
      k--;
    }
    const head = heads[k];
    return head !== undefined && head.close === before && this.isFunctionName(head) ? head : undefined;
  }

  private isFunctionName(head: Head): boolean {
    const i = this.live[head.nameToken] as number;
    return (
      this.keywords.code(this.file.value[i] as number) === K.K_NONE &&
      !/^__(aligned|section|packed)$/.test(this.file.spelling(i))
    );
  }

  /** `f(a, b)` with a declaration behind it. */
  private isOldStyle(head: Head): boolean {
    const { file, live } = this;
    if (head.close <= head.parameters + 1) return false;
    for (let n = head.parameters + 1; n < head.close; n++) {
      const i = live[n] as number;
      const isName = (n - head.parameters) % 2 === 1;
      if (isName ? file.kind[i] !== T_IDENT : !this.isPunct(n, P.P_COMMA)) return false;
    }
    return file.kind[live[head.close + 1] as number] === T_IDENT;
  }

  private mayBeOldStyle(heads: readonly Head[], semicolon: number): boolean {
    const first = heads[0];
    return first !== undefined && semicolon < first.close + 200 && this.isOldStyle(first);
  }

  private prototype(heads: readonly Head[], start: number, semicolon: number): void {
    const head = heads[heads.length - 1];
    if (head === undefined || head.close !== semicolon - 1) return;
    if (this.hasStatic(start, head.nameToken))
      this.staticNames.add(this.file.value[this.live[head.nameToken] as number] as number);
  }

  private hasStatic(from: number, to: number): boolean {
    for (let n = Math.max(from, to - 12); n < to; n++) {
      const i = this.live[n] as number;
      if (this.file.kind[i] === T_IDENT && this.keywords.code(this.file.value[i] as number) === K.K_STATIC) return true;
    }
    return false;
  }

  private span(head: Head, start: number, close: number, from: number, to: number): FunctionSpan {
    const { file, live } = this;
    const i = live[head.nameToken] as number;
    const isMacro = head.nameToken === start || /^[A-Z][A-Z0-9_]+$/.test(file.spelling(i));
    const named = isMacro ? this.lastName(head) : i;
    const isStatic = this.hasStatic(start, head.nameToken) || this.staticNames.has(file.value[i] as number);
    return {
      name: file.spelling(named),
      nameToken: named,
      parameters: live[head.parameters] as number,
      open: live[from] as number,
      close,
      from,
      to,
      isStatic: isStatic || (isMacro && named !== i),
      macro: isMacro ? file.spelling(i) : undefined,
    };
  }

  /** The function that a macro head defines: its last argument that is a name. */
  private lastName(head: Head): number {
    const { file, live } = this;
    for (let n = head.close - 1; n > head.parameters; n--) {
      const isWhole =
        (n === head.close - 1 || this.isPunct(n + 1, P.P_COMMA)) &&
        (n === head.parameters + 1 || this.isPunct(n - 1, P.P_COMMA));
      if (isWhole && file.kind[live[n] as number] === T_IDENT) return live[n] as number;
    }
    return live[head.nameToken] as number;
  }

  /** Token of the `}` of a body; a branch of an #if starts as deep as the one before it did. */
  private bodyEnd(open: number): number {
    const { file, table } = this;
    const { directives } = file;
    let d = 0;
    for (let high = directives.length; d < high;) {
      const middle = (d + high) >> 1;
      if ((directives[middle] as number) < open) d = middle + 1;
      else high = middle;
    }
    const depths: number[] = [];
    let depth = 0;
    for (let i = open; file.kind[i] !== T_EOF; i++) {
      if (i === directives[d]) {
        const code = table.code[d] as number;
        if (isOpening(code)) depths.push(depth);
        else if (code === D.D_ENDIF) depths.pop();
        else if (isAlternative(code)) {
          const known = depths[depths.length - 1];
          // An #else of an #if before the body: a twin of the head follows, the body goes on behind it.
          if (known === undefined && (table.endif[d] as number) >= 0) d = table.endif[d] as number;
          else depth = known ?? depth;
        }
        i = (table.lineEnd[d] as number) - 1;
        d++;
        continue;
      }
      if (file.kind[i] !== T_PUNCT) continue;
      if (file.value[i] === P.P_LBRACE) depth++;
      else if (file.value[i] === P.P_RBRACE && (--depth === 0 || ((file.flags[i] as number) & F_COL0) !== 0)) return i;
    }
    return file.count - 1;
  }
}
