import { integerValue } from '../abi/constant.ts';
import * as P from '../lexer/punctuators.ts';
import type { Expression } from '../parser/ast.ts';
import { isFloating } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { plain, valueType, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { integerName, load, store, type Place } from './access.ts';
import { binaryOnNumbers, isComparison, unaryOnNumber } from './arithmetic.ts';
import { assume, bothValues, LeavesExpression } from './branch.ts';
import { convertValue } from './convert-value.ts';
import type { Interpreter } from './interpreter.ts';
import { binaryOnPointers } from './pointer-arithmetic.ts';
import { truthOf, unknownValue, type UnknownValue, type Value } from './value.ts';
import { COMPOUND_OPERATOR } from '../parser/compound-assignment.ts';

/** The value of an expression, after decay (C17 6.3.2.1, 6.5). */
export function evaluate(m: Interpreter, e: Expression, scope: BlockScope | undefined): Value {
  const { source } = m.current.code;
  switch (e.kind) {
    case 'number':
    case 'character':
    case 'sizeof':
    case 'alignof':
    case 'offsetof':
    case 'types-compatible':
      return m.constantOf(e, () => constant(m, e, scope));
    case 'name':
      return m.enumerator(e, scope) ?? read(m, m.steps.locate(m, e, scope));
    case 'string':
    case 'index':
    case 'member':
    case 'compound-literal':
      return read(m, m.steps.locate(m, e, scope));
    case 'unary':
      return unary(m, e, scope);
    case 'step':
      return step(m, e, scope);
    case 'binary':
      return binary(m, e, scope);
    case 'assign':
      return assign(m, e, scope);
    case 'conditional':
      return conditional(m, e, scope);
    case 'comma':
      evaluate(m, e.left, scope);
      return evaluate(m, e.right, scope);
    case 'cast':
      return convertValue(m, evaluate(m, e.operand, scope), m.castType(e, scope));
    case 'call':
      return m.steps.callExpression(m, e, scope);
    case 'statement-expression':
      return statementValue(m, e, scope);
    case 'choose': {
      const condition = source.engine.integer(e.condition, scope);
      return isUnknown(condition)
        ? unknownValue(condition.reason)
        : evaluate(m, condition !== 0n ? e.yes : e.no, scope);
    }
    case 'generic':
      return read(m, m.steps.locate(m, e, scope));
    case 'va-arg':
      return unknownValue('an argument of a variable list');
    case 'label-address':
      return unknownValue('the address of a label');
    case 'bit-cast':
      return unknownValue('__builtin_bit_cast');
    case 'error':
      return unknownValue('an expression is not understood');
  }
}

function constant(m: Interpreter, e: Expression, scope: BlockScope | undefined): Value {
  const value = m.current.code.source.engine.constant(e, scope);
  return isUnknown(value)
    ? unknownValue(value.reason)
    : value.kind === 'address'
      ? unknownValue('an address constant')
      : value;
}

/** The value at a place: arrays and functions are addresses. */
export function read(m: Interpreter, place: Place | UnknownValue): Value {
  if (place.kind === 'unknown') return place;
  const { kind } = plain(place.type);
  return kind === 'array' || kind === 'function' ? addressOf(place) : load(m, place);
}

function addressOf({ thing, offset, near }: Place): Value {
  return near === undefined ? { kind: 'address', thing, offset } : { kind: 'address', thing, offset, near };
}

/** The truth of a condition; a reason where it is not known. */
export function condition(m: Interpreter, e: Expression, scope: BlockScope | undefined): boolean | UnknownValue {
  const value = evaluate(m, e, scope);
  const isTrue = truthOf(value);
  return isTrue ?? (value.kind === 'unknown' ? value : unknownValue('a struct is no condition'));
}

function unary(m: Interpreter, e: Extract<Expression, { kind: 'unary' }>, scope: BlockScope | undefined): Value {
  if (e.operator === P.P_STAR) {
    // *f of a function is the function (C17 6.5.3.2p4).
    return read(m, m.steps.locate(m, e, scope));
  }
  if (e.operator === P.P_AMP) {
    // &*p and &p[i] read nothing; &((T *)0)->m is a number.
    const place = locateQuietly(m, e.operand, scope);
    return place;
  }
  const value = evaluate(m, e.operand, scope);
  if (e.operator === P.P_NOT) {
    const isTrue = truthOf(value);
    return isTrue === undefined
      ? unknownValue(value.kind === 'unknown' ? value.reason : 'a struct', 0n, 1n)
      : integerValue(isTrue ? 0n : 1n, 'int', m.target);
  }
  const name = arithmeticName(m, m.typeOf(e.operand, scope));
  if (e.operator === P.P_TILDE && value.kind === 'address') return unknownValue('an operator is applied to an address');
  return unaryOnNumber(e.operator, value, name ?? 'int', m.target);
}

/** The address of an lvalue. */
function locateQuietly(m: Interpreter, operand: Expression, scope: BlockScope | undefined): Value {
  const nothing = offsetFromNull(m, operand, scope);
  if (nothing !== undefined) return integerValue(nothing, m.target.sizeType, m.target);
  const place = m.steps.locate(m, operand, scope);
  return place.kind === 'unknown'
    ? place
    : place.bits !== undefined
      ? unknownValue('the address of a bit-field')
      : addressOf(place);
}

/** `&((T *)0)->m`, as older headers write offsetof. */
function offsetFromNull(m: Interpreter, operand: Expression, scope: BlockScope | undefined): bigint | undefined {
  if (operand.kind !== 'member') return undefined;
  let inner: Expression = operand;
  while (inner.kind === 'member' && !inner.isArrow) inner = inner.object;
  if (inner.kind !== 'member' || inner.object.kind !== 'cast') return undefined;
  const value = m.current.code.source.engine.constant(
    { kind: 'unary', operator: P.P_AMP, operand, from: operand.from, to: operand.to },
    scope,
  );
  return !isUnknown(value) && value.kind === 'address' && value.base === undefined ? value.offset : undefined;
}

export function arithmeticName(m: Interpreter, type: Type): ReturnType<typeof integerName> {
  const inner = plain(type);
  return inner.kind === 'builtin' && isFloating(inner.name) ? inner.name : integerName(m.current.code.source, type);
}

function step(m: Interpreter, e: Extract<Expression, { kind: 'step' }>, scope: BlockScope | undefined): Value {
  const place = m.steps.locate(m, e.operand, scope);
  if (place.kind === 'unknown') {
    store(m, place, place);
    return place;
  }
  const before = load(m, place);
  const one = integerValue(1n, 'int', m.target);
  const after = convertValue(
    m,
    operate(m, e.operator === P.P_INC ? P.P_PLUS : P.P_MINUS, before, place.type, one, undefined),
    place.type,
  );
  store(m, place, after);
  return e.isPrefix ? after : before;
}

/** A binary operator on values; a type that is undefined is int. */
function operate(
  m: Interpreter,
  operator: number,
  left: Value,
  leftType: Type | undefined,
  right: Value,
  rightType: Type | undefined,
): Value {
  const a = leftType && valueType(leftType);
  const b = rightType && valueType(rightType);
  const isPointer = (type: Type | undefined): boolean => type !== undefined && plain(type).kind === 'pointer';
  if (isPointer(a) || isPointer(b) || left.kind === 'address' || right.kind === 'address')
    return binaryOnPointers(m, operator, left, a, right, b);
  return binaryOnNumbers(
    operator,
    left,
    (a && arithmeticName(m, a)) ?? 'int',
    right,
    (b && arithmeticName(m, b)) ?? 'int',
    m.target,
  );
}

function binary(m: Interpreter, e: Extract<Expression, { kind: 'binary' }>, scope: BlockScope | undefined): Value {
  const { operator } = e;
  if (operator === P.P_ANDAND || operator === P.P_OROR) {
    const left = condition(m, e.left, scope);
    const decides = operator === P.P_OROR;
    const number = (isTrue: boolean): Value => integerValue(isTrue ? 1n : 0n, 'int', m.target);
    const right = (): Value => {
      const value = condition(m, e.right, scope);
      return typeof value === 'boolean' ? number(value) : unknownValue(value.reason, 0n, 1n);
    };
    if (typeof left === 'boolean') return left === decides ? number(decides) : right();
    return bothValues(
      m,
      left.reason,
      () => {
        assume(m, e.left, decides, scope);
        return number(decides);
      },
      () => {
        assume(m, e.left, !decides, scope);
        return right();
      },
    );
  }
  const left = evaluate(m, e.left, scope);
  const right = evaluate(m, e.right, scope);
  const leftType = m.typeOf(e.left, scope);
  const rightType = m.typeOf(e.right, scope);
  if (
    left.kind === 'integer' &&
    right.kind === 'integer' &&
    isComparison(operator) &&
    plain(leftType).kind === 'pointer'
  )
    return operate(m, operator, left, undefined, right, undefined);
  return operate(m, operator, left, leftType, right, rightType);
}

function assign(m: Interpreter, e: Extract<Expression, { kind: 'assign' }>, scope: BlockScope | undefined): Value {
  const right = evaluate(m, e.right, scope);
  const place = m.steps.locate(m, e.left, scope);
  const compound = COMPOUND_OPERATOR.get(e.operator);
  if (place.kind === 'unknown') {
    store(m, place, right);
    return compound === undefined ? right : place;
  }
  const value =
    compound === undefined ? right : operate(m, compound, load(m, place), place.type, right, m.typeOf(e.right, scope));
  const converted = convertValue(m, value, place.type);
  store(m, place, converted);
  return place.bits === undefined ? converted : load(m, place);
}

function conditional(
  m: Interpreter,
  e: Extract<Expression, { kind: 'conditional' }>,
  scope: BlockScope | undefined,
): Value {
  const value = evaluate(m, e.condition, scope);
  const isTrue = truthOf(value);
  const type = m.typeOf(e, scope);
  const yes = (): Value => convertValue(m, e.yes === undefined ? value : evaluate(m, e.yes, scope), type);
  const no = (): Value => convertValue(m, evaluate(m, e.no, scope), type);
  if (isTrue !== undefined) return isTrue ? yes() : no();
  const reason = value.kind === 'unknown' ? value.reason : 'a struct is no condition';
  return bothValues(
    m,
    reason,
    () => {
      assume(m, e.condition, true, scope);
      return yes();
    },
    () => {
      assume(m, e.condition, false, scope);
      return no();
    },
  );
}

function statementValue(
  m: Interpreter,
  e: Extract<Expression, { kind: 'statement-expression' }>,
  scope: BlockScope | undefined,
): Value {
  const { block, last } = { block: e.body, last: e.body.statements.at(-1) };
  const inner = m.scopeOf(block, block.statements, scope);
  const value = last?.kind === 'expression' ? last.value : undefined;
  const completion = m.steps.executeBody(
    m,
    value === undefined ? block.statements : block.statements.slice(0, -1),
    inner,
  );
  if (completion !== undefined) throw new LeavesExpression(completion);
  return value === undefined ? unknownValue('a statement expression without a value') : evaluate(m, value, inner);
}
