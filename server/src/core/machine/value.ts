import { isNonzero, type FloatingValue, type IntegerValue } from '../abi/constant.ts';
import type { Contents } from './memory.ts';
import { Leads } from './leads.ts';
import type { Thing } from './thing.ts';

/** A pointer into an object, or such an address in an integer as wide. */
export interface Address {
  readonly kind: 'address';
  readonly thing: Thing;
  /** Bytes from its start; NaN: somewhere in it. */
  readonly offset: number;
  /** Where NaN is the offset: a place in the same variable. */
  readonly near?: number;
}

/**
 * A value that is not known, with what it depends on; of an integer perhaps its bounds, both included.
 */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly reason: string;
  readonly low?: bigint;
  readonly high?: bigint;
  /** Objects that it may lead to, directly or through others, if it is a pointer. */
  readonly leads?: Leads | undefined;
}

/** A struct, a union or an array as a value. */
export interface Aggregate {
  readonly kind: 'bytes';
  readonly contents: Contents;
}

export type Value = IntegerValue | FloatingValue | Address | UnknownValue | Aggregate;

export function unknownValue(reason: string, low?: bigint, high?: bigint): UnknownValue {
  return low === undefined || high === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, low, high };
}

/** Where a value leads that may be a pointer. */
export function leadsOf(value: Value): Leads | undefined {
  if (value.kind === 'unknown') return value.leads;
  if (value.kind !== 'address') return undefined;
  const { thing, offset, near = 0 } = value;
  return Leads.of([{ pointee: thing.pointee, addend: Number.isNaN(offset) ? near : offset }]);
}

/** The unknown value, which may lead there as well. */
export function leading(value: UnknownValue, leads: Leads | undefined): UnknownValue {
  const all = Leads.both(value.leads, leads);
  return all === value.leads ? value : { ...value, leads: all };
}

/** An UnknownValue, not an Unknown of `types`: the same word, and no more is asked of it. */
export function isUnknownValue(value: Value): value is UnknownValue {
  return value.kind === 'unknown';
}

/** True or false as a condition sees it; undefined where it is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'integer':
    case 'floating':
      return isNonzero(value);
    case 'address':
      return true;
    case 'unknown': {
      if (value.low === undefined || value.high === undefined) return undefined;
      return value.low > 0n || value.high < 0n ? true : value.low === 0n && value.high === 0n ? false : undefined;
    }
    case 'bytes':
      return undefined;
  }
}

/** Least and greatest that an integer can be. */
export function boundsOf(value: Value): readonly [low: bigint, high: bigint] | undefined {
  if (value.kind === 'integer') return [value.value, value.value];
  return value.kind === 'unknown' && value.low !== undefined && value.high !== undefined
    ? [value.low, value.high]
    : undefined;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'integer':
      return b.kind === 'integer' && a.value === b.value;
    case 'floating':
      return b.kind === 'floating' && Object.is(a.value, b.value);
    case 'address':
      return b.kind === 'address' && a.thing === b.thing && a.offset === b.offset;
    case 'unknown':
      return (
        b.kind === 'unknown' &&
        a.reason === b.reason &&
        a.low === b.low &&
        a.high === b.high &&
        Leads.isSame(a.leads, b.leads)
      );
    case 'bytes':
      return false;
  }
}

/** What is known of a value that is one of two. */
export function eitherValue(a: Value, b: Value, reason: string): Value {
  if (sameValue(a, b)) return a;
  // Somewhere in one object; in a vnet's region each variable is one of its own.
  if (a.kind === 'address' && b.kind === 'address' && a.thing === b.thing && a.thing.isOne === true)
    return { kind: 'address', thing: a.thing, offset: NaN };
  const left = boundsOf(a);
  const right = boundsOf(b);
  const why = a.kind === 'unknown' ? a.reason : b.kind === 'unknown' ? b.reason : reason;
  if (left === undefined || right === undefined) return leading(unknownValue(why), Leads.both(leadsOf(a), leadsOf(b)));
  return unknownValue(why, left[0] < right[0] ? left[0] : right[0], left[1] > right[1] ? left[1] : right[1]);
}
