import type { Interner } from '../lexer/interner.ts';

export const K_NONE = 0;
export const K_TYPEDEF = 1,
  K_EXTERN = 2,
  K_STATIC = 3,
  K_AUTO = 4,
  K_REGISTER = 5,
  K_INLINE = 6,
  K_NORETURN = 7,
  K_THREAD = 8;
export const K_CONST = 9,
  K_VOLATILE = 10,
  K_RESTRICT = 11,
  K_ATOMIC = 12;
/** Words that together name an arithmetic type, void or va_list: up to K_VA_LIST. */
export const K_VOID = 13,
  K_CHAR = 14,
  K_SHORT = 15,
  K_INT = 16,
  K_LONG = 17,
  K_FLOAT = 18,
  K_DOUBLE = 19,
  K_SIGNED = 20,
  K_UNSIGNED = 21,
  K_BOOL = 22;
export const K_COMPLEX = 23,
  K_INT128 = 24,
  K_FLOAT16 = 25,
  K_FLOAT128 = 26,
  K_UINT128 = 27,
  K_BFLOAT16 = 28,
  K_FP16 = 29,
  K_IBM128 = 30,
  K_BITINT = 31,
  K_AUTO_TYPE = 32,
  K_VA_LIST = 33;
export const K_STRUCT = 34,
  K_UNION = 35,
  K_ENUM = 36,
  K_TYPEOF = 37,
  K_TYPEOF_UNQUAL = 38,
  K_ATTRIBUTE = 39,
  K_ALIGNAS = 40,
  K_EXTENSION = 41;
/** Codes up to here can start or continue declaration specifiers. */
export const K_LAST_SPECIFIER = 41;
export const K_STATIC_ASSERT = 42,
  K_ASM = 43,
  K_SIZEOF = 44,
  K_ALIGNOF = 45,
  K_GENERIC = 46;
export const K_IF = 47,
  K_ELSE = 48,
  K_WHILE = 49,
  K_DO = 50,
  K_FOR = 51,
  K_SWITCH = 52,
  K_CASE = 53,
  K_DEFAULT = 54,
  K_GOTO = 55,
  K_BREAK = 56,
  K_CONTINUE = 57,
  K_RETURN = 58;
export const K_OFFSETOF = 59,
  K_VA_ARG = 60,
  K_TYPES_COMPATIBLE = 61,
  K_CHOOSE_EXPR = 62,
  K_REAL = 63,
  K_IMAG = 64,
  K_LABEL = 65,
  K_BIT_CAST = 66,
  K_NULLABILITY = 67;

/** C11's keywords and the GNU and clang spellings that kernel sources use. */
const SPELLINGS: readonly (readonly [number, string])[] = [
  [K_TYPEDEF, 'typedef'],
  [K_EXTERN, 'extern'],
  [K_STATIC, 'static'],
  [K_AUTO, 'auto'],
  [K_REGISTER, 'register'],
  [K_INLINE, 'inline __inline __inline__'],
  [K_NORETURN, '_Noreturn'],
  [K_THREAD, '_Thread_local __thread'],
  [K_CONST, 'const __const __const__'],
  [K_VOLATILE, 'volatile __volatile __volatile__'],
  [K_RESTRICT, 'restrict __restrict __restrict__'],
  [K_ATOMIC, '_Atomic'],
  [K_VOID, 'void'],
  [K_CHAR, 'char'],
  [K_SHORT, 'short'],
  [K_INT, 'int'],
  [K_LONG, 'long'],
  [K_FLOAT, 'float'],
  [K_DOUBLE, 'double'],
  [K_SIGNED, 'signed __signed __signed__'],
  [K_UNSIGNED, 'unsigned'],
  [K_BOOL, '_Bool'],
  [K_COMPLEX, '_Complex __complex __complex__'],
  [K_INT128, '__int128 __int128_t'],
  [K_UINT128, '__uint128_t'],
  [K_FLOAT16, '_Float16'],
  [K_FLOAT128, '__float128'],
  [K_BFLOAT16, '__bf16'],
  [K_FP16, '__fp16'],
  [K_IBM128, '__ibm128'],
  [K_BITINT, '_BitInt'],
  [K_VA_LIST, '__builtin_va_list'],
  [K_STRUCT, 'struct'],
  [K_UNION, 'union'],
  [K_ENUM, 'enum'],
  [K_TYPEOF, 'typeof __typeof __typeof__'],
  [K_TYPEOF_UNQUAL, '__typeof_unqual __typeof_unqual__'],
  [K_ATTRIBUTE, '__attribute __attribute__'],
  [K_ALIGNAS, '_Alignas'],
  [K_EXTENSION, '__extension__'],
  [K_AUTO_TYPE, '__auto_type'],
  [K_STATIC_ASSERT, '_Static_assert'],
  [K_ASM, 'asm __asm __asm__'],
  [K_SIZEOF, 'sizeof'],
  [K_ALIGNOF, '_Alignof __alignof __alignof__'],
  [K_GENERIC, '_Generic'],
  [K_IF, 'if'],
  [K_ELSE, 'else'],
  [K_WHILE, 'while'],
  [K_DO, 'do'],
  [K_FOR, 'for'],
  [K_SWITCH, 'switch'],
  [K_CASE, 'case'],
  [K_DEFAULT, 'default'],
  [K_GOTO, 'goto'],
  [K_BREAK, 'break'],
  [K_CONTINUE, 'continue'],
  [K_RETURN, 'return'],
  [K_OFFSETOF, '__builtin_offsetof'],
  [K_VA_ARG, '__builtin_va_arg'],
  [K_TYPES_COMPATIBLE, '__builtin_types_compatible_p'],
  [K_CHOOSE_EXPR, '__builtin_choose_expr'],
  [K_REAL, '__real __real__'],
  [K_IMAG, '__imag __imag__'],
  [K_LABEL, '__label__'],
  [K_BIT_CAST, '__builtin_bit_cast'],
  [K_NULLABILITY, '_Nonnull _Nullable _Null_unspecified'],
];

/** Keyword codes by interned id. Made first thing after the interner, so that the ids are small. */
export class Keywords {
  private readonly codes: Uint8Array;

  constructor(interner: Interner) {
    const pairs = SPELLINGS.flatMap(([code, words]) =>
      words.split(' ').map((word) => [code, interner.intern(word)] as const),
    );
    this.codes = new Uint8Array(Math.max(...pairs.map(([, id]) => id)) + 1);
    for (const [code, id] of pairs) this.codes[id] = code;
  }

  /** K_NONE for a plain identifier. */
  code(id: number): number {
    return id < this.codes.length ? (this.codes[id] as number) : K_NONE;
  }
}
