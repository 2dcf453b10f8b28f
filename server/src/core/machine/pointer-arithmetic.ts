import { integerValue } from '../abi/constant.ts';
import * as P from '../lexer/punctuators.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { binaryOnNumbers, isComparison } from './arithmetic.ts';
import { integerName } from './access.ts';
import type { Interpreter } from './interpreter.ts';
import { Leads } from './leads.ts';
import { leading, leadsOf, unknownValue, type Address, type Value } from './value.ts';

/** What every object that is no byte array is aligned to, at the least: low bits of its address are 0. */
const ALIGNED = 8n;
/** What is aligned to more, a page say, need not stay in its object. */
const MOST_ALIGNED = 1024n;

/** A binary operator where one side is a pointer, or an address in an integer (C17 6.5.6, 6.5.8, 6.5.9). */
export function binaryOnPointers(
  m: Interpreter,
  operator: number,
  left: Value,
  leftType: Type | undefined,
  right: Value,
  rightType: Type | undefined,
): Value {
  if (left.kind === 'address' && right.kind === 'address') m.watch?.onCompare(left.thing, right.thing);
  if (isComparison(operator)) return compare(m, operator, left, right);
  // A pointer that moves by nobody knows how much stays in its object (C17 6.5.6p8).
  if (left.kind === 'address' && right.kind === 'unknown' && (operator === P.P_PLUS || operator === P.P_MINUS))
    return lost(m, left);
  if (right.kind === 'address' && left.kind === 'unknown' && operator === P.P_PLUS) return lost(m, right);
  if (left.kind === 'unknown') return leading(unknownValue(left.reason), Leads.both(leadsOf(left), leadsOf(right)));
  if (right.kind === 'unknown') return leading(unknownValue(right.reason), Leads.both(leadsOf(left), leadsOf(right)));
  if (left.kind === 'bytes' || right.kind === 'bytes' || left.kind === 'floating' || right.kind === 'floating')
    return unknownValue('an operator is applied to a value that is not a number');
  const leftStep = stepOf(m, leftType);
  const rightStep = stepOf(m, rightType);
  if (leftStep === undefined || rightStep === undefined) return unknownValue('a pointer to something without a size');
  switch (operator) {
    case P.P_PLUS:
      if (left.kind === 'address' && right.kind === 'integer') return moved(left, Number(right.value) * leftStep);
      if (left.kind === 'integer' && right.kind === 'address') return moved(right, Number(left.value) * rightStep);
      if (left.kind === 'address' && right.kind === 'address')
        return based(m, left, right) ?? based(m, right, left) ?? unknownValue('addresses are added');
      break;
    case P.P_MINUS:
      if (left.kind === 'address' && right.kind === 'integer') return moved(left, -Number(right.value) * leftStep);
      if (left.kind === 'address' && right.kind === 'address') {
        if (left.thing !== right.thing || Number.isNaN(left.offset) || Number.isNaN(right.offset))
          return unknownValue('addresses of different objects are subtracted');
        return integerValue(
          BigInt(Math.trunc((left.offset - right.offset) / leftStep)),
          m.target.ptrdiffType,
          m.target,
        );
      }
      break;
    case P.P_AMP:
      if (left.kind === 'address' && right.kind === 'integer') return masked(m, left, right.value);
      if (left.kind === 'integer' && right.kind === 'address') return masked(m, right, left.value);
      break;
    case P.P_PIPE:
    case P.P_CARET: {
      const [address, bits] = left.kind === 'address' ? [left, right] : [right, left];
      if (address.kind === 'address' && bits.kind === 'integer') return withBits(operator, address, bits.value);
      break;
    }
    default:
  }
  if (left.kind === 'address' || right.kind === 'address') return unknownValue('an operator is applied to an address');
  // Both are numbers in pointers.
  const scaled = (value: typeof left, step: number): Value =>
    step === 1 ? value : integerValue(value.value * BigInt(step), m.target.sizeType, m.target);
  if (operator === P.P_MINUS && leftStep > 1 && rightStep > 1)
    return integerValue((left.value - right.value) / BigInt(leftStep), m.target.ptrdiffType, m.target);
  return binaryOnNumbers(
    operator,
    leftStep > 1 ? left : scaled(left, rightStep),
    nameOf(m, leftType),
    leftStep > 1 ? scaled(right, leftStep) : right,
    nameOf(m, rightType),
    m.target,
  );
}

function nameOf(m: Interpreter, type: Type | undefined): NonNullable<ReturnType<typeof integerName>> {
  return (type && integerName(m.current.code.source, type)) ?? (type === undefined ? 'int' : m.target.sizeType);
}

function lost(m: Interpreter, { thing, offset, near }: Address): Value {
  // Added to vnet_data_base the address of a reference copy leads to a vnet's.
  if (thing.leadsTo !== undefined || thing === m.kernel.reference)
    return unknownValue('a virtualized global of a vnet that is not known');
  return { kind: 'address', thing, offset: NaN, near: Number.isNaN(offset) ? (near ?? 0) : offset };
}

function moved(address: Address, bytes: number): Address {
  return bytes === 0 || Number.isNaN(address.offset)
    ? address
    : { kind: 'address', thing: address.thing, offset: address.offset + bytes };
}

/** vnet_data_base + &vnet_entry_x. */
function based(m: Interpreter, base: Address, reference: Address): Value | undefined {
  const { leadsTo } = base.thing;
  if (leadsTo === undefined || reference.thing !== m.kernel.reference) return undefined;
  return { kind: 'address', thing: leadsTo, offset: reference.offset + base.offset };
}

/** Bytes that a pointer of a type moves by; 1 for an integer. */
function stepOf(m: Interpreter, type: Type | undefined): number | undefined {
  const inner = type && plain(type);
  if (inner?.kind !== 'pointer') return 1;
  const size = m.current.code.source.engine.size(inner.target);
  return isUnknown(size) || size === 0 ? undefined : size;
}

/** Low bits of an address are known, and so is the address without them. */
function masked(m: Interpreter, { thing, offset }: Address, mask: bigint): Value {
  if (Number.isNaN(offset)) return unknownValue('bits of an address');
  const wide = BigInt.asUintN(64, mask);
  if (wide < BigInt(thing.alignBytes ?? ALIGNED))
    return integerValue(BigInt(offset) & wide, m.target.sizeType, m.target);
  const cleared = ~mask & 0xffff_ffff_ffff_ffffn;
  if (cleared < BigInt(thing.alignBytes ?? ALIGNED))
    return { kind: 'address', thing, offset: offset - Number(BigInt(offset) & cleared) };
  // Aligned to more than is known of it: roundup2() of an address that has room behind it.
  if (thing.isOne === true && cleared < MOST_ALIGNED && (cleared & (cleared + 1n)) === 0n)
    return { kind: 'address', thing, offset: NaN };
  return unknownValue('bits of an address');
}

/** An address with bits set or turned that are 0 in every object's: tree(3) keeps a node's color there. */
function withBits(operator: number, { thing, offset }: Address, bits: bigint): Value {
  if (Number.isNaN(offset) || bits < 0n || bits >= ALIGNED) return unknownValue('bits of an address');
  const low = Number(BigInt(offset) & (ALIGNED - 1n));
  const made = operator === P.P_PIPE ? low | Number(bits) : low ^ Number(bits);
  return { kind: 'address', thing, offset: offset - low + made };
}

function compare(m: Interpreter, operator: number, left: Value, right: Value): Value {
  const number = (isTrue: boolean): Value => integerValue(isTrue ? 1n : 0n, 'int', m.target);
  if (left.kind === 'address' && right.kind === 'address') {
    if (left.thing === right.thing && (Number.isNaN(left.offset) || Number.isNaN(right.offset)))
      return unknownValue('offsets in one object, not both known, are compared', 0n, 1n);
    if (left.thing === right.thing)
      return binaryOnNumbers(
        operator,
        integerValue(BigInt(left.offset), 'long', m.target),
        'long',
        integerValue(BigInt(right.offset), 'long', m.target),
        'long',
        m.target,
      );
    // Of what lies one behind the other no more is known.
    return operator === P.P_EQ || operator === P.P_NE
      ? number(operator === P.P_NE)
      : unknownValue('addresses of different objects are compared', 0n, 1n);
  }
  if (left.kind === 'integer' && right.kind === 'integer')
    return binaryOnNumbers(operator, left, left.type, right, right.type, m.target);
  const other = left.kind === 'address' ? right : left;
  const isWithAddress = left.kind === 'address' || right.kind === 'address';
  if (isWithAddress && other.kind === 'integer' && (operator === P.P_EQ || operator === P.P_NE))
    return number(operator === P.P_NE);
  if (isWithAddress && other.kind === 'integer' && other.value === 0n) {
    // Every address is greater than NULL.
    const isLeft = left.kind === 'address';
    return number((operator === P.P_GT || operator === P.P_GE) === isLeft);
  }
  const reason =
    left.kind === 'unknown'
      ? left.reason
      : right.kind === 'unknown'
        ? right.reason
        : 'an address is compared with a number';
  return unknownValue(reason, 0n, 1n);
}
