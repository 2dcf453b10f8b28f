import type { Target } from '../../server/src/core/abi/target.ts';
import { Seeded } from './seeded.ts';

/** A declaration on one line that asks something about a type; `q<i>` or the function `f<i>` is the answer. */
export interface RandomLayout {
  readonly forms: readonly string[];
  readonly position: string;
  readonly text: string;
}

/** Types that random members are made of; every batch begins with this line. */
export const LAYOUT_PRELUDE = [
  'typedef int a1 __attribute__((aligned(1)))',
  'typedef long long q2 __attribute__((aligned(2)))',
  'typedef int a16 __attribute__((aligned(16)))',
  'typedef short ta[3] __attribute__((aligned(8)))',
  'typedef int tu[4] __attribute__((aligned(1)))',
  'typedef struct { char c; int i; } s2 __attribute__((aligned(2)))',
  'typedef float f3 __attribute__((ext_vector_type(3)))',
  'typedef int v16 __attribute__((vector_size(16)))',
  'typedef short v4 __attribute__((vector_size(4)))',
  'typedef char x5 __attribute__((ext_vector_type(5)))',
  'typedef int hi __attribute__((mode(HI)))',
  'typedef unsigned wd __attribute__((__mode__(__word__)))',
  'typedef int di __attribute__((mode(DI)))',
  'typedef float df __attribute__((mode(DF)))',
  'typedef int v4si __attribute__((mode(V4SI)))',
  'struct inner { char c; long long l; }',
  'struct tail { int n; char d[]; }',
  'struct three { char c[3]; }',
]
  .map((one) => `${one}; `)
  .join('');

/** A record while forms are put into it. */
class Draft {
  kind = 'struct';
  readonly attributes: string[] = [];
  /** Between `struct` and its members, of C23. */
  readonly standard: string[] = [];
  readonly members: string[] = [];
  /** Pragmas before the declaration, and after it. */
  readonly before: string[] = [];
  readonly after: string[] = [];
  /** A declaration of the tag before its definition. */
  forward = '';
  last = '';
  /** Names of members that offsetof takes. */
  readonly named: string[] = [];
  private count = 0;

  add(type: string, declarator = '', attributes = ''): void {
    const name = `m${this.count++}`;
    if (!declarator.includes(':')) this.named.push(name);
    this.members.push(
      `${type} ${declarator.includes('$') ? declarator.replace('$', name) : `${name}${declarator}`}${attributes === '' ? '' : ` ${attributes}`};`,
    );
  }

  unnamed(text: string): void {
    this.members.push(`${text};`);
  }
}

const SCALARS = [
  'char',
  'short',
  'int',
  'long',
  'long long',
  'double',
  'char *',
  'unsigned char',
  'struct inner',
  'struct three',
  '_Bool',
  'long double',
];
const BITS = ['char', 'unsigned short', 'int', 'unsigned', 'long', 'long long', '_Bool'];
const POWERS = [1, 2, 4, 8, 16, 32];
const HARMLESS = ['unused', '__deprecated__', 'may_alias', 'annotate("x")', 'no_randomize_layout'];

const gnu = (name: string): string => `__attribute__((${name}))`;
const pragma = (text: string): string => `_Pragma("${text}")`;

type Form = (draft: Draft, random: Seeded, target: Target) => void;

function bitField(draft: Draft, random: Seeded): void {
  const type = random.pick(BITS);
  const most = type === '_Bool' ? 1 : /char/.test(type) ? 8 : /short/.test(type) ? 16 : 32;
  if (random.chance(0.2)) draft.unnamed(`${type} : ${random.chance(0.5) ? 0 : 1 + random.below(most)}`);
  else draft.add(type, ` : ${1 + random.below(most)}`);
}

/** What is claimed to be understood, by name. */
export const FORMS: Readonly<Record<string, Form>> = {
  'packed record': (d, r) => {
    d.attributes.push(r.pick(['packed', '__packed__']));
  },
  'packed member': (d, r) => {
    d.add(r.pick(SCALARS), '', gnu('packed'));
  },
  'aligned record': (d, r) => {
    d.attributes.push(r.chance(0.1) ? 'aligned' : `aligned(${r.pick(POWERS)})`);
  },
  'aligned member': (d, r) => {
    d.add(r.pick(SCALARS), r.pick(['', '[3]']), gnu(`aligned(${r.pick(POWERS)})${r.chance(0.3) ? ', packed' : ''}`));
  },
  'aligned typedef': (d, r) => {
    d.add(r.pick(['a1', 'q2', 'a16', 'ta', 'tu', 's2', 'const a16', 'volatile q2']), r.chance(0.2) ? '[2]' : '');
  },
  _Alignas: (d, r) => {
    d.add(
      `_Alignas(${r.pick(['8', '16', '64', '0', 'long double', 'struct inner', 'a16'])}) ${r.pick(['char', 'short', 'int', 'struct three'])}`,
    );
  },
  'pragma pack': (d, r) => {
    d.before.push(pragma(`pack(push, ${r.pick([1, 2, 4, 8, 16])})`));
    d.after.unshift(pragma('pack(pop)'));
  },
  'odd pack': (d, r) => {
    for (let i = 0; i <= r.below(4); i++)
      d.before.push(
        pragma(
          r.pick([
            'pack(3)',
            'pack(0)',
            'pack(32)',
            'pack(-1)',
            'pack(one)',
            'pack(push, l, 1)',
            'pack(push, k, 2)',
            'pack(pop, l)',
            'pack(pop, x)',
            'pack(pop)',
            'pack(pop, 4)',
            'pack(push, 3)',
            'pack(push)',
            'pack(2u)',
            'pack(0x4)',
            'pack(1) x',
            'pack 1',
            'pack(show)',
            'pack(1)',
            'pack(push, k, 3)',
          ]),
        ),
      );
  },
  'align option': (d, r) => {
    for (let i = 0; i <= r.below(2); i++)
      d.before.push(
        pragma(
          `${r.pick(['options align', 'align'])}=${r.pick(['packed', 'packed', 'natural', 'power', 'native', 'reset', 'none'])}`,
        ),
      );
  },
  'pragma ms_struct': (d, r) => {
    d.before.push(pragma(`ms_struct ${r.pick(['on', 'on', 'on', 'off', 'reset', 'yes'])}`));
    bitField(d, r);
  },
  'ms_struct attribute': (d, r) => {
    d.attributes.push(r.chance(0.8) ? 'ms_struct' : 'gcc_struct');
    bitField(d, r);
    bitField(d, r);
  },
  'bit-field': (d, r) => {
    bitField(d, r);
    bitField(d, r);
  },
  _BitInt: (d, r, t) => {
    d.add(
      `${r.chance(0.5) ? 'unsigned ' : ''}_BitInt(${2 + r.below(r.chance(0.2) ? (t.maxBitInt === 128 ? 126 : 600) : 90)})`,
      r.pick(['', '', '[3]']),
    );
  },
  '_BitInt bit-field': (d, r) => {
    const bits = 2 + r.below(120);
    d.add(`_BitInt(${bits})`, ` : ${1 + r.below(bits)}`);
  },
  vector: (d, r) => {
    d.add(
      r.pick([
        'f3',
        'v16',
        'v4',
        'x5',
        'v4si',
        'int __attribute__((vector_size(8)))',
        'double __attribute__((ext_vector_type(2)))',
        '_Bool __attribute__((ext_vector_type(9)))',
      ]),
      r.pick(['', '', '[2]']),
    );
  },
  mode: (d, r) => {
    if (r.chance(0.5)) d.add(r.pick(['hi', 'wd', 'di', 'df']));
    else
      d.add(
        r.pick(['int', 'unsigned', 'char']),
        '',
        gnu(`mode(${r.pick(['QI', 'HI', 'SI', 'DI', 'TI', 'byte', '__pointer__', 'V8QI'])})`),
      );
  },
  _Complex: (d, r) => {
    d.add(`${r.pick(['float', 'double', 'long double', 'int', 'char', 'long long', 'unsigned short'])} _Complex`);
  },
  'wide scalar': (d, r, t) => {
    d.add(
      r.pick(
        (['__int128', 'unsigned __int128', '__float128', '_Float16', '__bf16', '__ibm128', '__fp16'] as const).filter(
          (name) => !t.lacks.has(name),
        ),
      ),
    );
  },
  _Atomic: (d, r) => {
    d.add(
      r.pick([
        '_Atomic int',
        '_Atomic(short)',
        '_Atomic(struct three)',
        '_Atomic long long',
        '_Atomic(struct inner)',
        '_Atomic(a16)',
        '_Atomic double',
        '_Atomic(char *)',
      ]),
    );
  },
  enum: (d, r) => {
    d.add(
      r.pick([
        'enum : short { $A }',
        'enum : unsigned char { $A = 200 }',
        'enum : long long { $A }',
        'enum { $A } __attribute__((packed))',
        'enum { $A = 300 } __attribute__((__packed__))',
        'enum { $A = -1 } __attribute__((mode(HI)))',
        'enum { $A } __attribute__((aligned(8)))',
        'enum { $A = 0x100000000LL }',
        'enum [[gnu::packed]] { $A = 1 }',
      ]),
    );
  },
  'open array': (d, r) => {
    if (r.chance(0.5))
      d.last = `${r.pick(['char', 'int', 'long long', 'struct inner', 'tu'])} open[]${r.chance(0.2) ? ` ${gnu('aligned(16)')}` : ''};`;
    else d.add(r.pick(['int', 'long long', 'struct tail', 'a1']), '[0]');
  },
  'C23 attribute': (d, r) => {
    if (r.chance(0.5))
      d.standard.push(
        r.pick([
          'gnu::packed',
          '__gnu__::__packed__',
          'gnu::aligned(16)',
          'gnu::ms_struct',
          'deprecated',
          'gnu::packed, gnu::aligned(2)',
        ]),
      );
    else
      d.members.push(
        `[[${r.pick(['gnu::packed', 'gnu::aligned(8)', 'maybe_unused'])}]] ${r.pick(['int', 'long long'])} n${d.members.length} ${r.pick(['', '[[gnu::packed]]', '[[gnu::aligned(16)]]'])};`,
      );
  },
  'earlier declaration': (d, r) => {
    d.forward = `struct ${gnu(r.pick(['packed', 'aligned(16)', 'ms_struct', 'packed, aligned(4)']))} $T; `;
  },
  'address space': (d, r) => {
    d.add(`int ${gnu(`address_space(${r.pick([0, 1, 256, 270, 271, 272])})`)}`, '*$');
  },
  'harmless attribute': (d, r) => {
    d.add('int', '', gnu(r.pick(HARMLESS)));
    d.attributes.push(r.pick(HARMLESS));
  },
};

/** The questions, by where the type `T` stands; `D` are pragmas in front of it, `A` behind it. */
export const POSITIONS: Readonly<Record<string, (type: string, i: number, draft: Draft) => string>> = {
  'array bound': (type, i) => `char v${i}[sizeof(${type}) + 1]; unsigned long long q${i} = sizeof(v${i});`,
  sizeof: (type, i) => `unsigned long long q${i} = sizeof(${type});`,
  _Alignof: (type, i) => `unsigned long long q${i} = ${i % 2 === 0 ? '_Alignof' : '__alignof__'}(${type});`,
  __typeof__: (type, i) =>
    `__typeof__(${type}) v${i}; unsigned long long q${i} = sizeof(v${i}) * 4099 + __alignof__(v${i}) + _Alignof(__typeof__(v${i})) * 16777259;`,
  offsetof: (type, i, d) =>
    `unsigned long long q${i} = __builtin_offsetof(${type}, ${d.named[i % d.named.length] ?? 'z'});`,
  enumerator: (type, i) => `enum { e${i} = sizeof(${type}) }; unsigned long long q${i} = e${i};`,
  'compound literal': (type, i) => `unsigned long long q${i} = sizeof((${type}[2]){});`,
  cast: (type, i) => `unsigned long long q${i} = (char *)((${type} *)0 + 3) - (char *)0;`,
  parameter: (type, i) => `unsigned long long f${i}(char (*p)[sizeof(${type}) + 1], int n) { return sizeof(*p); }`,
  'bit-field width': (type, i) =>
    `struct { unsigned a : (sizeof(${type}) & 31) + 1, b : 9, c : 20; } v${i}; unsigned long long q${i} = sizeof(v${i});`,
  'nested record': (type, i) =>
    `struct { char c; ${type} in; short s; } v${i}; unsigned long long q${i} = sizeof(v${i}) * 4099 + __builtin_offsetof(__typeof__(v${i}), s) + __alignof__(v${i}.in) * 16777259;`,
  typedef: (type, i) =>
    `typedef ${type} t${i}; typedef t${i} u${i}[2]; unsigned long long q${i} = sizeof(u${i}) * 4099 + _Alignof(u${i});`,
  'function body': (type, i) =>
    `unsigned long long f${i}(void) { ${type} x; return sizeof(x) * 4099 + _Alignof(__typeof__(x)); }`,
};

/**
 * Random declarations of a target, the same for the same seed; each pair of a form and a position comes equally often.
 */
export function randomLayouts(target: Target, seed: number, count: number, start: number): readonly RandomLayout[] {
  const random = new Seeded(seed);
  const forms = Object.entries(FORMS);
  const positions = Object.entries(POSITIONS);
  return Array.from({ length: count }, (_, i) => {
    const cell = start + i;
    const [first, firstForm] = forms[cell % forms.length] as (typeof forms)[number];
    const [position, ask] = positions[Math.floor(cell / forms.length) % positions.length] as (typeof positions)[number];
    const [second, secondForm] = random.pick(forms);
    const draft = new Draft();
    if (random.chance(0.1)) draft.kind = 'union';
    for (let n = random.below(3); n > 0; n--) draft.add(random.pick(SCALARS));
    for (const form of random.chance(0.5) ? [firstForm, secondForm] : [secondForm, firstForm]) {
      form(draft, random, target);
      if (random.chance(0.5)) draft.add(random.pick(SCALARS), random.pick(['', '', '[3]']));
    }
    draft.add(random.pick(['char', 'int', 'long long']));
    return { forms: first === second ? [first] : [first, second], position, text: lineOf(draft, ask, i) };
  });
}

function lineOf(draft: Draft, ask: (type: string, i: number, draft: Draft) => string, i: number): string {
  const { kind, standard, attributes, members, forward } = draft;
  const list = attributes.map(gnu);
  const early = i % 3 === 0 ? `${list.join(' ')} ` : '';
  const tag = forward === '' ? '' : `T${i} `;
  const body = `{ ${members.join(' ')} ${draft.last} }${early === '' && list.length > 0 ? ` ${list.join(' ')}` : ''}`;
  const type = `${kind} ${standard.length > 0 ? `[[${standard.join(', ')}]] ` : ''}${early}${tag}${body}`;
  const text = `${draft.before.join(' ')} ${forward.replace('struct', kind)}${ask(type, i, draft)} ${draft.after.join(' ')} _Pragma("pack()") _Pragma("ms_struct off")`;
  return text.replaceAll('$A', `A${i}`).replaceAll('$T', `T${i}`);
}
