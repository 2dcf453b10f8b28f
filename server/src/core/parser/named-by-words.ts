import type { BaseType, BuiltinName, RealName, TokenRange } from './ast.ts';
import * as K from './keywords.ts';

/** The spelling that stands for a keyword among the words of a type. */
const WORD: Readonly<Record<number, string>> = {
  [K.K_VOID]: 'void',
  [K.K_CHAR]: 'char',
  [K.K_SHORT]: 'short',
  [K.K_INT]: 'int',
  [K.K_LONG]: 'long',
  [K.K_FLOAT]: 'float',
  [K.K_DOUBLE]: 'double',
  [K.K_SIGNED]: 'signed',
  [K.K_UNSIGNED]: 'unsigned',
  [K.K_BOOL]: '_Bool',
  [K.K_COMPLEX]: '_Complex',
  [K.K_INT128]: '__int128',
  [K.K_FLOAT16]: '_Float16',
  [K.K_FLOAT128]: '__float128',
  [K.K_UINT128]: '__uint128_t',
  [K.K_BFLOAT16]: '__bf16',
  [K.K_FP16]: '__fp16',
  [K.K_IBM128]: '__ibm128',
  [K.K_BITINT]: '_BitInt',
  [K.K_AUTO_TYPE]: '__auto_type',
  [K.K_VA_LIST]: '__builtin_va_list',
};

/** The types, each with its spellings (C17 6.7.2p2), without _Complex. */
const SPELLINGS: readonly (readonly [type: BuiltinName, ...spellings: string[]])[] = [
  ['void', 'void'],
  ['char', 'char'],
  ['float', 'float'],
  ['double', 'double'],
  ['__int128', '__int128'],
  ['_Float16', '_Float16'],
  ['__float128', '__float128'],
  ['__bf16', '__bf16'],
  ['__fp16', '__fp16'],
  ['__ibm128', '__ibm128'],
  ['__builtin_va_list', '__builtin_va_list'],
  ['bool', '_Bool'],
  ['signed char', 'signed char'],
  ['unsigned char', 'unsigned char'],
  ['short', 'short', 'signed short', 'short int', 'signed short int'],
  ['unsigned short', 'unsigned short', 'unsigned short int'],
  ['int', '', 'int', 'signed', 'signed int'],
  ['unsigned int', 'unsigned', 'unsigned int'],
  ['long', 'long', 'signed long', 'long int', 'signed long int'],
  ['unsigned long', 'unsigned long', 'unsigned long int'],
  ['long long', 'long long', 'signed long long', 'long long int', 'signed long long int'],
  ['unsigned long long', 'unsigned long long', 'unsigned long long int'],
  ['long double', 'long double'],
  ['__int128', 'signed __int128'],
  ['unsigned __int128', 'unsigned __int128', '__uint128_t'],
];

const inAlphabet = (words: readonly string[]): string => [...words].sort().join(' ');

/** Words in the order of the alphabet to the type that they name. */
const NAMED: ReadonlyMap<string, BuiltinName> = new Map(
  SPELLINGS.flatMap(([type, ...spellings]) => spellings.map((words) => [inAlphabet(words.split(' ')), type] as const)),
);

/** Real types that clang makes no complex ones of. */
const NEVER_COMPLEX: ReadonlySet<BuiltinName> = new Set([
  'void',
  'bool',
  '__int128',
  'unsigned __int128',
  '__bf16',
  '__fp16',
  '__builtin_va_list',
]);

/** The type that a set of keywords names; `bits` is the operand of _BitInt. */
export function namedByWords(words: readonly number[], bits: TokenRange | undefined): BaseType {
  if (words.includes(K.K_BITINT)) {
    const rest = words.filter((word) => word !== K.K_BITINT);
    const isOne =
      words.length === rest.length + 1 &&
      (rest.length === 0 || (rest.length === 1 && (rest[0] === K.K_SIGNED || rest[0] === K.K_UNSIGNED)));
    return isOne && bits !== undefined
      ? { kind: 'bit-int', bits, isUnsigned: rest[0] === K.K_UNSIGNED }
      : noType(words);
  }
  if (words.includes(K.K_AUTO_TYPE))
    return { kind: 'no-type', reason: "'__auto_type' takes its type from an initializer" };
  const isComplex = words.includes(K.K_COMPLEX);
  const real = isComplex ? words.filter((word) => word !== K.K_COMPLEX) : words;
  // GNU's _Complex alone is that of double.
  const named = isComplex && real.length === 0 ? 'double' : NAMED.get(inAlphabet(real.map((word) => WORD[word] ?? '')));
  if (named === undefined || real.length + (isComplex ? 1 : 0) !== words.length) return noType(words);
  if (!isComplex) return { kind: 'builtin', name: named };
  return NEVER_COMPLEX.has(named) ? noType(words) : { kind: 'builtin', name: `${named as RealName} _Complex` };
}

function noType(words: readonly number[]): BaseType {
  return { kind: 'no-type', reason: `'${words.map((word) => WORD[word] ?? '').join(' ')}' is not a type` };
}
