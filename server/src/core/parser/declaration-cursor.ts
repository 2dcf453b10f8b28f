import { T_PRAGMA, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_COLON, P_COMMA, P_LBRACE, P_LPAREN, P_RBRACE, P_SEMI } from '../lexer/punctuators.ts';
import type { Block, Declarator, EnumSpecifier, Expression, RecordSpecifier, Specifiers, TokenRange } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';
import type { Interner } from '../lexer/interner.ts';
import * as K from './keywords.ts';
import { pragmasAt } from './pragmas-at.ts';
import type { PragmaState } from './pragma-state.ts';
import { TokenCursor } from './token-cursor.ts';

/**
 * Deeper nesting than this is a problem at its place, not a stack overflow. clang refuses more than 256 brackets in one
 * another (-fbracket-depth); what needs no brackets (operators before an operand, `else if`) counts here too.
 */
const MAX_NESTING = 400;

/** The context of specifiers or a declarator; it decides what a lone identifier can be. */
export type DeclarationPlace = 'file' | 'block' | 'member' | 'parameter' | 'type-name';

export const TOO_DEEP = `nested deeper than ${MAX_NESTING}`;

/**
 * The mutually recursive productions of C (a declarator has parameters, an expression a block). A cursor carries them,
 * so that their files need not import each other.
 */
export interface Grammar {
  readonly specifiers: (cursor: DeclarationCursor, place: DeclarationPlace) => Specifiers | undefined;
  readonly declarator: (cursor: DeclarationCursor, place: DeclarationPlace) => Declarator;
  readonly expression: (cursor: BodyCursor) => Expression;
  readonly assignment: (cursor: BodyCursor) => Expression;
  readonly conditional: (cursor: BodyCursor) => Expression;
  readonly block: (cursor: BodyCursor) => Block;
}

/**
 * A cursor that knows what declarations need: typedef names (where scope is known), pragmas in force, the tags seen.
 */
export class DeclarationCursor extends TokenCursor {
  readonly grammar: Grammar;
  /** Asks scope whether an identifier is a type name; undefined at file scope, where what follows decides. */
  isTypedef: ((identifier: number) => boolean) | undefined;
  /** Struct, union and enum specifiers in the order they end. */
  readonly tags: (RecordSpecifier | EnumSpecifier)[] = [];

  private nesting = 0;

  constructor(range: TokenRange, interner: Interner, keywords: K.Keywords, grammar: Grammar) {
    super(range, interner, keywords);
    this.grammar = grammar;
  }

  /** Enters a level, until `leave`; false, with a problem at the cursor, if that is too deep. */
  enter(): boolean {
    if (this.nesting >= MAX_NESTING) {
      this.complain(TOO_DEEP);
      return false;
    }
    this.nesting++;
    return true;
  }

  leave(): void {
    this.nesting--;
  }

  noteTag(specifier: RecordSpecifier | EnumSpecifier): void {
    this.tags.push(specifier);
  }

  /** Always false here: `enum e : 3` in a struct is a bit-field, and members start on a fresh declarator. */
  get isBitFieldHere(): boolean {
    return this.kindAt(this.at + 1) === T_PUNCT || !this.enumBraceFollows();
  }

  /** Moves over a bit-field's width: up to `,`, `;` or an attribute. */
  skipWidth(): void {
    while (!this.isAtEnd && this.keyword() !== K.K_ATTRIBUTE) {
      if (this.isPunct(P_COMMA) || this.isPunct(P_SEMI) || this.isPunct(P_RBRACE)) return;
      if (this.isPunct(P_LPAREN)) this.at = this.afterMatching(this.at);
      else this.at++;
    }
  }

  /** Skips pragmas (T_PRAGMA tokens): `pragmas` says what they do. */
  takePragmas(): void {
    while (this.kindAt(this.at) === T_PRAGMA) this.at++;
  }

  /** In force at the cursor. */
  pragmas(): PragmaState {
    return pragmasAt(this.source, this.at, this.interner);
  }

  /** True if what follows a parenthesised list of names at `i` makes it an old-style function definition. */
  isOldStyleAfter(i: number): boolean {
    if (this.isPunctAt(i, P_LBRACE)) return true;
    const keyword = this.keywordAt(i);
    if (keyword === K.K_ATTRIBUTE || keyword === K.K_ASM) return false;
    return (
      (keyword !== K.K_NONE && keyword <= K.K_LAST_SPECIFIER) ||
      (this.isNameAt(i) && (this.isNameAt(i + 1) || this.isPunctAt(i + 1, 42)))
    );
  }

  private enumBraceFollows(): boolean {
    for (let i = this.at + 1; i < this.end && i < this.at + 6; i++) {
      if (this.isPunctAt(i, P_LBRACE)) return true;
      if (this.isPunctAt(i, P_SEMI) || this.isPunctAt(i, P_COMMA) || this.isPunctAt(i, P_COLON)) return false;
    }
    return false;
  }
}
