import type { Expression } from '../parser/ast.ts';
import { Q_CONST } from '../parser/ast.ts';
import { parseCharConstant, parseIntegerConstant } from '../lexer/constants.ts';
import * as P from '../lexer/punctuators.ts';
import { commonType, numberType } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { arithmeticName } from '../types/promotions.ts';
import { sameType, unknownWithin } from '../types/same-type.ts';
import { builtin, plain, pointerTo, qualifiersOf, unqualified, type Type } from '../types/type.ts';
import { isUnknown, noConstant, unknown, type Unknown } from '../types/unknown.ts';
import { evaluateBuiltin } from './builtin-calls.ts';
import { floatingValue, integerValue, mayBeNull, truth, type AddressValue, type ConstantValue } from './constant.ts';
import { convert } from './convert.ts';
import { foldStatementExpression } from './fold-statements.ts';
import type { Exact } from './exact.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { alignOfOperand } from './object-alignment.ts';
import { applyBinary, applyUnary } from './operators.ts';
import { parseFloating } from './parse-floating.ts';
import { locate } from './place.ts';
import { readObject } from './read-object.ts';

/** Value of a constant expression, address constants included (C17 6.6), or Unknown with what is not constant in it. */
export function evaluate(
  engine: LayoutEngine,
  expression: Expression,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  return engine.nested(() => work(engine, expression, scope));
}

function work(engine: LayoutEngine, expression: Expression, scope: BlockScope | undefined): ConstantValue | Unknown {
  const { resolver, target } = engine;
  const of = (inner: Expression): ConstantValue | Unknown => evaluate(engine, inner, scope);
  switch (expression.kind) {
    case 'number':
      return numberValue(engine, resolver.spelling(expression.spelling));
    case 'character': {
      const value = parseCharConstant(resolver.spelling(expression.spelling), target.isCharSigned);
      const type = arithmeticName(resolver, resolver.ofExpression(expression)) ?? 'int';
      return value === undefined
        ? unknown('a character constant is not understood')
        : integerValue(value, type, target);
    }
    case 'name':
      return nameValue(engine, expression, scope);
    case 'string':
    case 'index':
    case 'member':
    case 'compound-literal':
      return readPlace(engine, expression, scope);
    case 'unary':
      return unaryValue(engine, expression, scope);
    case 'binary':
      return binaryValue(engine, expression.operator, expression.left, expression.right, scope);
    case 'conditional':
      return conditionalValue(engine, expression, scope);
    case 'comma': {
      const left = of(expression.left);
      return isUnknown(left) ? left : of(expression.right);
    }
    case 'cast': {
      const type = resolver.ofTypeName(expression.type, scope);
      const value = of(expression.operand);
      return isUnknown(value) ? value : convert(engine, value, unqualified(type));
    }
    case 'sizeof':
      return sizeValue(
        engine,
        engine.exactSize(
          expression.type === undefined
            ? operandType(engine, expression.operand, scope)
            : resolver.ofTypeName(expression.type, scope),
        ),
      );
    case 'alignof':
      return sizeValue(engine, alignOf(engine, expression, scope));
    case 'offsetof':
      return sizeValue(
        engine,
        engine.offsetof(resolver.ofTypeName(expression.type, scope), expression.designators, scope),
      );
    case 'types-compatible': {
      const left = unqualified(resolver.ofTypeName(expression.left, scope));
      const right = unqualified(resolver.ofTypeName(expression.right, scope));
      const isSame = sameType(resolver, left, right);
      const doubt = unknownWithin(left) ?? unknownWithin(right);
      if (!isSame && doubt !== undefined) return doubt;
      return integerValue(isSame ? 1n : 0n, 'int', target);
    }
    case 'choose': {
      const condition = engine.integer(expression.condition, scope);
      return isUnknown(condition) ? condition : of(condition !== 0n ? expression.yes : expression.no);
    }
    case 'generic': {
      const chosen = genericChoice(resolver, expression, scope);
      return isUnknown(chosen) ? chosen : of(chosen);
    }
    case 'call':
      if (expression.callee.kind === 'name')
        return evaluateBuiltin(engine, resolver.spelling(expression.callee.name), expression.arguments, scope);
      return noConstant('a call is not a constant');
    case 'label-address':
      return {
        kind: 'address',
        base: { kind: 'label', name: expression.label },
        offset: 0n,
        type: pointerTo(builtin('void')),
      };
    case 'statement-expression':
      return engine.isFolding
        ? foldStatementExpression(engine, expression.body, scope)
        : unknown('a statement expression is not a constant');
    case 'assign':
    case 'step':
      return noConstant('an assignment is not a constant');
    case 'va-arg':
    case 'bit-cast':
      return noConstant('a builtin is not a constant');
    case 'error':
      return unknown('the expression is not understood');
  }
}

function numberValue(engine: LayoutEngine, spelling: string): ConstantValue | Unknown {
  const type = numberType(spelling, engine.target);
  const integer = parseIntegerConstant(spelling);
  if (type !== undefined && integer !== undefined) return integerValue(integer.value, type, engine.target);
  const floating = parseFloating(spelling);
  if (type === undefined || floating === undefined) return unknown(`'${spelling}' is not a number`);
  const value = floatingValue(floating, type);
  return isWide(engine, value) && !Number.isSafeInteger(floating)
    ? unknown(`'${spelling}' has more digits than are kept`)
    : value;
}

/** True for a floating value of a type with more digits than a double. */
function isWide(engine: LayoutEngine, value: ConstantValue): boolean {
  return (
    value.kind === 'floating' &&
    (value.type === '__float128' || (value.type === 'long double' && engine.target.longDouble.format !== 'double'))
  );
}

function sizeValue(engine: LayoutEngine, size: Exact | Unknown): ConstantValue | Unknown {
  return isUnknown(size) ? size : integerValue(BigInt(size), engine.target.sizeType, engine.target);
}

function operandType(engine: LayoutEngine, operand: Expression | undefined, scope: BlockScope | undefined): Type {
  return operand === undefined ? unknown('sizeof without an operand') : engine.resolver.ofExpression(operand, scope);
}

/** clang: __alignof__ is the preferred alignment, _Alignof the ABI's; of a variable or member, that object's own. */
function alignOf(
  engine: LayoutEngine,
  expression: Extract<Expression, { kind: 'alignof' }>,
  scope: BlockScope | undefined,
): number | Unknown {
  const { type, operand, isPreferred } = expression;
  if (type === undefined && operand !== undefined) {
    const own = alignOfOperand(engine, operand, scope);
    if (own !== undefined) return own;
  }
  const measured = type === undefined ? operandType(engine, operand, scope) : engine.resolver.ofTypeName(type, scope);
  return isPreferred ? engine.preferredAlign(measured) : engine.align(measured);
}

function nameValue(
  engine: LayoutEngine,
  expression: Extract<Expression, { kind: 'name' }>,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  const enumerator = engine.enumeratorNamed(expression.name, scope);
  return enumerator ?? readPlace(engine, expression, scope);
}

/** The value of an lvalue: arrays and functions become addresses, const objects that clang folds their initializer. */
function readPlace(
  engine: LayoutEngine,
  expression: Expression,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  if (expression.kind === 'name') {
    const folded = engine.constVariable(expression.name, scope);
    if (folded !== undefined) return folded;
  }
  const place = locate(engine, expression, scope);
  if (isUnknown(place)) return place;
  const type = plain(place.type);
  switch (type.kind) {
    case 'array':
      return { kind: 'address', base: place.base, offset: place.offset, type: pointerTo(type.element) };
    case 'function':
      return { kind: 'address', base: place.base, offset: place.offset, type: pointerTo(place.type) };
    case 'unknown':
      return type;
    default:
  }
  if (place.base?.kind === 'string' && (qualifiersOf(place.type) & ~Q_CONST) === 0) {
    const unit = place.base.units[Number(place.offset) / place.base.unitBytes] ?? 0;
    return integerValue(BigInt(unit), arithmeticName(engine.resolver, place.type) ?? 'char', engine.target);
  }
  const read = readObject(engine, place, scope);
  if (read !== undefined) return read;
  return noConstant(
    expression.kind === 'name'
      ? `'${engine.resolver.spelling(expression.name)}' is not a constant`
      : 'the value of an object is not a constant',
  );
}

function unaryValue(
  engine: LayoutEngine,
  expression: Extract<Expression, { kind: 'unary' }>,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  const { operator, operand } = expression;
  if (operator === P.P_STAR) return readPlace(engine, expression, scope);
  if (operator === P.P_AMP) {
    const place = locate(engine, operand, scope);
    if (isUnknown(place)) return place;
    return place.isBitField
      ? unknown('the address of a bit-field')
      : { kind: 'address', base: place.base, offset: place.offset, type: pointerTo(place.type) };
  }
  const value = evaluate(engine, operand, scope);
  if (isUnknown(value)) return value;
  if (operator === P.P_NOT) return truthValue(engine, value, true);
  return value.kind === 'address'
    ? unknown('an operator is applied to an address')
    : applyUnary(operator, value, engine.target);
}

function binaryValue(
  engine: LayoutEngine,
  operator: number,
  left: Expression,
  right: Expression,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  const a = evaluate(engine, left, scope);
  if (operator === P.P_ANDAND || operator === P.P_OROR) {
    if (isUnknown(a)) return a;
    const isTrue = truth(a);
    if (isUnknown(isTrue)) return isTrue;
    if (isTrue === (operator === P.P_OROR)) return integerValue(isTrue ? 1n : 0n, 'int', engine.target);
    const b = evaluate(engine, right, scope);
    return isUnknown(b) ? b : truthValue(engine, b, false);
  }
  if (isUnknown(a)) return a;
  const b = evaluate(engine, right, scope);
  if (isUnknown(b)) return b;
  if (a.kind !== 'address' && b.kind !== 'address') {
    return isWide(engine, a) || isWide(engine, b)
      ? unknown('arithmetic of long double is not evaluated')
      : applyBinary(operator, a, b, engine.target);
  }
  if (a.kind === 'address' && b.kind === 'address') return onAddresses(engine, operator, a, b);
  if (operator === P.P_EQ || operator === P.P_NE) return compareWithNumber(engine, operator, a, b);
  if (a.kind === 'address' && b.kind === 'integer' && (operator === P.P_PLUS || operator === P.P_MINUS))
    return moved(engine, a, operator === P.P_PLUS ? b.value : -b.value);
  if (b.kind === 'address' && a.kind === 'integer' && operator === P.P_PLUS) return moved(engine, b, a.value);
  return unknown('an operator is applied to an address');
}

/** 1 if `value` is true (with `isNegated`: false), else 0. */
function truthValue(engine: LayoutEngine, value: ConstantValue, isNegated: boolean): ConstantValue | Unknown {
  const isTrue = truth(value);
  return isUnknown(isTrue) ? isTrue : integerValue(isTrue === isNegated ? 0n : 1n, 'int', engine.target);
}

/** Pointer arithmetic (C17 6.5.6p8); an address in an integer moves by bytes. */
function moved(engine: LayoutEngine, address: AddressValue, count: bigint): ConstantValue | Unknown {
  const type = plain(address.type);
  const step = type.kind === 'pointer' ? engine.exactSize(type.target) : 1;
  return isUnknown(step) ? step : { ...address, offset: address.offset + count * BigInt(step) };
}

function compareWithNumber(
  engine: LayoutEngine,
  operator: number,
  a: ConstantValue,
  b: ConstantValue,
): ConstantValue | Unknown {
  const [address, number] = a.kind === 'address' ? [a, b] : [b, a];
  if (address.kind !== 'address' || number.kind !== 'integer')
    return unknown('an address is compared with something that is not a number');
  if (address.base !== undefined && number.value !== 0n) return unknown('an address is compared with a number');
  if (mayBeNull(address)) return noConstant('the address of a weak symbol may be null');
  const isEqual = address.base === undefined && address.offset === number.value;
  return integerValue(isEqual === (operator === P.P_EQ) ? 1n : 0n, 'int', engine.target);
}

/**
 * Whether two addresses certainly differ: the starts of two objects, none of them weak, a literal or without size
 * (clang, VisitBinaryOperator).
 */
function areApart(engine: LayoutEngine, a: AddressValue, b: AddressValue): boolean {
  const isStart = ({ base, offset, type }: AddressValue): boolean => {
    if (
      offset !== 0n ||
      (base?.kind !== 'symbol' && base?.kind !== 'local') ||
      (base.kind === 'symbol' && base.isWeak === true)
    )
      return false;
    const pointer = plain(type);
    const size = pointer.kind === 'pointer' ? engine.exactSize(pointer.target) : 0;
    return !isUnknown(size) && size > 0;
  };
  return isStart(a) && isStart(b);
}

function isSameBase(a: AddressValue['base'], b: AddressValue['base']): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a === b ||
    (a.kind === 'symbol' && b.kind === 'symbol' && a.name === b.name) ||
    (a.kind === 'local' && b.kind === 'local' && a.variable === b.variable)
  );
}

function onAddresses(
  engine: LayoutEngine,
  operator: number,
  a: AddressValue,
  b: AddressValue,
): ConstantValue | Unknown {
  if (!isSameBase(a.base, b.base)) {
    // A null pointer equals no object's address.
    const isWithNull = (a.base === undefined && a.offset === 0n) || (b.base === undefined && b.offset === 0n);
    const isEquality = operator === P.P_EQ || operator === P.P_NE;
    if (isWithNull && isEquality)
      return mayBeNull(a) || mayBeNull(b)
        ? noConstant('the address of a weak symbol may be null')
        : integerValue(operator === P.P_NE ? 1n : 0n, 'int', engine.target);
    return isEquality && areApart(engine, a, b)
      ? integerValue(operator === P.P_NE ? 1n : 0n, 'int', engine.target)
      : noConstant('addresses of different objects are subtracted or compared');
  }
  const difference = a.offset - b.offset;
  const pointer = plain(a.type);
  if (operator === P.P_MINUS) {
    if (pointer.kind !== 'pointer') return integerValue(difference, engine.target.ptrdiffType, engine.target);
    const size = engine.exactSize(pointer.target);
    if (isUnknown(size)) return size;
    return size === 0
      ? unknown('pointers to an incomplete type are subtracted')
      : integerValue(difference / BigInt(size), engine.target.ptrdiffType, engine.target);
  }
  return applyBinary(
    operator,
    integerValue(difference, 'long long', engine.target),
    integerValue(0n, 'long long', engine.target),
    engine.target,
  );
}

function conditionalValue(
  engine: LayoutEngine,
  expression: Extract<Expression, { kind: 'conditional' }>,
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  const condition = evaluate(engine, expression.condition, scope);
  if (isUnknown(condition)) return condition;
  const isTrue = truth(condition);
  if (isUnknown(isTrue)) return isTrue;
  const taken = isTrue ? expression.yes : expression.no;
  const value = taken === undefined ? condition : evaluate(engine, taken, scope);
  if (isUnknown(value) || value.kind === 'address') return value;
  // C17 6.5.15p5: the common type of both branches.
  const { resolver } = engine;
  const other = arithmeticName(
    resolver,
    resolver.ofExpression(isTrue ? expression.no : (expression.yes ?? expression.condition), scope),
  );
  return other === undefined ? value : convert(engine, value, builtin(commonType(value.type, other, engine.target)));
}
