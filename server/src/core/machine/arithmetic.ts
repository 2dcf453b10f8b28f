import { integerValue, type FloatingValue, type IntegerValue } from '../abi/constant.ts';
import { applyBinary, applyUnary } from '../abi/operators.ts';
import type { Target } from '../abi/target.ts';
import * as P from '../lexer/punctuators.ts';
import type { BuiltinName } from '../parser/ast.ts';
import { commonType, integerShape, promoted } from '../types/arithmetic.ts';
import { isUnknown } from '../types/unknown.ts';
import { boundsOf, leading, leadsOf, unknownValue, type Value } from './value.ts';

type Bounds = readonly [low: bigint, high: bigint];

export function isComparison(operator: number): boolean {
  return (
    operator === P.P_LT ||
    operator === P.P_GT ||
    operator === P.P_LE ||
    operator === P.P_GE ||
    operator === P.P_EQ ||
    operator === P.P_NE
  );
}

/** The bounds of an integer type. */
export function typeBounds(type: BuiltinName, target: Target): Bounds | undefined {
  const shape = integerShape(type, target);
  if (shape === undefined) return undefined;
  return shape.isSigned
    ? [-(1n << BigInt(shape.bits - 1)), (1n << BigInt(shape.bits - 1)) - 1n]
    : [0n, (1n << BigInt(shape.bits)) - 1n];
}

/** `value` with what is known of it when an integer type holds it: nothing where it would wrap. */
export function bounded(value: Value, type: BuiltinName, target: Target): Value {
  if (value.kind !== 'unknown') return value;
  const of = typeBounds(type, target);
  const own = boundsOf(value);
  if (of === undefined) return leading(unknownValue(value.reason), leadsOf(value));
  if (own === undefined || own[0] < of[0] || own[1] > of[1])
    return leading(unknownValue(value.reason, of[0], of[1]), leadsOf(value));
  if (own[0] === own[1]) return integerValue(own[0], type, target);
  return value;
}

/** A binary operator on numbers whose types are known; what is not known stays between bounds where they follow. */
export function binaryOnNumbers(
  operator: number,
  left: Value,
  leftType: BuiltinName,
  right: Value,
  rightType: BuiltinName,
  target: Target,
): Value {
  if (isNumber(left) && isNumber(right)) {
    const made = applyBinary(operator, left, right, target);
    if (isUnknown(made)) return unknownValue(made.reason);
    return made.kind === 'address' ? unknownValue('an address') : made;
  }
  const reason =
    left.kind === 'unknown'
      ? left.reason
      : right.kind === 'unknown'
        ? right.reason
        : 'an operator is applied to an address';
  const isShift = operator === P.P_SHL || operator === P.P_SHR;
  const common = isShift ? promoted(leftType, target) : commonType(leftType, rightType, target);
  const a = inType(left, common, target);
  const b = inType(right, isShift ? rightType : common, target);
  if (isComparison(operator)) {
    const decided = a === undefined || b === undefined ? undefined : compare(operator, a, b);
    return decided === undefined ? unknownValue(reason, 0n, 1n) : integerValue(decided ? 1n : 0n, 'int', target);
  }
  const made = a === undefined || b === undefined ? undefined : combine(operator, a, b);
  return bounded(made === undefined ? unknownValue(reason) : unknownValue(reason, made[0], made[1]), common, target);
}

function isNumber(value: Value): value is IntegerValue | FloatingValue {
  return value.kind === 'integer' || value.kind === 'floating';
}

/** Bounds after the usual conversions; those of the type where the value would wrap. */
function inType(value: Value, type: BuiltinName, target: Target): Bounds | undefined {
  const of = typeBounds(type, target);
  if (value.kind === 'integer') {
    const converted = integerValue(value.value, type, target).value;
    return [converted, converted];
  }
  const own = boundsOf(value);
  if (value.kind !== 'unknown' || of === undefined) return undefined;
  return own !== undefined && own[0] >= of[0] && own[1] <= of[1] ? own : of;
}

function compare(operator: number, [aLow, aHigh]: Bounds, [bLow, bHigh]: Bounds): boolean | undefined {
  switch (operator) {
    case P.P_LT:
      return aHigh < bLow ? true : aLow >= bHigh ? false : undefined;
    case P.P_GT:
      return aLow > bHigh ? true : aHigh <= bLow ? false : undefined;
    case P.P_LE:
      return aHigh <= bLow ? true : aLow > bHigh ? false : undefined;
    case P.P_GE:
      return aLow >= bHigh ? true : aHigh < bLow ? false : undefined;
    default: {
      const isApart = aHigh < bLow || bHigh < aLow;
      return isApart ? operator === P.P_NE : undefined;
    }
  }
}

function combine(operator: number, [aLow, aHigh]: Bounds, [bLow, bHigh]: Bounds): Bounds | undefined {
  const corners = (apply: (x: bigint, y: bigint) => bigint): Bounds => {
    const all = [apply(aLow, bLow), apply(aLow, bHigh), apply(aHigh, bLow), apply(aHigh, bHigh)];
    return [all.reduce((x, y) => (x < y ? x : y)), all.reduce((x, y) => (x > y ? x : y))];
  };
  switch (operator) {
    case P.P_PLUS:
      return [aLow + bLow, aHigh + bHigh];
    case P.P_MINUS:
      return [aLow - bHigh, aHigh - bLow];
    case P.P_STAR:
      return corners((x, y) => x * y);
    case P.P_SLASH:
      return bLow > 0n || bHigh < 0n ? corners((x, y) => x / y) : undefined;
    case P.P_PERCENT:
      return bLow > 0n && aLow >= 0n ? (aHigh < bLow ? [aLow, aHigh] : [0n, bHigh - 1n]) : undefined;
    case P.P_SHL:
      return bLow >= 0n && bHigh < 64n && aLow >= 0n ? [aLow << bLow, aHigh << bHigh] : undefined;
    case P.P_SHR:
      return bLow >= 0n && bHigh < 128n && aLow >= 0n ? [aLow >> bHigh, aHigh >> bLow] : undefined;
    case P.P_AMP:
      return aLow >= 0n || bLow >= 0n
        ? [0n, aLow < 0n ? bHigh : bLow < 0n ? aHigh : aHigh < bHigh ? aHigh : bHigh]
        : undefined;
    default:
      return undefined;
  }
}

/** + - ~ on a number. */
export function unaryOnNumber(operator: number, operand: Value, type: BuiltinName, target: Target): Value {
  if (isNumber(operand)) {
    const made = applyUnary(operator, operand, target);
    return isUnknown(made) ? unknownValue(made.reason) : made.kind === 'address' ? unknownValue('an address') : made;
  }
  const result = promoted(type, target);
  if (operand.kind !== 'unknown') return unknownValue('an operator is applied to an address');
  const own = boundsOf(operand);
  if (own === undefined || operator === P.P_TILDE) return bounded(unknownValue(operand.reason), result, target);
  return bounded(operator === P.P_MINUS ? unknownValue(operand.reason, -own[1], -own[0]) : operand, result, target);
}
