import { builtin, pointerTo, type Type } from './type.ts';
import type { DataModel } from './data-model.ts';
import type { BuiltinName } from '../parser/ast.ts';

const RESULTS: ReadonlyMap<string, BuiltinName> = new Map([
  ['constant_p', 'int'],
  ['expect', 'long'],
  ['expect_with_probability', 'long'],
  ['unreachable', 'void'],
  ['trap', 'void'],
  ['prefetch', 'void'],
  ['bswap16', 'unsigned short'],
  ['bswap32', 'unsigned int'],
  ['bswap64', 'unsigned long long'],
  ['va_start', 'void'],
  ['va_end', 'void'],
  ['va_copy', 'void'],
  ['isnan', 'int'],
  ['isinf', 'int'],
  ['signbit', 'int'],
  ['memcmp', 'int'],
  ['bcmp', 'int'],
  ['strcmp', 'int'],
  ['strncmp', 'int'],
  ['abs', 'int'],
  ['labs', 'long'],
  ['llabs', 'long long'],
  ['add_overflow', 'bool'],
  ['sub_overflow', 'bool'],
  ['mul_overflow', 'bool'],
  ['printf', 'int'],
  ['huge_val', 'double'],
  ['huge_valf', 'float'],
  ['inf', 'double'],
  ['inff', 'float'],
  ['nan', 'double'],
  ['nanf', 'float'],
  ['nans', 'double'],
]);
const POINTERS = new Set([
  'memcpy',
  'memset',
  'memmove',
  'alloca',
  'return_address',
  'frame_address',
  'extract_return_addr',
  'memchr',
  'malloc',
]);
const SIZES = new Set(['strlen', 'object_size', 'dynamic_object_size', 'strspn', 'strcspn']);
const BIT_COUNTS = /^(?:ffs|clz|ctz|popcount|parity|clrsb)(?:l|ll|s)?$/;

/** The result type of a compiler builtin that no header declares; undefined if it is not known. */
export function builtinCallType(spelling: string, model: DataModel): Type | undefined {
  if (!spelling.startsWith('__builtin_')) return undefined;
  const name = spelling.slice('__builtin_'.length);
  const result = RESULTS.get(name);
  if (result === 'unsigned long long' && model.longBytes === 8) return builtin('unsigned long');
  if (result !== undefined) return builtin(result);
  if (BIT_COUNTS.test(name)) return builtin('int');
  if (SIZES.has(name)) return builtin(model.sizeType);
  if (POINTERS.has(name)) return pointerTo(builtin('void'));
  if (name.startsWith('str')) return pointerTo(builtin('char'));
  return undefined;
}
