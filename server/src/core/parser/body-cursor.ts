import type { Interner } from '../lexer/interner.ts';
import { T_IDENT, T_NUMBER, T_STRING } from '../lexer/token-kinds.ts';
import { P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import type { Block, Expression, InitializerList, TokenRange } from './ast.ts';
import { DeclarationCursor, type Grammar } from './declaration-cursor.ts';
import * as K from './keywords.ts';

/** The most operators in a row: `a + b + c` is a left-deep tree, which is read recursively. */
const MAX_CHAIN = 1000;

/** A cursor inside a function body or an expression: it keeps the block scopes, because C needs them to parse. */
export class BodyCursor extends DeclarationCursor {
  private readonly scopes: Map<number, boolean>[] = [];

  /** `isFileTypedef` answers for file scope. */
  constructor(
    range: TokenRange,
    interner: Interner,
    keywords: K.Keywords,
    isFileTypedef: (identifier: number) => boolean,
    grammar: Grammar,
  ) {
    super(range, interner, keywords, grammar);
    this.isTypedef = (identifier) => {
      for (let i = this.scopes.length - 1; i >= 0; i--) {
        const known = this.scopes[i]?.get(identifier);
        if (known !== undefined) return known;
      }
      return isFileTypedef(identifier);
    };
  }

  enterScope(): void {
    this.scopes.push(new Map());
  }

  leaveScope(): void {
    this.scopes.pop();
  }

  /** Records a name declared in the innermost block. */
  declare(identifier: number, isTypedef: boolean): void {
    if (identifier !== 0) this.scopes[this.scopes.length - 1]?.set(identifier, isTypedef);
  }

  /**
   * True if token `i` starts a type name: a keyword of types, a known typedef, or a name where only a type makes sense.
   */
  isTypeNameAt(i: number): boolean {
    const keyword = this.keywordAt(i);
    if (keyword === K.K_ATTRIBUTE && this.isPunctAt(i + 1, P_LPAREN))
      return this.isTypeNameAt(this.afterMatching(i + 1));
    if (keyword !== K.K_NONE)
      return keyword <= K.K_LAST_SPECIFIER && keyword !== K.K_EXTENSION && keyword !== K.K_ATTRIBUTE;
    if (!this.isNameAt(i)) return false;
    if (this.isTypedef?.(this.valueAt(i)) === true) return true;
    // `(foo_t)bar` with an unknown foo_t: no expression continues with a name or a constant after `)`.
    if (!this.isPunctAt(i + 1, P_RPAREN)) return false;
    const after = this.kindAt(i + 2);
    return after === T_NUMBER || after === T_STRING || (after === T_IDENT && this.isNameAt(i + 2));
  }

  nested(parse: () => Expression): Expression {
    if (!this.enter()) return this.giveUp();
    const made = parse();
    this.leave();
    return made;
  }

  nestedBlock(parse: () => Block): Block {
    if (!this.enter()) return { ...this.giveUp(), kind: 'block', statements: [] };
    const made = parse();
    this.leave();
    return made;
  }

  nestedList(parse: () => InitializerList): InitializerList {
    if (!this.enter()) return { ...this.giveUp(), kind: 'list', items: [] };
    const made = parse();
    this.leave();
    return made;
  }

  /** True if an expression may get its `count`-th operator in a row; a problem otherwise. */
  mayChain(count: number): boolean {
    if (count <= MAX_CHAIN) return true;
    this.complain(`more than ${MAX_CHAIN} operators in a row`);
    this.at = this.end;
    return false;
  }

  errorNode(from: number): Expression {
    return { kind: 'error', from, to: Math.max(from, this.at) };
  }

  /** Too deep a nesting makes the whole range unknown: nothing after it is read. */
  private giveUp(): { readonly kind: 'error'; readonly from: number; readonly to: number } {
    const from = this.at;
    this.at = this.end;
    return { kind: 'error', from, to: this.at };
  }
}
