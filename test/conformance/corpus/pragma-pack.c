/* #pragma pack in its forms ("Microsoft extensions", clang's PragmaStack). */
#pragma pack(1)
struct one { char m0; int m1; long long m2; int m3 : 3; int m4 : 30; };
struct onealigned { char m0; int m1 __attribute__((aligned(8))); } __attribute__((aligned(4)));
#pragma pack(2)
struct two { char m0; int m1; double m2; void *m3; };
#pragma pack()
struct none { char m0; int m1; double m2; };
#pragma pack(push, 4)
struct four { char m0; long long m1; char m2; double m3; int m4 : 5; long long m5 : 40; };
#pragma pack(push)
#pragma pack(1)
struct inner { char m0; short m1; struct four m2; };
#pragma pack(pop)
struct fouragain { char m0; long long m1; };
#pragma pack(pop)
struct noneagain { char m0; long long m1; };
#pragma pack(push, 8)
struct eight { char m0; long double m1; char m2 __attribute__((aligned(32))); };
#pragma pack(pop)
#pragma pack(push, 2)
struct packedtoo { char m0; int m1; int m2 : 7; long long m3 : 50; } __attribute__((packed));
union both { char m0[3]; int m1; };
struct zeros { char m0; int : 0; char m1 : 3; int : 0; char m2; };
struct bitaligned { char m0 : 1; char m1 : 1 __attribute__((aligned(4))); char m2 : 1 __attribute__((aligned(2))); };
#pragma pack(pop)
struct outside { char m0; struct packedtoo m1; union both m2; };
