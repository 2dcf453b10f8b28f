// Sizes and alignments under attributes and pragmas. The numbers are clang 22's, asked once;
// test/conformance/layouts.test.ts asks it anew for generated ones.
import assert from 'node:assert/strict';
import test from 'node:test';
import { findTarget } from '../../../server/src/core/abi/targets.ts';
import { isUnknown } from '../../../server/src/core/types/unknown.ts';
import { measure } from '../../kit/measured-unit.ts';

/** The value of a constant expression behind declarations, or why it is unknown. */
function value(declarations: string, expression: string, machine = 'amd64'): string {
  const { unit, engine } = measure(`${declarations}\nunsigned long long q = ${expression};\n`, findTarget(machine));
  const [entity] = unit.entities(unit.interner.intern('q'));
  const range = entity?.kind === 'variable' ? entity.declarator.initializer : undefined;
  const found = range === undefined ? undefined : engine.integer(range);
  return found === undefined ? 'not parsed' : isUnknown(found) ? found.reason : found.toString();
}

const WF = 'struct wf { char c; long x; };';
const MS = 'struct ms { int a:3; char b:3; };';

/** Declarations, expression, clang's value on amd64; other machines by name. */
const KNOWN: readonly (readonly [string, string, string, Readonly<Record<string, string>>?])[] = [
  // #pragma pack: what is no small power of two is ignored, with the push or pop in it.
  [`#pragma pack(3)\n${WF}`, 'sizeof(struct wf)', '16'],
  [`#pragma pack(1)\n#pragma pack(32)\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma pack(1)\n#pragma pack(-1)\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma pack(1)\n#pragma pack(0)\n${WF}`, 'sizeof(struct wf)', '16'],
  [`#pragma pack(0x2)\n${WF}`, 'sizeof(struct wf)', '10'],
  [`#pragma pack(1) x\n${WF}`, 'sizeof(struct wf)', '16'],
  [
    `#pragma pack(push, a, 1)\n#pragma pack(push, b, 2)\n#pragma pack(push, 4)\n#pragma pack(pop, b)\n${WF}`,
    'sizeof(struct wf)',
    '9',
  ],
  [`#pragma pack(push, a, 1)\n#pragma pack(push, 4)\n#pragma pack(pop, zz)\n${WF}`, 'sizeof(struct wf)', '12'],
  [`#pragma pack(push, 1)\n#pragma pack(pop)\n#pragma pack(pop)\n${WF}`, 'sizeof(struct wf)', '16'],
  [`#pragma pack(1)\n#pragma pack(pop)\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma pack(1)\n#pragma pack(push, 3)\n#pragma pack(2)\n#pragma pack(pop)\n${WF}`, 'sizeof(struct wf)', '10'],
  [`#define pack foo\n#pragma pack(1)\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma options align=packed\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma align=packed\n#pragma options align=natural\n#pragma options align=reset\n${WF}`, 'sizeof(struct wf)', '9'],
  [`#pragma pack(2)\n#pragma options align=reset\n${WF}`, 'sizeof(struct wf)', '16'],
  [`#pragma ms_struct on\n${MS}`, 'sizeof(struct ms)', '8'],
  [`#pragma ms_struct on\nstruct __attribute__((gcc_struct)) g { int a:3; char b:3; };`, 'sizeof(struct g)', '4'],
  [`void f(void) {\n#pragma pack(1)\n}\n${WF}`, 'sizeof(struct wf)', '9'],
  // Ranges that are parsed later have the pragmas of their place.
  ['#pragma pack(push, 1)\nchar p[sizeof(struct { char a; int b; })];\n#pragma pack(pop)', 'sizeof(p)', '5'],
  ['#pragma pack(push, 1)\ntypedef __typeof__(struct { char a; int b; }) t;\n#pragma pack(pop)', 'sizeof(t)', '5'],
  [
    '#pragma pack(push, 1)\nenum { A = sizeof(struct wo { char a; int b; }) };\n#pragma pack(pop)',
    'A * 100 + sizeof(struct wo)',
    '505',
  ],
  ['#pragma pack(1)\nenum { O = __builtin_offsetof(struct { char a; int b; }, b) };\n#pragma pack()', 'O', '1'],
  ['#pragma pack(2)\nunsigned n[] = { [sizeof(struct { char a; long b; })] = 1 };\n#pragma pack()', 'sizeof(n)', '44'],
  [
    '#pragma pack(1)\nint x __attribute__((aligned(sizeof(struct z { char a[12]; int b; }))));\n#pragma pack()',
    '__alignof__(x) * 100 + sizeof(struct z)',
    '1616',
  ],
  ['char a[sizeof(enum { A1 = 5, A2 })];', 'A1 * 10 + A2', '56'],
  // Typedefs' alignment.
  ['typedef int t[4] __attribute__((aligned(1)));', '_Alignof(t) * 100 + __alignof__(t)', '101'],
  ['typedef int t[4] __attribute__((aligned(64)));', 'sizeof(t[3]) * 1000 + sizeof(t[5])', '64128'],
  [
    'typedef long t __attribute__((aligned(32))); t x;',
    '_Alignof(__typeof__(x + x)) * 100 + _Alignof(__typeof__(x + 0L))',
    '3208',
  ],
  ['typedef int t __attribute__((aligned(16)));', 'sizeof(_Atomic(t)) * 100 + _Alignof(_Atomic t)', '404'],
  ['extern int x __attribute__((aligned(64))); int x;', '__alignof__(x)', '64'],
  [
    'struct s { char c; int x __attribute__((aligned(16))); short d; } v;',
    '__alignof__(v.x) * 100 + __alignof__(v.d)',
    '1602',
  ],
  // Types.
  ['struct wg { char c; _BitInt(129) b; };', 'sizeof(struct wg)', '32', { i386: '24' }],
  ['', 'sizeof(_BitInt(65)) * 100 + _Alignof(_BitInt(65))', '1608', { arm64: '1616', i386: '1204', riscv64: '1608' }],
  ['', 'sizeof((_BitInt(7))1 + (_BitInt(9))1) * 10 + sizeof(3wb)', '21'],
  [
    'typedef float f3 __attribute__((ext_vector_type(3))); struct wh { char c; f3 v; };',
    'sizeof(struct wh) * 100 + _Alignof(f3)',
    '3216',
    { armv7: '2408' },
  ],
  ['typedef _Bool b9 __attribute__((ext_vector_type(9)));', 'sizeof(b9)', '2'],
  ['', 'sizeof(_Complex char) * 100 + sizeof(_Complex)', '216'],
  ['typedef int t __attribute__((mode(TI)));', 'sizeof(t)', '16', { i386: '16' }],
  ['enum { A } e; typedef int t __attribute__((mode(V4SI)));', 'sizeof(t)', '16'],
  ['enum e : char { A };', 'sizeof(A) * 10 + sizeof(enum e)', '11'],
  ['enum e { A = 3, B = 0x100000000LL, C = sizeof(A) };', 'sizeof(A) * 10 + C', '84'],
  ['struct s { long long b:3; } s;', 'sizeof(s.b + 0) * 10 + sizeof(s.b = 3)', '48'],
  ['', 'sizeof(int __attribute__((address_space(270))) *)', '4', { arm64: '8' }],
  ['struct __attribute__((ms_struct)) s { char a; long long b; };', 'sizeof(struct s)', '16', { i386: '16' }],
  [
    'struct __attribute__((ms_struct)) s; struct __attribute__((gcc_struct)) s { int a:3; char b:3; };',
    'sizeof(struct s)',
    '4',
  ],
  // Spellings and places of attributes.
  ['struct __attribute__((packed)) s; struct s { char c; int x; };', 'sizeof(struct s)', '5'],
  ['struct s { char c; int x; }; struct __attribute__((aligned(32))) s;', 'sizeof(struct s)', '8'],
  ['struct [[__gnu__::__packed__]] s { char c; int x; };', 'sizeof(struct s)', '5'],
  ['struct s { char c; int x [[gnu::aligned(16)]]; };', 'sizeof(struct s)', '32'],
  ['[[gnu::aligned(16)]] typedef int t;', '_Alignof(t)', '16'],
  ['', 'sizeof(__attribute__((mode(QI))) int)', '4'],
  // All digits.
  ['struct s { char a[(1ULL << 54) + 1]; int b; char c; };', '__builtin_offsetof(struct s, b)', '18014398509481988'],
  ['', 'sizeof(int[(1ULL << 59) - 1])', '2305843009213693948'],
];

for (const [declarations, expression, expected, others = {}] of KNOWN) {
  for (const [machine, answer] of Object.entries({ amd64: expected, ...others })) {
    test(`${machine}: ${declarations.replaceAll('\n', ' ')} ${expression}`, () => {
      assert.equal(value(declarations, expression, machine), answer);
    });
  }
}

/** What clang refuses, or what is in no list: never a number, and a reason that names it. */
const UNKNOWN: readonly (readonly [string, string, RegExp, string?])[] = [
  [
    'struct __attribute__((frob)) s { char c; int x; };',
    'sizeof(struct s)',
    /__attribute__\(\(frob\)\) is not understood/,
  ],
  [
    'struct s { char c; int x __attribute__((scalar_storage_order("big-endian"))); };',
    'sizeof(struct s)',
    /scalar_storage_order.*member 'x'/,
  ],
  ['typedef int t __attribute__((frob(3)));', '_Alignof(t)', /frob/],
  ['int x __attribute__((frob));', '__alignof__(x)', /frob/],
  ['enum __attribute__((frob)) e { A };', 'sizeof(enum e)', /frob/],
  ['struct [[vendor::frob]] s { char c; };', 'sizeof(struct s)', /\[\[vendor::frob\]\]/],
  ['struct s { char c; int x[2] [[gnu::aligned(16)]]; };', 'sizeof(struct s)', /\[\[gnu::aligned\]\] in this place/],
  [`#pragma frob on\n${WF}`, 'sizeof(struct wf)', /'#pragma frob on' is not understood/],
  [
    `#pragma clang attribute push(__attribute__((ms_struct)), apply_to = record)\n${MS}`,
    'sizeof(struct ms)',
    /#pragma clang attribute/,
  ],
  [`#pragma options align=mac68k\n${WF}`, 'sizeof(struct wf)', /mac68k/],
  ['', 'sizeof(_BitInt(129))', /_BitInt of 129 bits/, 'arm64'],
  ['', 'sizeof(__bf16)', /__bf16/],
  ['typedef int t __attribute__((aligned(8)));', 'sizeof(t[2])', /multiple of its alignment/],
  ['struct s { char c; _Alignas(2) int x; };', 'sizeof(struct s)', /_Alignas asks for 2/],
  ['typedef _Alignas(16) int t;', '_Alignof(t)', /_Alignas/],
  ['struct s { char a[1ULL << 60]; };', 'sizeof(struct s)', /1152921504606846976 bytes/],
  ['', 'sizeof(char[1ULL << 61])', /too large/],
  ['', 'sizeof(char[1ULL << 32])', /too large/, 'i386'],
  ['char x[] = { [1ULL << 60] = 1 };', 'sizeof(x)', /1152921504606846976/],
];

for (const [declarations, expression, reason, machine] of UNKNOWN) {
  test(`unknown: ${declarations.replaceAll('\n', ' ')} ${expression}`, () => {
    assert.match(value(declarations, expression, machine), reason);
  });
}

test('harmless pragmas and attributes leave the numbers', () => {
  const pragmas = [
    'GCC diagnostic push',
    'clang diagnostic ignored "-Wpadded"',
    'weak frob',
    'ident "x"',
    'STDC FP_CONTRACT ON',
    'warning(disable: 4200)',
    'clang attribute push(__attribute__((annotate("x"))), apply_to = record)',
  ];
  assert.equal(value(`${pragmas.map((one) => `#pragma ${one}\n`).join('')}${WF}`, 'sizeof(struct wf)'), '16');
  assert.equal(
    value(
      'struct __attribute__((__may_alias__, deprecated("x"))) s { char c; int x __attribute__((unused, __section__("y"))); };',
      'sizeof(struct s)',
    ),
    '8',
  );
});
