import type { Interner } from '../lexer/interner.ts';
import { F_COL0 } from '../lexer/token-kinds.ts';
import { P_ASSIGN, P_COMMA, P_LBRACE, P_LBRACKET, P_LPAREN, P_RBRACE, P_SEMI } from '../lexer/punctuators.ts';
import type * as A from './ast.ts';
import { DeclarationCursor } from './declaration-cursor.ts';
import { lastEnd } from './endings.ts';
import { GRAMMAR } from './grammar.ts';
import * as K from './keywords.ts';
import { parseDeclarator } from './parse-declarator.ts';
import { parseSpecifiers } from './parse-specifiers.ts';

/** The external declarations of a token range (C17 6.9). */
export interface ParsedFile {
  readonly declarations: readonly A.ExternalDeclaration[];
  readonly tags: readonly (A.RecordSpecifier | A.EnumSpecifier)[];
  readonly problems: readonly A.SyntaxProblem[];
  /** Token index where a declaration starts that the range does not finish; the range's end when all are complete. */
  readonly unfinished: number;
}

/**
 * Parses declarations without knowing the scope: bodies, initializers, bounds and widths stay token ranges, so the
 * result is the same wherever the same tokens are seen. `isLast` says that no more tokens follow.
 */
export function parseFile(
  source: A.SyntaxSource,
  interner: Interner,
  keywords: K.Keywords,
  isLast: boolean,
): ParsedFile {
  const cursor = new DeclarationCursor({ source, from: 0, to: source.tokens.count }, interner, keywords, GRAMMAR);
  const declarations: A.ExternalDeclaration[] = [];
  let unfinished = source.tokens.count;
  const end = isLast ? unfinished : lastEnd(source);
  while (!cursor.isAtEnd) {
    cursor.takePragmas();
    const from = cursor.at;
    if (cursor.isAtEnd) break;
    if (from > end) {
      unfinished = from;
      break;
    }
    const tagCount = cursor.tags.length;
    const declaration = parseExternal(cursor);
    if (declaration !== undefined) declarations.push(declaration);
    else if (cursor.at === from) {
      cursor.at++;
      cursor.tags.length = tagCount;
    }
  }
  return { declarations, tags: cursor.tags, problems: cursor.problems, unfinished };
}

function parseExternal(cursor: DeclarationCursor): A.ExternalDeclaration | undefined {
  const from = cursor.at;
  const source = cursor.source;
  if (cursor.eat(P_SEMI)) return undefined;
  const keyword = cursor.keyword();
  if (keyword === K.K_STATIC_ASSERT || keyword === K.K_ASM) {
    cursor.at++;
    while (cursor.keyword() === K.K_VOLATILE || cursor.keyword() === K.K_INLINE || cursor.keyword() === K.K_GOTO)
      cursor.at++;
    const operand = cursor.isPunct(P_LPAREN) ? cursor.inside() : cursor.range(cursor.at, cursor.at);
    cursor.eat(P_SEMI);
    return { kind: keyword === K.K_ASM ? 'asm' : 'static-assert', source, from, to: cursor.at, operand };
  }
  const specifiers = parseSpecifiers(cursor, 'file') ?? implicitInt(cursor);
  if (specifiers === undefined) {
    recover(cursor);
    return undefined;
  }
  const declarators: A.InitDeclarator[] = [];
  while (!cursor.isAtEnd && !cursor.isPunct(P_SEMI)) {
    const before = cursor.at;
    const declarator = parseDeclarator(cursor, 'file');
    const last = declarator.derivations[0];
    if (last?.kind === 'function' && declarators.length === 0) {
      const oldParameters = last.isOldStyle ? parseOldParameters(cursor) : [];
      if (cursor.isPunct(P_LBRACE)) return functionDefinition(cursor, from, specifiers, declarator, oldParameters);
    }
    let initializer: A.TokenRange | undefined;
    if (cursor.eat(P_ASSIGN)) {
      const start = cursor.at;
      cursor.skipTo(P_COMMA, P_SEMI);
      initializer = cursor.range(start, cursor.at);
    }
    declarators.push({ ...declarator, initializer });
    if (cursor.eat(P_COMMA)) continue;
    if (cursor.isPunct(P_SEMI)) break;
    cursor.at = Math.max(cursor.at, before);
    cursor.complain(
      cursor.isAtEnd
        ? "expected ';' at the end of a declaration"
        : `expected ';' before '${cursor.spelling(cursor.at)}'`,
    );
    if (startsDeclaration(cursor)) break;
    recover(cursor);
    return { kind: 'declaration', source, from, to: cursor.at, specifiers, declarators };
  }
  cursor.eat(P_SEMI);
  return { kind: 'declaration', source, from, to: cursor.at, specifiers, declarators };
}

/** `foo(a) int a; { ... }`: C89's implicit int, when the tokens really are a function definition. */
function implicitInt(cursor: DeclarationCursor): A.Specifiers | undefined {
  if (!cursor.isName() || !cursor.isPunctAt(cursor.at + 1, P_LPAREN)) return undefined;
  const after = cursor.afterMatching(cursor.at + 1);
  if (!cursor.isPunctAt(after, P_LBRACE)) return undefined;
  return { storage: 0, qualifiers: 0, base: { kind: 'builtin', name: 'int' }, attributes: [], source: cursor.source };
}

function parseOldParameters(cursor: DeclarationCursor): readonly A.Declaration[] {
  const declarations: A.Declaration[] = [];
  for (;;) {
    const from = cursor.at;
    if (cursor.isPunct(P_LBRACE) || cursor.isPunct(P_SEMI) || cursor.isPunct(P_COMMA) || cursor.isPunct(P_ASSIGN))
      return declarations;
    const specifiers = parseSpecifiers(cursor, 'file');
    if (specifiers === undefined) return declarations;
    const declarators: A.InitDeclarator[] = [];
    do declarators.push({ ...parseDeclarator(cursor, 'file'), initializer: undefined });
    while (cursor.eat(P_COMMA));
    if (!cursor.eat(P_SEMI)) return declarations;
    declarations.push({ kind: 'declaration', source: cursor.source, from, to: cursor.at, specifiers, declarators });
  }
}

function functionDefinition(
  cursor: DeclarationCursor,
  from: number,
  specifiers: A.Specifiers,
  declarator: A.Declarator,
  oldParameters: readonly A.Declaration[],
): A.FunctionDefinition {
  const open = cursor.at;
  let after = cursor.afterMatching(open);
  if (after >= cursor.end && !cursor.isPunctAt(cursor.end - 1, P_RBRACE)) {
    cursor.complain(`the body of '${cursor.interner.spelling(declarator.name)}' is not closed`);
    after = closeByColumn(cursor, open) ?? after;
  }
  cursor.at = after;
  return {
    kind: 'function',
    source: cursor.source,
    from,
    to: after,
    specifiers,
    declarator,
    oldParameters,
    body: cursor.range(open, after),
  };
}

/** In KNF a function ends at the `}` in column 0: where brackets do not balance, that decides. */
function closeByColumn(cursor: DeclarationCursor, open: number): number | undefined {
  const { flags } = cursor.source.tokens;
  for (let i = open + 1; i < cursor.end; i++) {
    if (cursor.isPunctAt(i, P_RBRACE) && ((flags[i] as number) & F_COL0) !== 0) return i + 1;
  }
  return undefined;
}

function startsDeclaration(cursor: DeclarationCursor): boolean {
  return ((cursor.source.tokens.flags[cursor.at] as number) & F_COL0) !== 0;
}

/** Skips to after the next `;` or body at depth 0, or to a token in column 0. */
function recover(cursor: DeclarationCursor): void {
  cursor.complain(`expected a declaration, found '${cursor.spelling(cursor.at)}'`);
  const start = cursor.at;
  while (!cursor.isAtEnd) {
    if (cursor.at > start && startsDeclaration(cursor)) return;
    if (cursor.eat(P_SEMI)) return;
    if (cursor.isPunct(P_LBRACE)) {
      cursor.at = cursor.afterMatching(cursor.at);
      cursor.eat(P_SEMI);
      return;
    }
    cursor.at =
      cursor.isPunct(P_LPAREN) || cursor.isPunct(P_LBRACKET) ? cursor.afterMatching(cursor.at) : cursor.at + 1;
  }
}
