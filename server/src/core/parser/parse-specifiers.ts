import { T_IDENT, T_PRAGMA } from '../lexer/token-kinds.ts';
import {
  P_COLON,
  P_COMMA,
  P_LBRACE,
  P_LBRACKET,
  P_LPAREN,
  P_RBRACE,
  P_RPAREN,
  P_SEMI,
  P_STAR,
  P_ASSIGN,
  P_CARET,
} from '../lexer/punctuators.ts';
import * as A from './ast.ts';
import * as K from './keywords.ts';
import { namedByWords } from './named-by-words.ts';
import { isStandardAttribute, parseAttributes } from './parse-attributes.ts';
import { parseDeclarator } from './parse-declarator.ts';
import { TOO_DEEP, type DeclarationCursor, type DeclarationPlace } from './declaration-cursor.ts';
import { NO_PRAGMAS } from './pragma-state.ts';

const STORAGE: Readonly<Record<number, number>> = {
  [K.K_TYPEDEF]: A.S_TYPEDEF,
  [K.K_EXTERN]: A.S_EXTERN,
  [K.K_STATIC]: A.S_STATIC,
  [K.K_AUTO]: A.S_AUTO,
  [K.K_REGISTER]: A.S_REGISTER,
  [K.K_INLINE]: A.S_INLINE,
  [K.K_NORETURN]: A.S_NORETURN,
  [K.K_THREAD]: A.S_THREAD,
};
const QUALIFIER: Readonly<Record<number, number>> = {
  [K.K_CONST]: A.Q_CONST,
  [K.K_VOLATILE]: A.Q_VOLATILE,
  [K.K_RESTRICT]: A.Q_RESTRICT,
  [K.K_ATOMIC]: A.Q_ATOMIC,
};

/** Declaration specifiers (C17 6.7p1, 6.7.2.1p1); undefined if there are none. */
export function parseSpecifiers(cursor: DeclarationCursor, place: DeclarationPlace): A.Specifiers | undefined {
  const start = cursor.at;
  let storage = 0;
  let qualifiers = 0;
  let base: A.BaseType | undefined;
  let bits: A.TokenRange | undefined;
  const words: number[] = [];
  let attributes: A.Attribute[] | undefined = isStandardAttribute(cursor)
    ? parseAttributes(cursor, 'specifiers')
    : undefined;
  for (;;) {
    const keyword = cursor.keyword();
    if (keyword === K.K_NONE) {
      // A pragma between specifiers acts on what follows (clang, Parser::ParseDeclarationSpecifiers).
      if (cursor.at > start && cursor.kindAt(cursor.at) === T_PRAGMA) {
        cursor.takePragmas();
        continue;
      }
      if (base !== undefined || words.length > 0 || !cursor.isName() || !isTypeNameHere(cursor, place)) break;
      base = { kind: 'typedef', name: cursor.valueAt(cursor.at), token: cursor.at };
      cursor.at++;
      continue;
    }
    if (keyword <= K.K_THREAD) storage |= STORAGE[keyword] as number;
    else if (keyword <= K.K_ATOMIC) {
      qualifiers |= QUALIFIER[keyword] as number;
      if (keyword === K.K_ATOMIC && cursor.isPunctAt(cursor.at + 1, P_LPAREN)) {
        cursor.at++;
        base = { kind: 'typeof', operand: cursor.inside(), form: '_Atomic' };
        continue;
      }
    } else if (keyword <= K.K_VA_LIST) {
      words.push(keyword);
      if (keyword === K.K_BITINT && cursor.isPunctAt(cursor.at + 1, P_LPAREN)) {
        cursor.at++;
        bits = cursor.inside();
        continue;
      }
    } else if (keyword === K.K_EXTENSION || keyword === K.K_NULLABILITY) {
      /* no meaning for layout */
    } else if (keyword === K.K_ATTRIBUTE || keyword === K.K_ALIGNAS) {
      (attributes ??= []).push(...parseAttributes(cursor, 'specifiers'));
      continue;
    } else if (base !== undefined || words.length > 0) break;
    else if (keyword === K.K_STRUCT || keyword === K.K_UNION) {
      if (cursor.enter()) {
        base = parseRecord(cursor);
        cursor.leave();
      } else base = skipRecord(cursor);
      continue;
    } else if (keyword === K.K_ENUM) {
      base = parseEnum(cursor, place);
      continue;
    } else if (keyword === K.K_TYPEOF || keyword === K.K_TYPEOF_UNQUAL) {
      cursor.at++;
      const operand = cursor.isPunct(P_LPAREN) ? cursor.inside() : cursor.range(cursor.at, cursor.at);
      base = { kind: 'typeof', operand, form: keyword === K.K_TYPEOF ? 'typeof' : 'typeof_unqual' };
      continue;
    } else break;
    cursor.at++;
  }
  if (cursor.at === start) return undefined;
  return {
    storage,
    qualifiers,
    base: base ?? namedByWords(words, bits),
    attributes: attributes ?? NO_ATTRIBUTES,
    source: cursor.source,
  };
}

const NO_ATTRIBUTES: readonly A.Attribute[] = [];

/** True if the identifier at the cursor is a type name, which C decides by scope: asked, or seen from what follows. */
function isTypeNameHere(cursor: DeclarationCursor, place: DeclarationPlace): boolean {
  let next = cursor.at + 1;
  while (cursor.kindAt(next) === T_PRAGMA) next++;
  const known = cursor.isTypedef?.(cursor.valueAt(cursor.at));
  if (known === true) return true;
  // The caller has decided that a type name is here.
  if (place === 'type-name') return true;
  if (cursor.isNameAt(next)) return true;
  const keyword = cursor.keywordAt(next);
  if (keyword !== K.K_NONE) return keyword <= K.K_LAST_SPECIFIER || keyword === K.K_NULLABILITY;
  if (cursor.isPunctAt(next, P_STAR) || cursor.isPunctAt(next, P_CARET))
    return place !== 'block' || known === undefined || followsPointerDeclaration(cursor, next);
  if (place === 'parameter') return true;
  if (cursor.isPunctAt(next, P_SEMI)) return place === 'file' || place === 'member';
  if (cursor.isPunctAt(next, P_COLON)) return place === 'member';
  if (!cursor.isPunctAt(next, P_LPAREN)) return false;
  if (cursor.isPunctAt(next + 1, P_STAR) || cursor.keywordAt(next + 1) === K.K_ATTRIBUTE) return place !== 'block';
  if (place === 'member') return true;
  const after = cursor.afterMatching(next);
  return (
    place === 'file' &&
    (cursor.isPunctAt(after, P_LPAREN) || cursor.isPunctAt(after, P_LBRACKET)) &&
    cursor.isNameAt(next + 1)
  );
}

/** `foo * bar ;` in a block: as a product it would be useless, so it declares. */
function followsPointerDeclaration(cursor: DeclarationCursor, star: number): boolean {
  let i = star;
  while (cursor.isPunctAt(i, P_STAR) || (cursor.keywordAt(i) >= K.K_CONST && cursor.keywordAt(i) <= K.K_ATOMIC)) i++;
  return (
    cursor.isNameAt(i) &&
    (cursor.isPunctAt(i + 1, P_SEMI) ||
      cursor.isPunctAt(i + 1, P_ASSIGN) ||
      cursor.isPunctAt(i + 1, P_COMMA) ||
      cursor.isPunctAt(i + 1, P_LBRACKET))
  );
}

function parseRecord(cursor: DeclarationCursor): A.RecordSpecifier {
  const kind = cursor.keyword() === K.K_STRUCT ? 'struct' : 'union';
  const keywordToken = cursor.at++;
  const attributes = parseAttributes(cursor, 'tag');
  const attributesBeforeTag = attributes.length;
  let tag = 0;
  let nameToken = keywordToken;
  if (cursor.isName()) {
    tag = cursor.valueAt(cursor.at);
    nameToken = cursor.at++;
  }
  const afterTag = cursor.at;
  attributes.push(...parseAttributes(cursor, 'type'));
  if (!cursor.isPunct(P_LBRACE)) {
    // `struct foo __aligned(8) x;`: without a body, what follows the tag is the declaration's (clang,
    // ParseClassSpecifier).
    if (cursor.at !== afterTag) {
      cursor.at = afterTag;
      attributes.length = attributesBeforeTag;
    }
    const named: A.RecordSpecifier = {
      kind,
      tag,
      source: cursor.source,
      nameToken,
      members: undefined,
      attributes,
      pragmas: NO_PRAGMAS,
    };
    cursor.noteTag(named);
    return named;
  }
  const pragmas = cursor.pragmas();
  cursor.at++;
  const members: A.MemberDeclaration[] = [];
  while (!cursor.isAtEnd && !cursor.isPunct(P_RBRACE)) parseMember(cursor, members);
  cursor.expect(P_RBRACE);
  attributes.push(...parseAttributes(cursor, 'type'));
  const record: A.RecordSpecifier = { kind, tag, source: cursor.source, nameToken, members, attributes, pragmas };
  cursor.noteTag(record);
  return record;
}

/** Skips a struct or union that is nested too deeply. */
function skipRecord(cursor: DeclarationCursor): A.BaseType {
  cursor.at++;
  parseAttributes(cursor, 'tag');
  if (cursor.isName()) cursor.at++;
  if (cursor.isPunct(P_LBRACE)) cursor.at = cursor.afterMatching(cursor.at);
  return { kind: 'no-type', reason: `a struct or union is ${TOO_DEEP}` };
}

function parseMember(cursor: DeclarationCursor, members: A.MemberDeclaration[]): void {
  cursor.takePragmas();
  const from = cursor.at;
  if (cursor.eat(P_SEMI) || cursor.isAtEnd || cursor.isPunct(P_RBRACE)) return;
  if (cursor.keyword() === K.K_STATIC_ASSERT) {
    cursor.at++;
    cursor.skipTo(P_SEMI, P_RBRACE);
    cursor.eat(P_SEMI);
    return;
  }
  const specifiers = parseSpecifiers(cursor, 'member');
  if (specifiers === undefined) {
    cursor.complain(`unexpected '${cursor.spelling(cursor.at)}' in a struct or union`);
    cursor.skipTo(P_SEMI, P_RBRACE);
    if (!cursor.eat(P_SEMI) && !cursor.isPunct(P_RBRACE)) cursor.at++;
    return;
  }
  const declarators: A.MemberDeclarator[] = [];
  while (!cursor.isAtEnd && !cursor.isPunct(P_SEMI) && !cursor.isPunct(P_RBRACE)) {
    const before = cursor.at;
    const declarator = parseDeclarator(cursor, 'member');
    let bitWidth: A.TokenRange | undefined;
    if (cursor.eat(P_COLON)) {
      const start = cursor.at;
      cursor.skipWidth();
      bitWidth = cursor.range(start, cursor.at);
    }
    const attributes = [...declarator.attributes, ...parseAttributes(cursor, 'type')];
    declarators.push({ ...declarator, attributes, bitWidth });
    if (cursor.eat(P_COMMA)) continue;
    if (!cursor.isPunct(P_SEMI) && !cursor.isPunct(P_RBRACE)) {
      cursor.complain(`expected ';' after a member, found '${cursor.spelling(cursor.at)}'`);
      cursor.skipTo(P_SEMI, P_RBRACE, P_COMMA);
      if (cursor.isPunct(P_RPAREN) || cursor.at === before) cursor.at++;
    }
  }
  cursor.eat(P_SEMI);
  members.push({ specifiers, declarators, from, to: cursor.at });
}

function parseEnum(cursor: DeclarationCursor, place: DeclarationPlace): A.EnumSpecifier {
  const keywordToken = cursor.at++;
  const attributes = parseAttributes(cursor, 'tag');
  let tag = 0;
  let nameToken = keywordToken;
  if (cursor.isName()) {
    tag = cursor.valueAt(cursor.at);
    nameToken = cursor.at++;
  }
  // `enum foo __packed x;`: what follows the tag is the declaration's; no compiler takes it before a body.
  // clang's and C23's `enum e : type`.
  if (
    cursor.isPunct(P_COLON) &&
    (cursor.keywordAt(cursor.at + 1) !== K.K_NONE || cursor.isNameAt(cursor.at + 1)) &&
    (!cursor.isBitFieldHere || ((place === 'file' || place === 'block') && isNamedType(cursor)))
  ) {
    cursor.at++;
    const from = cursor.at;
    while (!cursor.isAtEnd && !cursor.isPunct(P_LBRACE) && !cursor.isPunct(P_SEMI)) cursor.at++;
    attributes.push({ name: 'underlying type', operand: cursor.range(from, cursor.at) });
  }
  if (!cursor.isPunct(P_LBRACE)) {
    const named: A.EnumSpecifier = {
      kind: 'enum',
      tag,
      source: cursor.source,
      nameToken,
      enumerators: undefined,
      attributes,
    };
    cursor.noteTag(named);
    return named;
  }
  cursor.at++;
  const enumerators: A.Enumerator[] = [];
  const specifier: A.EnumSpecifier = { kind: 'enum', tag, source: cursor.source, nameToken, enumerators, attributes };
  while (!cursor.isAtEnd && !cursor.isPunct(P_RBRACE)) {
    if (!cursor.isName()) {
      cursor.complain(`unexpected '${cursor.spelling(cursor.at)}' in an enum`);
      cursor.skipTo(P_COMMA, P_RBRACE);
      if (!cursor.eat(P_COMMA) && !cursor.isPunct(P_RBRACE)) cursor.at++;
      continue;
    }
    const token = cursor.at++;
    parseAttributes(cursor, 'name');
    let value: A.TokenRange | undefined;
    if (cursor.eat(P_ASSIGN)) {
      const from = cursor.at;
      cursor.skipTo(P_COMMA, P_RBRACE);
      value = cursor.range(from, cursor.at);
    }
    const enumerator: A.Enumerator = {
      name: cursor.valueAt(token),
      nameToken: token,
      value,
      owner: specifier,
      index: enumerators.length,
    };
    enumerators.push(enumerator);
    if (!cursor.eat(P_COMMA) && !cursor.isPunct(P_RBRACE)) {
      cursor.complain(`expected ',' in an enum, found '${cursor.spelling(cursor.at)}'`);
      cursor.skipTo(P_COMMA, P_RBRACE);
      if (!cursor.eat(P_COMMA) && !cursor.isPunct(P_RBRACE)) cursor.at++;
    }
  }
  cursor.expect(P_RBRACE);
  specifierAttributes(specifier).push(...parseAttributes(cursor, 'type'));
  cursor.noteTag(specifier);
  return specifier;
}

/** `enum e : type ;` declares an enum with a fixed type (C23 6.7.3.3p2). */
function isNamedType(cursor: DeclarationCursor): boolean {
  let i = cursor.at + 1;
  while (cursor.kindAt(i) === T_IDENT) i++;
  return i > cursor.at + 1 && cursor.isPunctAt(i, P_SEMI);
}

/** Attributes after `}` belong to the type too; the list was made above and is not shared yet. */
function specifierAttributes(specifier: A.EnumSpecifier): A.Attribute[] {
  return specifier.attributes as A.Attribute[];
}
