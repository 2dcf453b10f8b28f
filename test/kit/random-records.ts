import type { Target } from '../../server/src/core/abi/target.ts';
import { Seeded } from './seeded.ts';

/** A member as text, in parts that a shrinker can take away. */
export interface RandomMember {
  /** Before the declarator: "int", "struct r3", "struct { ... }". */
  readonly type: string;
  /** The declarator: "m1", "*m1", "m1[3]", "m1 : 5", ": 0", or nothing. */
  readonly declarator: string;
  readonly attributes: readonly string[];
  /** The record inside an anonymous or nested struct; its text is made from here, not from `type`. */
  readonly inner: RandomRecord | undefined;
}

export interface RandomRecord {
  readonly kind: 'struct' | 'union';
  /** undefined for a record inside another. */
  readonly tag: string | undefined;
  readonly members: readonly RandomMember[];
  readonly attributes: readonly string[];
  /** #pragma pack; 0 without. */
  readonly pack: number;
}

/** Types that random members are made of; every batch begins with these declarations. */
export const PRELUDE = [
  'typedef int a2 __attribute__((aligned(2)));',
  'typedef int a1 __attribute__((aligned(1)));',
  'typedef int a16 __attribute__((aligned(16)));',
  'typedef long long q4 __attribute__((aligned(4)));',
  'typedef char c8 __attribute__((aligned(8)));',
  'typedef unsigned long word;',
  'typedef word words[3];',
  'typedef int v4 __attribute__((vector_size(16)));',
  'typedef short v2 __attribute__((vector_size(4)));',
  'typedef float v32 __attribute__((vector_size(32)));',
  'typedef int byte_mode __attribute__((mode(QI)));',
  'typedef unsigned int word_mode __attribute__((mode(word)));',
  'typedef int long_mode __attribute__((mode(DI)));',
  'typedef struct { char c; long long q; } tagless;',
  'typedef struct { char c[3]; } __attribute__((aligned(32))) line;',
  'typedef struct { short h; } half __attribute__((aligned(8)));',
  'typedef struct { char c[3]; } three;',
  'typedef struct { short s[3]; } six;',
  'typedef struct { int i[3]; } twelve;',
  'typedef struct { long l[3]; } twentyfour;',
  'enum plain { P0, P1, P7 = 7 };',
  'enum negative { N0 = -1, N1 };',
  'enum wide { W0 = 0x100000000LL };',
  'enum widenegative { WN0 = -1, WN1 = 0x80000000LL };',
  'enum tiny { T0, T255 = 255 } __attribute__((packed));',
  'enum tinynegative { TN = -128, TP = 127 } __attribute__((packed));',
  'enum small { S0 = 256 } __attribute__((packed));',
  'enum aligned4 { A0 } __attribute__((packed, aligned(4)));',
  'struct empty {};',
  'struct flexible { int m0; short m1[]; };',
].join('\n');

const INTEGERS = [
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
];
const ENUMS = [
  'enum plain',
  'enum negative',
  'enum wide',
  'enum widenegative',
  'enum tiny',
  'enum tinynegative',
  'enum small',
  'enum aligned4',
];
const SCALARS = [
  ...INTEGERS,
  ...INTEGERS,
  ...ENUMS,
  'float',
  'double',
  'long double',
  'void *',
  'a2',
  'a1',
  'a16',
  'q4',
  'c8',
  'word',
  'byte_mode',
  'word_mode',
  'long_mode',
  'v4',
  'v2',
  'v32',
  'tagless',
  'line',
  'half',
  'words',
  'float _Complex',
  'double _Complex',
  '__builtin_va_list',
  '_Atomic int',
  '_Atomic(short)',
  '_Atomic(tagless)',
  '_Atomic long long',
  '_Atomic(three)',
  '_Atomic(six)',
  '_Atomic(twelve)',
  '_Atomic(twentyfour)',
  '_Atomic(void *)',
  'three',
  'six',
  'const volatile int',
  'struct empty',
];
/** Their size is no multiple of their alignment: clang refuses arrays of them. */
const NO_ARRAYS = new Set(['a16', 'c8', 'half', 'enum aligned4']);
/** No function returns them. */
const NO_RESULTS = new Set(['words', '__builtin_va_list']);
const BIT_TYPES = [
  ...INTEGERS,
  ...INTEGERS,
  ...INTEGERS,
  ...ENUMS,
  'a2',
  'a1',
  'a16',
  'q4',
  'c8',
  'word',
  'byte_mode',
  'long_mode',
];
const BOUNDS = [
  '1',
  '2',
  '3',
  '5',
  '0',
  'sizeof(int)',
  'sizeof(struct flexible) / 2',
  'P7 - 4',
  '(1 << 3) - 5',
  "'c' - 'a'",
  '__builtin_offsetof(tagless, q) ? 4 : 2',
  '_Alignof(long long)',
  'sizeof(long) > 4 ? 3 : 7',
  '(char)257',
  '~-3u',
  '0x10 >> 2',
];
const ALIGNS = [1, 2, 4, 8, 16, 32, 64];

/** Random records of a target, the same for the same seed; later ones hold earlier ones. */
export function randomRecords(target: Target, seed: number, count: number): readonly RandomRecord[] {
  const random = new Seeded(seed);
  const records: RandomRecord[] = [];
  for (let i = 0; i < count; i++) records.push(new Maker(random, target, records).record(`r${i}`, 0));
  return records;
}

class Maker {
  private readonly random: Seeded;
  private readonly target: Target;
  private readonly earlier: readonly RandomRecord[];
  private named = 0;
  private isPackedAround = false;

  constructor(random: Seeded, target: Target, earlier: readonly RandomRecord[]) {
    this.random = random;
    this.target = target;
    this.earlier = earlier;
  }

  record(tag: string | undefined, depth: number): RandomRecord {
    const { random } = this;
    const kind = random.chance(0.2) ? 'union' : 'struct';
    const attributes = this.attributes(0.25);
    this.isPackedAround = attributes.includes('packed');
    const members: RandomMember[] = [];
    const count = random.chance(0.02) ? 0 : 1 + random.below(depth === 0 ? 9 : 4);
    // Many records are all bit-fields, or none.
    const bits = random.pick([0, 0, 0.2, 0.5, 0.9]);
    for (let i = 0; i < count; i++) members.push(this.member(depth, bits));
    if (kind === 'struct' && depth === 0 && this.named > 0 && random.chance(0.06))
      members.push({
        type: random.pick(['char', 'short', 'int', 'long long', 'tagless']),
        declarator: `m${this.named++}[]`,
        attributes: this.memberAttributes(),
        inner: undefined,
      });
    return {
      kind,
      tag,
      members,
      attributes,
      pack: depth === 0 && random.chance(0.15) ? random.pick([1, 2, 4, 8, 16]) : 0,
    };
  }

  private member(depth: number, bits: number): RandomMember {
    const { random } = this;
    if (random.chance(bits)) return this.bitField();
    const name = `m${this.named++}`;
    const attributes = this.memberAttributes();
    if (depth < 3 && random.chance(0.12)) {
      const inner = this.record(undefined, depth + 1);
      return { type: '', declarator: random.chance(0.5) ? '' : name, attributes, inner };
    }
    if (this.earlier.length > 0 && random.chance(0.08)) {
      const near = this.earlier[Math.max(0, this.earlier.length - 1 - random.below(40))];
      if (near !== undefined && !near.members.some(({ declarator }) => declarator.endsWith('[]'))) {
        return {
          type: `${near.kind} ${near.tag ?? ''}`,
          declarator: random.chance(0.3) ? `${name}[${random.below(4)}]` : name,
          attributes,
          inner: undefined,
        };
      }
    }
    const type = this.scalar();
    const pointers = [
      `*${name}`,
      `*${name}[2]`,
      NO_ARRAYS.has(type) ? `**${name}` : `(*${name})[3]`,
      NO_RESULTS.has(type) ? `**${name}` : `(*${name})(int, char *)`,
    ];
    const declarator = random.chance(0.1)
      ? random.pick(pointers)
      : random.chance(0.2) && !NO_ARRAYS.has(type)
        ? this.array(name)
        : name;
    return {
      type,
      declarator,
      attributes: random.chance(0.03) ? [...attributes, '_Alignas(64)'] : attributes,
      inner: undefined,
    };
  }

  private scalar(): string {
    const choices =
      !this.target.lacks.has('__int128') && this.random.chance(0.03) ? ['__int128', 'unsigned __int128'] : SCALARS;
    return this.random.pick(choices);
  }

  private array(name: string): string {
    return this.random.chance(0.2) ? `${name}[${this.random.pick(BOUNDS)}][2]` : `${name}[${this.random.pick(BOUNDS)}]`;
  }

  private bitField(): RandomMember {
    const { random } = this;
    const type = random.pick(BIT_TYPES);
    const widest = widestBits(type, this.target);
    const isUnnamed = random.chance(0.15);
    const width = isUnnamed && random.chance(0.5) ? 0 : random.chance(0.1) ? widest : 1 + random.below(widest);
    const attributes = random.chance(0.12) ? this.memberAttributes(1) : [];
    return { type, declarator: `${isUnnamed ? '' : `m${this.named++}`} : ${width}`, attributes, inner: undefined };
  }

  private memberAttributes(probability = 0.12): readonly string[] {
    const made = this.random.chance(probability) ? this.attributes(1) : [];
    return this.isPackedAround && this.random.chance(0.05) ? [...made, 'aligned(4)'] : made;
  }

  private attributes(probability: number): readonly string[] {
    const { random } = this;
    if (!random.chance(probability)) return [];
    const aligned = random.chance(0.15) ? 'aligned' : `aligned(${random.pick(ALIGNS)})`;
    return random.pick([['packed'], ['packed'], [aligned], ['packed', aligned]]);
  }
}

function widestBits(type: string, target: Target): number {
  if (type === '_Bool') return 1;
  if (/char|byte|tiny|c8|aligned4/.test(type)) return 8;
  if (/short|small/.test(type)) return 16;
  if (/long long|q4|wide|long_mode/.test(type)) return 64;
  return /long|word/.test(type) ? target.longBytes * 8 : 32;
}

/** A record on one line of C; #pragma pack stands around it through _Pragma. */
export function recordText(record: RandomRecord): string {
  const attributes = record.attributes.length === 0 ? '' : ` __attribute__((${record.attributes.join(', ')}))`;
  // Both places are the type's: before the tag and after the brace.
  const [before, after] =
    (record.members.length + record.attributes.length) % 2 === 0 ? [attributes, ''] : ['', attributes];
  const body = `${record.kind}${before}${record.tag === undefined ? '' : ` ${record.tag}`} { ${record.members.map(memberText).join(' ')} }${after}`;
  if (record.tag === undefined) return body;
  return record.pack === 0 ? `${body};` : `_Pragma("pack(push, ${record.pack})") ${body}; _Pragma("pack(pop)")`;
}

function memberText({ type, declarator, attributes, inner }: RandomMember): string {
  const gnu = attributes.filter((attribute) => !attribute.startsWith('_Alignas'));
  const list = gnu.length === 0 ? '' : `__attribute__((${gnu.join(', ')}))`;
  const alignas = attributes.filter((attribute) => attribute.startsWith('_Alignas')).join(' ');
  // A member's attributes may stand on either side of it.
  const [before, after] = declarator.length % 3 === 1 ? [list, ''] : ['', list];
  return `${[alignas, before, inner === undefined ? type : recordText(inner), declarator, after].filter((part) => part !== '').join(' ')};`;
}
