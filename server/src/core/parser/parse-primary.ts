import * as P from '../lexer/punctuators.ts';
import { T_CHAR, T_NUMBER, T_STRING } from '../lexer/token-kinds.ts';
import type { Designator, Expression, TypeName } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';
import * as K from './keywords.ts';
import { parseDesignators } from './parse-initializer.ts';
import { parseTypeName } from './parse-type-name.ts';

/** primary-expression, C17 6.5.1, and the compiler's own forms. */
export function parsePrimary(cursor: BodyCursor): Expression {
  const from = cursor.at;
  switch (cursor.kindAt(from)) {
    case T_NUMBER:
      cursor.at++;
      return { kind: 'number', from, to: cursor.at, spelling: cursor.valueAt(from) };
    case T_CHAR:
      cursor.at++;
      return { kind: 'character', from, to: cursor.at, spelling: cursor.valueAt(from) };
    case T_STRING: {
      const spellings: number[] = [];
      while (cursor.kindAt(cursor.at) === T_STRING) spellings.push(cursor.valueAt(cursor.at++));
      return { kind: 'string', from, to: cursor.at, spellings };
    }
    default:
  }
  if (cursor.isPunct(P.P_LPAREN)) return parseParenthesized(cursor);
  const keyword = cursor.keyword();
  if (keyword === K.K_NONE && cursor.isName()) {
    cursor.at++;
    return { kind: 'name', from, to: cursor.at, name: cursor.valueAt(from) };
  }
  return keyword === K.K_NONE ? noExpression(cursor) : cursor.nested(() => parseKeyword(cursor, keyword));
}

/** The forms that start with a keyword, their operands one level deeper. */
function parseKeyword(cursor: BodyCursor, keyword: number): Expression {
  const from = cursor.at;
  switch (keyword) {
    case K.K_GENERIC:
      return parseGeneric(cursor);
    case K.K_OFFSETOF:
      return parseOffsetof(cursor);
    case K.K_VA_ARG: {
      const close = open(cursor);
      const list = cursor.grammar.assignment(cursor);
      cursor.expect(P.P_COMMA);
      const type = parseTypeName(cursor);
      cursor.at = close;
      return { kind: 'va-arg', from, to: cursor.at, list, type };
    }
    case K.K_TYPES_COMPATIBLE: {
      const close = open(cursor);
      const left = parseTypeName(cursor);
      cursor.expect(P.P_COMMA);
      const right = parseTypeName(cursor);
      cursor.at = close;
      return { kind: 'types-compatible', from, to: cursor.at, left, right };
    }
    case K.K_CHOOSE_EXPR: {
      const close = open(cursor);
      const condition = cursor.grammar.assignment(cursor);
      cursor.expect(P.P_COMMA);
      const yes = cursor.grammar.assignment(cursor);
      cursor.expect(P.P_COMMA);
      const no = cursor.grammar.assignment(cursor);
      cursor.at = close;
      return { kind: 'choose', from, to: cursor.at, condition, yes, no };
    }
    case K.K_BIT_CAST: {
      const close = open(cursor);
      const type = parseTypeName(cursor);
      cursor.expect(P.P_COMMA);
      const operand = cursor.grammar.assignment(cursor);
      cursor.at = close;
      return { kind: 'bit-cast', from, to: cursor.at, type, operand };
    }
    default:
      return noExpression(cursor);
  }
}

function noExpression(cursor: BodyCursor): Expression {
  cursor.complain(
    cursor.isAtEnd ? 'expected an expression' : `expected an expression, found '${cursor.spelling(cursor.at)}'`,
  );
  return cursor.errorNode(cursor.at);
}

/** Takes `(`; gives the index after its `)`. */
function open(cursor: BodyCursor): number {
  cursor.at++;
  if (!cursor.isPunct(P.P_LPAREN)) return cursor.at;
  const close = cursor.afterMatching(cursor.at);
  cursor.at++;
  return close;
}

function parseParenthesized(cursor: BodyCursor): Expression {
  const from = cursor.at++;
  if (cursor.isPunct(P.P_LBRACE)) {
    const body = cursor.nestedBlock(() => cursor.grammar.block(cursor));
    cursor.expect(P.P_RPAREN);
    return { kind: 'statement-expression', from, to: cursor.at, body };
  }
  const inner = cursor.nested(() => cursor.grammar.expression(cursor));
  if (!cursor.eat(P.P_RPAREN)) {
    cursor.complain("expected ')'");
    cursor.skipTo(P.P_RPAREN, P.P_SEMI);
    cursor.eat(P.P_RPAREN);
  }
  return inner;
}

function parseGeneric(cursor: BodyCursor): Expression {
  const from = cursor.at;
  const close = open(cursor);
  const control = cursor.grammar.assignment(cursor);
  const choices: { type: TypeName | undefined; value: Expression }[] = [];
  while (cursor.eat(P.P_COMMA)) {
    const type = cursor.eatKeyword(K.K_DEFAULT) ? undefined : parseTypeName(cursor);
    cursor.expect(P.P_COLON);
    choices.push({ type, value: cursor.grammar.assignment(cursor) });
  }
  cursor.at = close;
  return { kind: 'generic', from, to: cursor.at, control, choices };
}

function parseOffsetof(cursor: BodyCursor): Expression {
  const from = cursor.at;
  const close = open(cursor);
  const type = parseTypeName(cursor);
  cursor.expect(P.P_COMMA);
  const designators: Designator[] = [];
  if (cursor.isName()) designators.push({ kind: 'member', name: cursor.valueAt(cursor.at), token: cursor.at++ });
  designators.push(...parseDesignators(cursor));
  cursor.at = close;
  return { kind: 'offsetof', from, to: cursor.at, type, designators };
}
