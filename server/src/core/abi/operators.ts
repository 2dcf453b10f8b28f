import * as P from '../lexer/punctuators.ts';
import { commonType, integerShape, isFloating, promoted } from '../types/arithmetic.ts';
import type { DataModel } from '../types/data-model.ts';
import { noConstant, unknown, type Unknown } from '../types/unknown.ts';
import { floatingValue, integerValue, type ConstantValue, type FloatingValue, type IntegerValue } from './constant.ts';

type Arithmetic = IntegerValue | FloatingValue;

const isComparison = (operator: number): boolean =>
  operator === P.P_LT ||
  operator === P.P_GT ||
  operator === P.P_LE ||
  operator === P.P_GE ||
  operator === P.P_EQ ||
  operator === P.P_NE;

/** A binary operator on numbers, but && and || (C17 6.5.5 to 6.5.12). Unknown if C leaves the result undefined. */
export function applyBinary(
  operator: number,
  left: Arithmetic,
  right: Arithmetic,
  model: DataModel,
): ConstantValue | Unknown {
  if (operator === P.P_SHL || operator === P.P_SHR) return shift(operator, left, right, model);
  const type = commonType(left.type, right.type, model);
  if (isFloating(type)) return floatingOperation(operator, Number(left.value), Number(right.value), type, model);
  if (left.kind !== 'integer' || right.kind !== 'integer') return unknown('complex numbers are not evaluated');
  const a = integerValue(left.value, type, model).value;
  const b = integerValue(right.value, type, model).value;
  if (isComparison(operator)) return integerValue(compare(operator, a, b) ? 1n : 0n, 'int', model);
  switch (operator) {
    case P.P_STAR:
      return integerValue(a * b, type, model);
    case P.P_PLUS:
      return integerValue(a + b, type, model);
    case P.P_MINUS:
      return integerValue(a - b, type, model);
    case P.P_AMP:
      return integerValue(a & b, type, model);
    case P.P_PIPE:
      return integerValue(a | b, type, model);
    case P.P_CARET:
      return integerValue(a ^ b, type, model);
    case P.P_SLASH:
    case P.P_PERCENT:
      if (b === 0n) return noConstant('division by zero');
      return integerValue(operator === P.P_SLASH ? a / b : a % b, type, model);
    default:
      return unknown('an operator that constant expressions do not allow');
  }
}

/** + - ~ on a number (C17 6.5.3.3). */
export function applyUnary(operator: number, operand: Arithmetic, model: DataModel): ConstantValue | Unknown {
  const type = operand.kind === 'integer' ? promoted(operand.type, model) : operand.type;
  if (operator === P.P_PLUS) return operand.kind === 'integer' ? integerValue(operand.value, type, model) : operand;
  if (operator === P.P_MINUS)
    return operand.kind === 'integer' ? integerValue(-operand.value, type, model) : floatingValue(-operand.value, type);
  if (operator === P.P_TILDE && operand.kind === 'integer') return integerValue(~operand.value, type, model);
  return unknown('an operator that constant expressions do not allow');
}

function shift(operator: number, left: Arithmetic, right: Arithmetic, model: DataModel): ConstantValue | Unknown {
  if (left.kind !== 'integer' || right.kind !== 'integer')
    return unknown('a shift of something that is not an integer');
  const type = promoted(left.type, model);
  const bits = integerShape(type, model)?.bits ?? 0;
  const count = right.value;
  if (count < 0n || count >= BigInt(bits)) return noConstant(`a shift by ${count.toString()} bits is undefined`);
  const value = integerValue(left.value, type, model).value;
  return integerValue(operator === P.P_SHL ? value << count : value >> count, type, model);
}

function compare(operator: number, a: bigint | number, b: bigint | number): boolean {
  switch (operator) {
    case P.P_LT:
      return a < b;
    case P.P_GT:
      return a > b;
    case P.P_LE:
      return a <= b;
    case P.P_GE:
      return a >= b;
    case P.P_EQ:
      return a === b;
    default:
      return a !== b;
  }
}

function floatingOperation(
  operator: number,
  a: number,
  b: number,
  type: FloatingValue['type'],
  model: DataModel,
): ConstantValue | Unknown {
  if (isComparison(operator)) return integerValue(compare(operator, a, b) ? 1n : 0n, 'int', model);
  switch (operator) {
    case P.P_STAR:
      return floatingValue(a * b, type);
    case P.P_SLASH:
      return floatingValue(a / b, type);
    case P.P_PLUS:
      return floatingValue(a + b, type);
    case P.P_MINUS:
      return floatingValue(a - b, type);
    default:
      return unknown('an operator that floating constants do not allow');
  }
}
