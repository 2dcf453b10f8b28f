/** C whose `run()` leaves a number in `result`; `expected` is what clang's program prints. */
export interface MachineCase {
  readonly name: string;
  readonly text: string;
  readonly expected: number;
}

const MEMORY = 'void *memset(void *, int, unsigned long);\nvoid *memcpy(void *, const void *, unsigned long);\n';

export const MACHINE_CASES: readonly MachineCase[] = [
  {
    name: 'a hash size is rounded to a power of two',
    expected: 511,
    text: `
static int round_down(int n) { int size; for (size = 1; size <= n; size <<= 1) continue; return size >> 1; }
int result; void run(void) { result = round_down(1000) - 1; }`,
  },
  {
    name: 'arithmetic wraps in its width',
    expected: 44 + 255,
    text: `
int result; void run(void) { unsigned char c = 200; c += 100; unsigned char d = 0; d--; result = c + d; }`,
  },
  {
    name: 'signed and unsigned are compared as C does',
    expected: 1,
    text: `
int result; void run(void) { int a = -1; unsigned b = 1; result = a > b; }`,
  },
  {
    name: 'a switch falls through, and its default stands first',
    expected: 23,
    text: `
static int pick(int n) { int r = 0; switch (n) { default: r = 100; break; case 1: r += 3; case 2: r += 20; break; case 3: r = 7; } return r; }
int result; void run(void) { result = pick(1); }`,
  },
  {
    name: 'a goto leads back, and into a block',
    expected: 12,
    text: `
int result; void run(void) { int n = 0; again: n += 3; if (n < 9) goto again; goto inside; { n = 0; inside: n += 3; } result = n; }`,
  },
  {
    name: 'members, elements and pointers to them',
    expected: 42,
    text: `
struct one { short a; int b[3]; struct { char c; long d; }; };
static struct one all[4] = { [2] = { .b = { 1, 2, 3 }, .d = 5 } };
int result; void run(void) { struct one *p = &all[1]; p++; int *q = &p->b[0]; q[1] += 30; result = all[2].b[1] + (int)p->d + p->b[2] + (int)(q + 2 - q); }`,
  },
  {
    name: 'bit-fields keep their neighbours',
    expected: 5 * 100 + 3 * 10 - 1,
    text: `
struct bits { unsigned a : 3; signed b : 2; unsigned c : 5; };
int result; void run(void) { struct bits x = { 0, 0, 0 }; x.a = 13; x.b = 3; x.c = 35; result = x.a * 100 + x.c * 10 + x.b; }`,
  },
  {
    name: 'a list is linked and walked',
    expected: 6,
    text: `
struct node { struct node *next; int value; };
static struct node one = { 0, 1 }, two = { &one, 2 }, three = { &two, 3 };
int result; void run(void) { int sum = 0; for (struct node *n = &three; n; n = n->next) sum += n->value; result = sum; }`,
  },
  {
    name: 'a function is called through a table',
    expected: 9,
    text: `
static int add(int a, int b) { return a + b; } static int mul(int a, int b) { return a * b; }
static int (*const table[])(int, int) = { add, mul };
int result; void run(void) { result = table[0](1, 2) * table[1](1, 3); }`,
  },
  {
    name: 'structs are copied, handed over and given back',
    expected: 33,
    text: `
struct pair { int a, b; }; static struct pair swap(struct pair p) { struct pair q = { p.b, p.a }; p.a = 99; return q; }
int result; void run(void) { struct pair x = { 1, 3 }; struct pair y = swap(x); result = y.a * 11 + x.b * 0 + (x.a - y.b); }`,
  },
  {
    name: 'memory is set and copied',
    expected: 0x0202 + 7,
    text: `${MEMORY}
int result; void run(void) { short to[4]; int from = 7, back; memset(to, 2, sizeof(to)); memcpy(&back, &from, sizeof(back)); result = to[3] + back; }`,
  },
  {
    name: 'a static variable of a function keeps its value',
    expected: 3,
    text: `
static int next(void) { static int n; return ++n; } int result; void run(void) { next(); next(); result = next(); }`,
  },
  {
    name: 'a nested loop is left by break and continue',
    expected: 16,
    text: `
int result; void run(void) { int sum = 0; for (int i = 0; i < 5; i++) { if (i == 1) continue; int j = 0; while (1) { if (j == i) break; j++; } sum += j * 2; if (i == 4) break; } result = sum - 2; }`,
  },
  {
    name: 'the comma, the conditional and GNU its short form',
    expected: 11,
    text: `
int result; void run(void) { int a = (1, 4); int b = 0 ?: 7; result = a > 3 ? a + b : -1; }`,
  },
  {
    name: 'the parameters of an old-style definition are those of its list, in its order',
    expected: 3 * 100 + 7 * 10 + 44,
    text: `
static int join(a, p, c) int *p; int a; unsigned char c; { return a * 100 + *p * 10 + c; }
int result; void run(void) { int n = 7; result = join(3, &n, 300); }`,
  },
];
