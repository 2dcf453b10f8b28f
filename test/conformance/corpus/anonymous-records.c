/* Anonymous structs and unions, records declared inside others, tags that are no members. */
struct one { int m0; struct { char m1; long long m2; }; union { int m3; char m4[6]; }; char m5; };
struct deep { char m0; union { struct { union { short m1; char m2[3]; }; int m3; }; long long m4; }; };
struct attributed { char m0; struct { char m1; int m2; } __attribute__((packed)); __attribute__((aligned(8))) union { char m3; }; struct __attribute__((aligned(16))) { char m4; }; };
struct bitsinside { char m0; struct { int m1 : 3; int : 0; int m2 : 2; }; union { int m3 : 9; char m4; }; int m5 : 4; };
struct tagonly { int m0; struct inner { char m1; }; int m2; };
struct usesinner { char m0; struct inner m1; };
struct packedaround { char m0; struct { char m1; int m2; }; } __attribute__((packed));
struct emptyinside { char m0; struct {}; union {}; int m1; };
typedef struct { char m0; struct { long long m1; } m2; } tagless;
struct oftagless { char m0; tagless m1; tagless *m2; };
union sockaddr_way { struct { unsigned char m0, m1; char m2[14]; } m3; struct { unsigned char m4, m5; unsigned short m6; unsigned int m7; char m8[8]; } m9; long long m10; };
