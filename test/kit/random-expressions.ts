import { Seeded } from './seeded.ts';

/** What random expressions name. */
export const EXPRESSION_PRELUDE =
  'enum e { EA, EB = 200, EC = -3 }; enum w { WA = 0x100000000LL }; struct s { char c; long l; struct { short h[5]; int b : 3; } in; }; typedef unsigned char octet; typedef long long quad; extern struct s object; extern int list[]; const int seven = 7;';

const TYPES = [
  'char',
  'signed char',
  'unsigned char',
  'short',
  'unsigned short',
  'int',
  'unsigned int',
  'long',
  'unsigned long',
  'long long',
  'unsigned long long',
  '_Bool',
  'octet',
  'quad',
  'enum e',
  'enum w',
];
const LEAVES = [
  '0',
  '1',
  '2',
  '3',
  '7',
  '31',
  '100',
  '255',
  '256',
  '65535',
  '2147483647',
  '2147483648',
  '0x80000000',
  '0xffffffff',
  '4294967296',
  '0x7fffffffffffffff',
  '0xffffffffffffffff',
  '1u',
  '40000u',
  '1l',
  '5ul',
  '9ll',
  '12ull',
  '017',
  "'a'",
  "'\\0'",
  "'\\xff'",
  "L'z'",
  "'ab'",
  'EA',
  'EB',
  'EC',
  'WA',
  'seven',
  '(octet)300',
  '(signed char)200',
  '(short)70000',
  '-1',
];
const MEASURES = [
  'sizeof(int)',
  'sizeof(long)',
  'sizeof(struct s)',
  'sizeof object.in.h',
  'sizeof(object.l + 1)',
  'sizeof((char)1)',
  'sizeof(+(char)1)',
  'sizeof "text"',
  'sizeof(&list[3])',
  "sizeof 'a'",
  'sizeof(1 ? (char)1 : (short)1)',
  'sizeof(enum w)',
  'sizeof(EB)',
  'sizeof(WA)',
  '_Alignof(struct s)',
  '_Alignof(long long)',
  '__alignof__(long long)',
  '__alignof__(double)',
  '__builtin_offsetof(struct s, in.h[2])',
  '__builtin_offsetof(struct s, l)',
  '(long)&((struct s *)0)->in.h[1]',
  '(int)(__SIZE_TYPE__)&((struct s *)16)->l',
  'sizeof(int (*)[3])',
  'sizeof(struct s [2])',
  '&list[5] - &list[2]',
  '(char *)&object.l - (char *)&object',
];
const CALLS = [
  '__builtin_constant_p(',
  '__builtin_bswap16(',
  '__builtin_bswap32(',
  '__builtin_bswap64(',
  '__builtin_ffs(',
  '__builtin_popcount(',
  '__builtin_popcountll(',
  '__builtin_parityl(',
  '__builtin_ffsll(',
  '__builtin_clrsb(',
];
const FLOATS = ['1.5', '-2.75f', '0.1', '3e5', '1e-3', '100.0L', '0x1.8p4', '.5f'];
const BINARY = ['+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '<=', '>=', '==', '!=', '&&', '||'];

/** Random integer constant expressions. */
export function randomExpressions(seed: number, count: number): readonly string[] {
  const random = new Seeded(seed);
  return Array.from({ length: count }, () => integer(random, 1 + random.below(5)));
}

function integer(random: Seeded, depth: number): string {
  if (depth === 0) return random.chance(0.25) ? random.pick(MEASURES) : random.pick(LEAVES);
  const inner = (): string => integer(random, depth - 1);
  switch (random.below(12)) {
    case 0:
      return `(${random.pick(TYPES)})(${inner()})`;
    case 1:
      return `${random.pick(['-', '~', '!', '+', '- -'])}(${inner()})`;
    case 2:
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case 3:
      return `(${inner()} ${random.pick(['<<', '>>'])} ${random.below(20)})`;
    case 4:
      return `(int)(${random.pick(FLOATS)} ${random.pick(['+', '-', '*', '/'])} ${random.chance(0.5) ? random.pick(FLOATS) : inner()})`;
    case 5:
      return `${random.pick(CALLS)}${inner()})`;
    case 6:
      return `(${random.pick(FLOATS)} ${random.pick(['<', '>', '==', '<='])} ${inner()})`;
    case 7:
      return `__builtin_choose_expr(${inner()}, ${inner()}, ${inner()})`;
    default:
      return `(${inner()} ${random.pick(BINARY)} ${inner()})`;
  }
}
