import * as P from '../lexer/punctuators.ts';
import type { Expression, TypeName } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';
import * as K from './keywords.ts';
import { parseInitializerList } from './parse-initializer.ts';
import { parsePrimary } from './parse-primary.ts';
import { parseTypeName } from './parse-type-name.ts';

/** Binary operators by precedence, C17 6.5.5 to 6.5.14; higher binds tighter. */
const PRECEDENCE = new Uint8Array(160);
for (const [level, codes] of [
  [1, [P.P_OROR]],
  [2, [P.P_ANDAND]],
  [3, [P.P_PIPE]],
  [4, [P.P_CARET]],
  [5, [P.P_AMP]],
  [6, [P.P_EQ, P.P_NE]],
  [7, [P.P_LT, P.P_GT, P.P_LE, P.P_GE]],
  [8, [P.P_SHL, P.P_SHR]],
  [9, [P.P_PLUS, P.P_MINUS]],
  [10, [P.P_STAR, P.P_SLASH, P.P_PERCENT]],
] as const) {
  for (const code of codes) PRECEDENCE[code] = level;
}

/** expression, C17 6.5.17. */
export function parseExpression(cursor: BodyCursor): Expression {
  let left = parseAssignment(cursor);
  for (let count = 1; cursor.eat(P.P_COMMA); count++) {
    if (!cursor.mayChain(count)) return cursor.errorNode(left.from);
    const right = parseAssignment(cursor);
    left = { kind: 'comma', from: left.from, to: cursor.at, left, right };
  }
  return left;
}

/** assignment-expression, C17 6.5.16. */
export function parseAssignment(cursor: BodyCursor): Expression {
  const left = parseConditional(cursor);
  const operator = assignmentOperator(cursor);
  if (operator === 0) return left;
  cursor.at++;
  const right = cursor.nested(() => parseAssignment(cursor));
  return { kind: 'assign', from: left.from, to: cursor.at, operator, left, right };
}

function assignmentOperator(cursor: BodyCursor): number {
  if (cursor.isPunct(P.P_ASSIGN)) return P.P_ASSIGN;
  for (let code = P.P_MUL_ASSIGN; code <= P.P_OR_ASSIGN; code++) if (cursor.isPunct(code)) return code;
  return 0;
}

/** conditional-expression, C17 6.5.15, with GNU's omitted middle. */
export function parseConditional(cursor: BodyCursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (!cursor.eat(P.P_QUESTION)) return condition;
  const yes = cursor.isPunct(P.P_COLON) ? undefined : cursor.nested(() => parseExpression(cursor));
  cursor.expect(P.P_COLON);
  const no = cursor.nested(() => parseConditional(cursor));
  return { kind: 'conditional', from: condition.from, to: cursor.at, condition, yes, no };
}

function parseBinary(cursor: BodyCursor, lowest: number): Expression {
  let left = parseCast(cursor);
  for (let count = 1; ; count++) {
    if (cursor.isAtEnd || cursor.kindAt(cursor.at) !== 5) return left;
    const operator = cursor.valueAt(cursor.at);
    const precedence = PRECEDENCE[operator] ?? 0;
    if (precedence === 0 || precedence < lowest) return left;
    cursor.at++;
    if (!cursor.mayChain(count)) return cursor.errorNode(left.from);
    const right = parseBinary(cursor, precedence + 1);
    left = { kind: 'binary', from: left.from, to: cursor.at, operator, left, right };
  }
}

/** cast-expression, C17 6.5.4, and compound literals, 6.5.2.5. */
function parseCast(cursor: BodyCursor): Expression {
  if (!cursor.isPunct(P.P_LPAREN) || !cursor.isTypeNameAt(cursor.at + 1)) return parseUnary(cursor);
  const from = cursor.at++;
  const type = parseTypeName(cursor);
  if (!cursor.expect(P.P_RPAREN)) return cursor.errorNode(from);
  if (cursor.isPunct(P.P_LBRACE)) {
    const initializer = cursor.nestedList(() => parseInitializerList(cursor));
    return parsePostfix(cursor, { kind: 'compound-literal', from, to: cursor.at, type, initializer });
  }
  const operand = cursor.nested(() => parseCast(cursor));
  return { kind: 'cast', from, to: cursor.at, type, operand };
}

/** unary-expression, C17 6.5.3. */
function parseUnary(cursor: BodyCursor): Expression {
  const from = cursor.at;
  if (cursor.kindAt(from) === 5) {
    const code = cursor.valueAt(from);
    switch (code) {
      case P.P_INC:
      case P.P_DEC: {
        cursor.at++;
        const operand = cursor.nested(() => parseUnary(cursor));
        return { kind: 'step', from, to: cursor.at, operator: code, isPrefix: true, operand };
      }
      case P.P_AMP:
      case P.P_STAR:
      case P.P_PLUS:
      case P.P_MINUS:
      case P.P_TILDE:
      case P.P_NOT: {
        cursor.at++;
        const operand = cursor.nested(() => parseCast(cursor));
        return { kind: 'unary', from, to: cursor.at, operator: code, operand };
      }
      case P.P_ANDAND: {
        cursor.at++;
        const label = cursor.isName() ? cursor.valueAt(cursor.at++) : 0;
        return { kind: 'label-address', from, to: cursor.at, label };
      }
      default:
    }
    return parsePostfix(cursor, parsePrimary(cursor));
  }
  switch (cursor.keyword()) {
    case K.K_SIZEOF:
    case K.K_ALIGNOF:
      return parseSizeof(cursor);
    case K.K_EXTENSION:
      cursor.at++;
      return cursor.nested(() => parseCast(cursor));
    case K.K_REAL:
    case K.K_IMAG: {
      cursor.at++;
      const operand = cursor.nested(() => parseCast(cursor));
      return { kind: 'unary', from, to: cursor.at, operator: 0, operand };
    }
    default:
      return parsePostfix(cursor, parsePrimary(cursor));
  }
}

function parseSizeof(cursor: BodyCursor): Expression {
  const from = cursor.at;
  const isSizeof = cursor.keyword() === K.K_SIZEOF;
  const isPreferred = !isSizeof && cursor.spelling(from) !== '_Alignof';
  const unary = (operand: Expression | undefined, type: TypeName | undefined): Expression =>
    isSizeof
      ? { kind: 'sizeof', from, to: cursor.at, operand, type }
      : { kind: 'alignof', from, to: cursor.at, isPreferred, operand, type };
  cursor.at++;
  if (cursor.isPunct(P.P_LPAREN) && cursor.isTypeNameAt(cursor.at + 1)) {
    const open = cursor.at++;
    const type = parseTypeName(cursor);
    cursor.expect(P.P_RPAREN);
    // sizeof (T){...} measures a compound literal.
    if (!cursor.isPunct(P.P_LBRACE)) return unary(undefined, type);
    const initializer = cursor.nestedList(() => parseInitializerList(cursor));
    const operand = parsePostfix(cursor, { kind: 'compound-literal', from: open, to: cursor.at, type, initializer });
    return unary(operand, undefined);
  }
  return unary(
    cursor.nested(() => parseUnary(cursor)),
    undefined,
  );
}

/** postfix-expression, C17 6.5.2. */
function parsePostfix(cursor: BodyCursor, primary: Expression): Expression {
  let left = primary;
  const from = primary.from;
  for (let count = 1; ; count++) {
    if (cursor.isAtEnd || cursor.kindAt(cursor.at) !== 5) return left;
    if (!cursor.mayChain(count)) return cursor.errorNode(from);
    switch (cursor.valueAt(cursor.at)) {
      case P.P_LBRACKET: {
        cursor.at++;
        const index = cursor.nested(() => parseExpression(cursor));
        cursor.expect(P.P_RBRACKET);
        left = { kind: 'index', from, to: cursor.at, base: left, index };
        break;
      }
      case P.P_LPAREN: {
        const args = parseArguments(cursor);
        left = { kind: 'call', from, to: cursor.at, callee: left, arguments: args };
        break;
      }
      case P.P_DOT:
      case P.P_ARROW: {
        const isArrow = cursor.valueAt(cursor.at) === P.P_ARROW;
        cursor.at++;
        const memberToken = cursor.at;
        const member = cursor.kindAt(cursor.at) === 1 ? cursor.valueAt(cursor.at++) : 0;
        if (member === 0) cursor.complain('expected a member name');
        left = { kind: 'member', from, to: cursor.at, object: left, isArrow, member, memberToken };
        break;
      }
      case P.P_INC:
      case P.P_DEC:
        left = {
          kind: 'step',
          from,
          to: cursor.at + 1,
          operator: cursor.valueAt(cursor.at),
          isPrefix: false,
          operand: left,
        };
        cursor.at++;
        break;
      default:
        return left;
    }
  }
}

function parseArguments(cursor: BodyCursor): readonly Expression[] {
  const close = cursor.afterMatching(cursor.at);
  cursor.at++;
  const args: Expression[] = [];
  while (cursor.at < close - 1) {
    const before = cursor.at;
    // A type name as an argument: a macro that is not known, or __builtin_va_arg's kin.
    if (cursor.isTypeNameAt(cursor.at) && !cursor.isPunct(P.P_LPAREN)) parseTypeName(cursor);
    else args.push(cursor.nested(() => parseAssignment(cursor)));
    if (cursor.eat(P.P_COMMA)) continue;
    if (cursor.at >= close - 1) break;
    cursor.complain(`unexpected '${cursor.spelling(cursor.at)}' among arguments`);
    cursor.skipTo(P.P_COMMA);
    if (!cursor.eat(P.P_COMMA) || cursor.at === before) break;
  }
  cursor.at = close;
  return args;
}
