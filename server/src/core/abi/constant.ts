import type { BuiltinName, Expression } from '../parser/ast.ts';
import { integerShape } from '../types/arithmetic.ts';
import type { DataModel } from '../types/data-model.ts';
import type { LocalEntity } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import { noConstant, type Unknown } from '../types/unknown.ts';

/** An integer of C type `type`; `value` is in that type's range. */
export interface IntegerValue {
  readonly kind: 'integer';
  readonly type: BuiltinName;
  readonly value: bigint;
}

export interface FloatingValue {
  readonly kind: 'floating';
  readonly type: BuiltinName;
  readonly value: number;
}

type LocalVariable = Extract<LocalEntity, { kind: 'variable' | 'typedef' }>;

/** What an address constant points into (C17 6.6p9). */
export type AddressBase =
  | {
      readonly kind: 'symbol';
      /** Interned. */ readonly name: number;
      /** Perhaps null: __attribute__((weak)). */ readonly isWeak?: boolean;
    }
  /** A variable of a block, while a body's expression is folded. */
  | { readonly kind: 'local'; readonly name: number; readonly variable: LocalVariable }
  | { readonly kind: 'string'; readonly units: readonly number[]; readonly unitBytes: 1 | 2 | 4 }
  | { readonly kind: 'literal'; readonly literal: Extract<Expression, { kind: 'compound-literal' }> }
  | { readonly kind: 'label'; readonly name: number };

/** A pointer, or an address cast to an integer. */
export interface AddressValue {
  readonly kind: 'address';
  /** undefined for a number cast to a pointer: null, `(void *)0x1000`. */
  readonly base: AddressBase | undefined;
  /** Bytes from the base. */
  readonly offset: bigint;
  /** A pointer type, or the integer type it was cast to. */
  readonly type: Type;
}

export type ConstantValue = IntegerValue | FloatingValue | AddressValue;

/** `value` as the integer type keeps it: wrapped to its width (C17 6.3.1.3; clang wraps signed types too). */
export function wrap(value: bigint, type: BuiltinName, model: DataModel): bigint {
  const shape = integerShape(type, model);
  if (shape === undefined) return value;
  if (type === 'bool') return value === 0n ? 0n : 1n;
  return shape.isSigned ? BigInt.asIntN(shape.bits, value) : BigInt.asUintN(shape.bits, value);
}

export function integerValue(value: bigint, type: BuiltinName, model: DataModel): IntegerValue {
  return { kind: 'integer', type, value: wrap(value, type, model) };
}

export function floatingValue(value: number, type: BuiltinName): FloatingValue {
  return { kind: 'floating', type, value: type === 'float' ? Math.fround(value) : value };
}

/** A number as a condition sees it (C17 6.3.1.2). */
export function isNonzero(value: IntegerValue | FloatingValue): boolean {
  return value.kind === 'integer' ? value.value !== 0n : value.value !== 0;
}

/** True or false as a condition sees it; an object has an address other than null, unless it is weak. */
export function truth(value: ConstantValue): boolean | Unknown {
  switch (value.kind) {
    case 'integer':
    case 'floating':
      return isNonzero(value);
    case 'address':
      return mayBeNull(value)
        ? noConstant('the address of a weak symbol may be null')
        : value.base !== undefined || value.offset !== 0n;
  }
}

export function mayBeNull({ base }: AddressValue): boolean {
  return base?.kind === 'symbol' && base.isWeak === true;
}
