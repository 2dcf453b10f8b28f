/* Every scalar type, vectors, modes, complex and atomic types, enums of every width. */
struct integers { char m0; short m1; char m2; int m3; char m4; long m5; char m6; long long m7; char m8; _Bool m9; };
#ifdef __SIZEOF_INT128__
struct wide { char m0; __int128_t m1; char m2; __uint128_t m3; char m4; unsigned __int128 m5; };
#endif
struct floats { char m0; float m1; char m2; double m3; char m4; long double m5; char m6; };
struct complexes { char m0; float _Complex m1; char m2; double _Complex m3; char m4; long double _Complex m5; };
struct pointers { char m0; void *m1; char m2; int (*m3)(void); char m4; char m5; };
struct lists { char m0; __builtin_va_list m1; char m2; };
typedef int vector16 __attribute__((vector_size(16)));
typedef char vector4 __attribute__((__vector_size__(4)));
typedef double vector64 __attribute__((vector_size(64)));
struct vectors { char m0; vector4 m1; char m2; vector16 m3; char m4; vector64 m5; };
typedef int quarter __attribute__((mode(QI)));
typedef unsigned int half __attribute__((__mode__(__HI__)));
typedef int doubled __attribute__((mode(DI)));
typedef int pointerwide __attribute__((mode(pointer)));
typedef float wide __attribute__((mode(DF)));
struct modes { char m0; quarter m1; half m2; char m3; doubled m4; char m5; pointerwide m6; char m7; wide m8; int m9 __attribute__((mode(HI))); };
enum plain { A0, A1 };
enum negative { B0 = -1 };
enum unsignedfull { C0 = 0xffffffffu };
enum signedmore { D0 = -1, D1 = 0x80000000LL };
enum longer { E0 = 1ULL << 40 };
enum packedchar { F0 = 255 } __attribute__((packed));
enum packedshort { G0 = 256 } __attribute__((packed));
enum packedsigned { H0 = -129 } __attribute__((packed));
enum packedint { I0 = 65536 } __attribute__((packed));
enum raised { J0 } __attribute__((aligned(8)));
enum counting { K0 = 2, K1, K2 = K1 * 100, K3, K4 = sizeof(int), K5 = 'a' };
enum overflowing { L0 = 0x7fffffff, L1 };
struct enums { char m0; enum plain m1; char m2; enum negative m3; char m4; enum unsignedfull m5; char m6; enum signedmore m7; char m8; enum longer m9; };
struct packedenums { enum packedchar m0; enum packedshort m1; enum packedchar m2; enum packedsigned m3; char m4; enum packedint m5; char m6; enum raised m7; char m8[K3]; char m9[L1 > 0]; enum overflowing m10; };
struct atomics { char m0; _Atomic char m1; _Atomic(short) m2; char m3; _Atomic long long m4; char m5; _Atomic(void *) m6; _Atomic(struct { char c[3]; }) m7; char m8; _Atomic(struct { long l[3]; }) m9; };
