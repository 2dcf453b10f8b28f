import { T_STRING } from '../lexer/token-kinds.ts';
import * as P from '../lexer/punctuators.ts';
import type { AsmOperand, Block, BlockDeclaration, BlockDeclarator, Statement } from './ast.ts';
import { S_TYPEDEF } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';
import * as K from './keywords.ts';
import { isStandardAttribute, parseAttributes } from './parse-attributes.ts';
import { parseDeclarator } from './parse-declarator.ts';
import { parseConditional, parseExpression } from './parse-expression.ts';
import { parseInitializer } from './parse-initializer.ts';
import { parseSpecifiers } from './parse-specifiers.ts';

/** compound-statement, C17 6.8.2; the cursor is on `{`. */
export function parseBlock(cursor: BodyCursor): Block {
  const from = cursor.at;
  const statements: Statement[] = [];
  cursor.expect(P.P_LBRACE);
  cursor.enterScope();
  while (!isBlockEnd(cursor)) {
    const before = cursor.at;
    statements.push(parseStatement(cursor));
    if (cursor.at === before) {
      cursor.complain(`unexpected '${cursor.spelling(cursor.at)}'`);
      cursor.at++;
    }
  }
  cursor.leaveScope();
  cursor.expect(P.P_RBRACE);
  return { kind: 'block', from, to: cursor.at, statements };
}

/** Skips pragmas; true at the `}`. */
function isBlockEnd(cursor: BodyCursor): boolean {
  cursor.takePragmas();
  return cursor.isAtEnd || cursor.isPunct(P.P_RBRACE);
}

/** statement or declaration, C17 6.8. */
function parseStatement(cursor: BodyCursor): Statement {
  if (!cursor.enter()) {
    const from = cursor.at;
    cursor.at = cursor.end;
    return { kind: 'error', from, to: cursor.at };
  }
  const statement = parseOne(cursor);
  cursor.leave();
  return statement;
}

function parseOne(cursor: BodyCursor): Statement {
  cursor.takePragmas();
  const from = cursor.at;
  if (cursor.isPunct(P.P_LBRACE)) return parseBlock(cursor);
  if (cursor.eat(P.P_SEMI)) return { kind: 'empty', from, to: cursor.at };
  if (isStandardAttribute(cursor)) return attributedStatement(cursor);
  const keyword = cursor.keyword();
  if (keyword === K.K_NONE) {
    if (!cursor.isName()) return expressionStatement(cursor);
    if (cursor.isPunctAt(from + 1, P.P_COLON)) {
      cursor.at += 2;
      parseAttributes(cursor, 'name');
      const body = bodyAfterLabel(cursor);
      return { kind: 'label', from, to: cursor.at, label: cursor.valueAt(from), body };
    }
    return startsDeclaration(cursor) ? parseDeclaration(cursor) : expressionStatement(cursor);
  }
  if (keyword <= K.K_LAST_SPECIFIER) {
    if (keyword === K.K_EXTENSION && !cursor.isTypeNameAt(from + 1)) return expressionStatement(cursor);
    if (keyword === K.K_ATTRIBUTE && isAttributeStatement(cursor)) return attributeStatement(cursor);
    return parseDeclaration(cursor);
  }
  switch (keyword) {
    case K.K_IF: {
      cursor.at++;
      const condition = parenthesized(cursor);
      const yes = parseStatement(cursor);
      const no = cursor.eatKeyword(K.K_ELSE) ? parseStatement(cursor) : undefined;
      return { kind: 'if', from, to: cursor.at, condition, yes, no };
    }
    case K.K_WHILE: {
      cursor.at++;
      const condition = parenthesized(cursor);
      const body = parseStatement(cursor);
      return { kind: 'while', from, to: cursor.at, condition, body };
    }
    case K.K_DO: {
      cursor.at++;
      const body = parseStatement(cursor);
      if (!cursor.eatKeyword(K.K_WHILE)) cursor.complain("expected 'while' after a do statement");
      const condition = parenthesized(cursor);
      semicolon(cursor);
      return { kind: 'do', from, to: cursor.at, body, condition };
    }
    case K.K_FOR:
      return parseFor(cursor);
    case K.K_SWITCH: {
      cursor.at++;
      const value = parenthesized(cursor);
      const body = parseStatement(cursor);
      return { kind: 'switch', from, to: cursor.at, value, body };
    }
    case K.K_CASE: {
      cursor.at++;
      const first = parseConditional(cursor);
      const last = cursor.eat(P.P_ELLIPSIS) ? parseConditional(cursor) : undefined;
      cursor.expect(P.P_COLON);
      const body = bodyAfterLabel(cursor);
      return { kind: 'case', from, to: cursor.at, first, last, body };
    }
    case K.K_DEFAULT: {
      cursor.at++;
      cursor.expect(P.P_COLON);
      const body = bodyAfterLabel(cursor);
      return { kind: 'default', from, to: cursor.at, body };
    }
    case K.K_GOTO: {
      cursor.at++;
      if (cursor.eat(P.P_STAR)) {
        const target = parseExpression(cursor);
        semicolon(cursor);
        return { kind: 'goto-computed', from, to: cursor.at, target };
      }
      const label = cursor.isName() ? cursor.valueAt(cursor.at++) : 0;
      semicolon(cursor);
      return { kind: 'goto', from, to: cursor.at, label };
    }
    case K.K_BREAK:
    case K.K_CONTINUE:
      cursor.at++;
      semicolon(cursor);
      return { kind: keyword === K.K_BREAK ? 'break' : 'continue', from, to: cursor.at };
    case K.K_RETURN: {
      cursor.at++;
      const value = cursor.isPunct(P.P_SEMI) ? undefined : parseExpression(cursor);
      semicolon(cursor);
      return { kind: 'return', from, to: cursor.at, value };
    }
    case K.K_ASM:
      return parseAsm(cursor);
    case K.K_STATIC_ASSERT:
      cursor.at++;
      if (cursor.isPunct(P.P_LPAREN)) cursor.inside();
      semicolon(cursor);
      return { kind: 'empty', from, to: cursor.at };
    case K.K_LABEL:
      cursor.skipTo(P.P_SEMI);
      semicolon(cursor);
      return { kind: 'empty', from, to: cursor.at };
    default:
      return expressionStatement(cursor);
  }
}

/** A label may stand right before `}` (C23 6.8.2; GNU before that). */
function bodyAfterLabel(cursor: BodyCursor): Statement {
  if (cursor.isPunct(P.P_RBRACE) || cursor.isAtEnd) return { kind: 'empty', from: cursor.at, to: cursor.at };
  return parseStatement(cursor);
}

function parenthesized(cursor: BodyCursor): ReturnType<typeof parseExpression> {
  if (!cursor.isPunct(P.P_LPAREN)) {
    cursor.complain("expected '('");
    return cursor.errorNode(cursor.at);
  }
  const close = cursor.afterMatching(cursor.at);
  cursor.at++;
  const value = parseExpression(cursor);
  if (cursor.at !== close - 1) cursor.complain("expected ')'");
  cursor.at = close;
  return value;
}

function semicolon(cursor: BodyCursor): void {
  if (cursor.eat(P.P_SEMI)) return;
  cursor.complain(cursor.isAtEnd ? "expected ';'" : `expected ';' before '${cursor.spelling(cursor.at)}'`);
}

function expressionStatement(cursor: BodyCursor): Statement {
  const from = cursor.at;
  const value = parseExpression(cursor);
  if (!cursor.eat(P.P_SEMI)) {
    semicolon(cursor);
    const stuck = cursor.at;
    cursor.skipTo(P.P_SEMI, P.P_RBRACE, P.P_LBRACE);
    if (cursor.isPunct(P.P_RPAREN) || cursor.isPunct(P.P_RBRACKET)) cursor.at++;
    if (cursor.at !== stuck) cursor.eat(P.P_SEMI);
  }
  return { kind: 'expression', from, to: cursor.at, value };
}

/** True if the name at the cursor starts a declaration: a typedef, or a name followed by a name. */
function startsDeclaration(cursor: BodyCursor): boolean {
  const i = cursor.at;
  if (cursor.isTypedef?.(cursor.valueAt(i)) === true) return true;
  if (cursor.isNameAt(i + 1)) return true;
  if (!cursor.isPunctAt(i + 1, P.P_STAR)) return false;
  let after = i + 1;
  while (cursor.isPunctAt(after, P.P_STAR)) after++;
  return (
    cursor.isNameAt(after) &&
    (cursor.isPunctAt(after + 1, P.P_SEMI) || cursor.isPunctAt(after + 1, P.P_ASSIGN)) &&
    cursor.isTypedef?.(cursor.valueAt(i)) !== false
  );
}

function isAttributeStatement(cursor: BodyCursor): boolean {
  const after = cursor.afterMatching(cursor.at + 1);
  return cursor.isPunctAt(after, P.P_SEMI);
}

/** `__attribute__((fallthrough));` */
function attributeStatement(cursor: BodyCursor): Statement {
  const from = cursor.at;
  parseAttributes(cursor, 'name');
  cursor.eat(P.P_SEMI);
  return { kind: 'empty', from, to: cursor.at };
}

/** C23 6.8: `[[fallthrough]];`, or attributes before a statement, or before a declaration, which takes them itself. */
function attributedStatement(cursor: BodyCursor): Statement {
  const after = cursor.afterMatching(cursor.at);
  if (cursor.isTypeNameAt(after)) return parseDeclaration(cursor);
  const from = cursor.at;
  parseAttributes(cursor, 'name');
  return cursor.eat(P.P_SEMI) ? { kind: 'empty', from, to: cursor.at } : parseStatement(cursor);
}

function parseDeclaration(cursor: BodyCursor): BlockDeclaration | Statement {
  const from = cursor.at;
  const specifiers = parseSpecifiers(cursor, 'block');
  if (specifiers === undefined) return expressionStatement(cursor);
  const declarators: BlockDeclarator[] = [];
  while (!cursor.isAtEnd && !cursor.isPunct(P.P_SEMI) && !cursor.isPunct(P.P_RBRACE)) {
    const declarator = parseDeclarator(cursor, 'block');
    cursor.declare(declarator.name, (specifiers.storage & S_TYPEDEF) !== 0);
    if (cursor.isPunct(P.P_LBRACE) && declarator.derivations[0]?.kind === 'function') {
      cursor.at = cursor.afterMatching(cursor.at);
      return { kind: 'function-in-block', from, to: cursor.at };
    }
    const initializer = cursor.eat(P.P_ASSIGN) ? parseInitializer(cursor) : undefined;
    declarators.push({ ...declarator, initializer });
    if (cursor.eat(P.P_COMMA)) continue;
    if (cursor.isPunct(P.P_SEMI)) break;
    cursor.complain(`expected ';' before '${cursor.spelling(cursor.at)}'`);
    cursor.skipTo(P.P_SEMI, P.P_RBRACE);
    break;
  }
  cursor.eat(P.P_SEMI);
  return { kind: 'declare', from, to: cursor.at, specifiers, declarators };
}

function parseFor(cursor: BodyCursor): Statement {
  const from = cursor.at++;
  if (!cursor.isPunct(P.P_LPAREN)) {
    cursor.complain("expected '(' after 'for'");
    return { kind: 'error', from, to: cursor.at };
  }
  const close = cursor.afterMatching(cursor.at);
  cursor.at++;
  cursor.enterScope();
  let start: Extract<Statement, { kind: 'for' }>['start'];
  if (!cursor.eat(P.P_SEMI)) {
    const isDeclaration = cursor.isTypeNameAt(cursor.at) || (cursor.isName() && startsDeclaration(cursor));
    if (isDeclaration) {
      const declared = parseDeclaration(cursor);
      start = declared.kind === 'declare' ? declared : undefined;
    } else {
      start = parseExpression(cursor);
      semicolon(cursor);
    }
  }
  const condition = cursor.isPunct(P.P_SEMI) ? undefined : parseExpression(cursor);
  semicolon(cursor);
  const step = cursor.at >= close - 1 ? undefined : parseExpression(cursor);
  if (cursor.at !== close - 1) cursor.complain("expected ')' after a for clause");
  cursor.at = close;
  const body = parseStatement(cursor);
  cursor.leaveScope();
  return { kind: 'for', from, to: cursor.at, start, condition, step, body };
}

/** GNU asm statement with its operands ("Extended Asm"). */
function parseAsm(cursor: BodyCursor): Statement {
  const from = cursor.at++;
  let isGoto = false;
  for (
    let k = cursor.keyword();
    k === K.K_VOLATILE || k === K.K_GOTO || k === K.K_INLINE || k === K.K_CONST;
    k = cursor.keyword()
  ) {
    isGoto ||= k === K.K_GOTO;
    cursor.at++;
  }
  const outputs: AsmOperand[] = [];
  const inputs: AsmOperand[] = [];
  const labels: number[] = [];
  if (cursor.isPunct(P.P_LPAREN)) {
    const close = cursor.afterMatching(cursor.at);
    cursor.at++;
    while (cursor.at < close - 1 && !cursor.isPunct(P.P_COLON)) cursor.at++;
    if (cursor.eat(P.P_COLON)) asmOperands(cursor, close, outputs);
    if (cursor.eat(P.P_COLON)) asmOperands(cursor, close, inputs);
    if (cursor.eat(P.P_COLON)) while (cursor.at < close - 1 && !cursor.isPunct(P.P_COLON)) cursor.at++;
    if (cursor.eat(P.P_COLON))
      for (; cursor.at < close - 1; cursor.at++) if (cursor.isName()) labels.push(cursor.valueAt(cursor.at));
    cursor.at = close;
  }
  semicolon(cursor);
  return { kind: 'asm', from, to: cursor.at, isGoto, outputs, inputs, labels };
}

function asmOperands(cursor: BodyCursor, close: number, operands: AsmOperand[]): void {
  while (cursor.at < close - 1 && !cursor.isPunct(P.P_COLON)) {
    if (cursor.isPunct(P.P_LBRACKET)) cursor.inside();
    let constraint = '';
    while (cursor.kindAt(cursor.at) === T_STRING) constraint += cursor.spelling(cursor.at++).slice(1, -1);
    if (!cursor.eat(P.P_LPAREN)) {
      cursor.at++;
      continue;
    }
    operands.push({ constraint, value: cursor.nested(() => parseExpression(cursor)) });
    cursor.expect(P.P_RPAREN);
    cursor.eat(P.P_COMMA);
  }
}
