/* Bounds as expressions, flexible and zero-length members, arrays of arrays, of records, of pointers. */
enum count { NONE, ONE, TEN = 10, LAST };
typedef unsigned char octet;
typedef octet address[6];
struct bounds { char m0[TEN]; short m1[LAST - 2 * ONE]; char m2[sizeof(long) + 1]; char m3[(1 << 4) - 1]; char m4['\n']; char m5[0x10 | 010]; char m6[-(-3)]; char m7[5 % 3]; char m8[~0u >> 30]; };
struct choices { char m0[sizeof(void *) == 8 ? 3 : 5]; char m1[1 > 2 || 3]; char m2[!NONE + !ONE]; char m3[(unsigned char)300]; char m4[(int)2.9]; char m5[-1 < 0u ? 2 : 4]; };
struct sizes { char m0[sizeof(struct bounds)]; char m1[sizeof((struct bounds *)0)->m0]; char m2[__builtin_offsetof(struct bounds, m1[2])]; char m3[(unsigned long)&((struct bounds *)0)->m2]; char m4[_Alignof(double)]; char m5[__alignof__(long long)]; };
struct strings { char m0[sizeof "four"]; char m1[sizeof("a" "b")]; char m2[sizeof(L"ab")]; char m3[__builtin_strlen("seven77")]; };
struct builtins { char m0[__builtin_choose_expr(1, 2, 3)]; char m1[__builtin_types_compatible_p(octet, unsigned char) + 1]; char m2[__builtin_ctz(8)]; char m3[__builtin_popcount(0x17)]; char m4[__builtin_bswap16(0x0500)]; char m5[__builtin_ffs(16)]; char m6[__builtin_clz(1) - 20]; char m7[__builtin_constant_p(ONE) + 1]; char m8[__builtin_expect(3, 1)]; };
struct flexible { int m0; long long m1[]; };
struct flexiblechars { short m0; char m1; char m2[]; };
struct zerolength { char m0; long m1[0]; };
struct zerofirst { long m0[0]; char m1; };
struct several { int m0[2][3]; char m1[2][0]; address m2; address m3[2]; struct flexiblechars *m4[3]; int (*m5[2])[7]; };
struct records { char m0; struct { short m1; char m2; } m3[3]; union { char m4[7]; int m5; } m6[2]; };
struct functions { int (*m0)(int, char *); void (*m1[2])(void); int *(*(*m2)[3])(const struct records *); };
struct qualified { const volatile char m0; char *const m1; const address m2; char *restrict volatile m3[2]; };
struct typed { __typeof__(((struct records *)0)->m3) m0; __typeof__(1 + 1L) m1; __typeof__('a') m2; __typeof__((char)1) m3; __typeof__(&((struct records *)0)->m3[1]) m4; __typeof(int[3]) m5; };
struct generic { char m0[_Generic(1L, int: 1, long: 2, default: 3)]; char m1[_Generic((char *)0, const char *: 1, char *: 4)]; };
