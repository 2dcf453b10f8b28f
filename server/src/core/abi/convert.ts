import type { BuiltinName } from '../parser/ast.ts';
import { integerShape, isFloating, type IntegerShape } from '../types/arithmetic.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { floatingValue, integerValue, truth, type ConstantValue } from './constant.ts';
import type { LayoutEngine } from './layout-engine.ts';

/** `value` converted to a scalar type, as by a cast or an initialization (C17 6.3, 6.5.4). */
export function convert(engine: LayoutEngine, value: ConstantValue, type: Type): ConstantValue | Unknown {
  const to = plain(type);
  switch (to.kind) {
    case 'pointer':
      return toPointer(engine, value, type);
    case 'enum': {
      const name = engine.enumInteger(to);
      return isUnknown(name) ? name : toArithmetic(engine, value, name, type);
    }
    case 'builtin':
      return toArithmetic(engine, value, to.name, type);
    case 'unknown':
      return to;
    default:
      return unknown('a conversion to a type that is not a scalar');
  }
}

function toPointer(engine: LayoutEngine, value: ConstantValue, type: Type): ConstantValue | Unknown {
  if (value.kind === 'address') return { ...value, type };
  if (value.kind === 'floating') return unknown('a floating value is converted to a pointer');
  return {
    kind: 'address',
    base: undefined,
    offset: BigInt.asUintN(engine.target.pointerBytes * 8, value.value),
    type,
  };
}

function toArithmetic(
  engine: LayoutEngine,
  value: ConstantValue,
  name: BuiltinName,
  type: Type,
): ConstantValue | Unknown {
  const { target } = engine;
  const shape = integerShape(name, target);
  if (shape !== undefined) {
    switch (value.kind) {
      case 'integer':
        return integerValue(value.value, name, target);
      case 'floating':
        if (name === 'bool') return integerValue(value.value === 0 ? 0n : 1n, name, target);
        return integerValue(saturated(value.value, shape), name, target);
      case 'address':
        if (name === 'bool') {
          const isTrue = truth(value);
          return isUnknown(isTrue) ? isTrue : integerValue(isTrue ? 1n : 0n, name, target);
        }
        if (value.base === undefined) return integerValue(value.offset, name, target);
        // Only an integer as wide as a pointer can hold an address that the linker fills in.
        return shape.bits === target.pointerBytes * 8
          ? { ...value, type }
          : unknown('an address does not fit the integer it is cast to');
    }
  }
  if (!isFloating(name)) return unknown(`a conversion to '${name}'`);
  if (value.kind === 'address') return unknown('an address is converted to a floating type');
  return floatingValue(Number(value.value), name);
}

/**
 * A value that does not fit becomes the nearest one, as with clang's APFloat; C leaves it undefined (C17 6.3.1.4p1).
 */
function saturated(value: number, { bits, isSigned }: IntegerShape): bigint {
  if (Number.isNaN(value)) return 0n;
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n;
  const greatest = (1n << BigInt(isSigned ? bits - 1 : bits)) - 1n;
  if (!Number.isFinite(value)) return value < 0 ? least : greatest;
  const whole = BigInt(Math.trunc(value));
  return whole < least ? least : whole > greatest ? greatest : whole;
}
