import type { VariableFact } from './file-facts.ts';

/** Names of arithmetic types that mean the same in every release (sys/sys/types.h, sys/sys/stdint.h): bytes. */
const ARITHMETIC: Readonly<Record<string, number | 'long' | undefined>> = {
  char: 1,
  u_char: 1,
  'unsigned char': 1,
  'signed char': 1,
  uint8_t: 1,
  u_int8_t: 1,
  int8_t: 1,
  bool: 1,
  _Bool: 1,
  short: 2,
  u_short: 2,
  'unsigned short': 2,
  uint16_t: 2,
  u_int16_t: 2,
  int16_t: 2,
  in_port_t: 2,
  int: 4,
  u_int: 4,
  unsigned: 4,
  'unsigned int': 4,
  uint32_t: 4,
  u_int32_t: 4,
  int32_t: 4,
  uint: 4,
  in_addr_t: 4,
  pid_t: 4,
  long: 'long',
  u_long: 'long',
  'unsigned long': 'long',
  size_t: 'long',
  ssize_t: 'long',
  uintptr_t: 'long',
  ulong: 'long',
  uint64_t: 8,
  u_int64_t: 8,
  int64_t: 8,
  u_quad_t: 8,
  quad_t: 8,
  'long long': 8,
  'unsigned long long': 8,
};

/** Bytes of an arithmetic type as it is written; undefined for another, or one that only a compilation knows. */
export function arithmeticBytes(type: string, longBytes: number): number | undefined {
  const bytes =
    ARITHMETIC[
      type
        .replace(/\b(volatile|const)\b/g, '')
        .replace(/\s+/g, ' ')
        .trim()
    ];
  return bytes === 'long' ? longBytes : bytes;
}

const POINTER_TYPES = /\*\s*$|^(uma_zone_t|counter_u64_t|eventhandler_tag)$/;

/** True for a number or a pointer, as far as the words tell: no array, no record. */
export function isPlainScalar({ type, isCounterArray }: VariableFact): boolean {
  return !isCounterArray && (arithmeticBytes(type, 8) !== undefined || POINTER_TYPES.test(type) || type === 'time_t');
}

/** Bytes of a number or a pointer as it is written; undefined for what only a compilation knows. */
export function scalarBytes({ type, isCounterArray }: VariableFact, longBytes: number): number | undefined {
  return isCounterArray
    ? undefined
    : (arithmeticBytes(type, longBytes) ?? (POINTER_TYPES.test(type) ? longBytes : undefined));
}

/** True for a number: no address can be its initial value. */
export function isNumber({ type, isCounterArray }: VariableFact): boolean {
  return !isCounterArray && arithmeticBytes(type, 8) !== undefined;
}

/** True for what may be a record by value: a struct, or a typedef that only a compilation knows. */
export function mayBeRecord(fact: VariableFact): boolean {
  return !isPlainScalar(fact) && !fact.isCounterArray;
}
