import { Seeded } from './seeded.ts';

/** A type as initializers see it. */
type Shape =
  | { readonly kind: 'integer'; readonly type: string }
  | { readonly kind: 'floating'; readonly type: string }
  | { readonly kind: 'pointer' }
  | { readonly kind: 'text'; readonly count: number | undefined }
  | { readonly kind: 'array'; readonly element: Shape; readonly count: number | undefined }
  | { readonly kind: 'record'; readonly isUnion: boolean; readonly members: readonly Member[] };

interface Member {
  /** undefined for an anonymous record. */
  readonly name: string | undefined;
  readonly shape: Shape;
  readonly bits: number | undefined;
}

/** What random initializers point to. */
export const INITIALIZER_PRELUDE =
  'extern int target[64]; extern int function(int); static int hidden[9] = { 1 }; struct pair { char c; int i; }; struct pair pair = { 1, 2 };';

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
const CONSTANTS = [
  '0',
  '1',
  '-1',
  "'x'",
  '0x7fffffff',
  '0xffffffffu',
  '255',
  '-129',
  '0123',
  '1LL << 40',
  '~5ul',
  '(char)200',
  '3 * 7 - 4 / 3',
  'sizeof(long)',
  '(short)0x12345',
  '5 > 3',
  '-7 % 4',
  '-7 / 2',
  '1 ? 2u : -1',
  '!0',
  '__builtin_bswap32(1)',
  '(unsigned char)-1 + 1',
  '0x80000000 >> 4',
  '-8 >> 1',
  'sizeof(struct pair)',
  '__builtin_offsetof(struct pair, i)',
  '1.75 + 1',
  '(int)-2.5',
  'sizeof "abc"',
  '-1 < 1u',
  '0x8000000000000000 / 3',
  '(long long)-1 == 0xffffffffffffffff',
];
const ADDRESSES = [
  'target',
  '&target[3]',
  'target + 5',
  '&hidden[2]',
  'hidden',
  'function',
  '&function',
  '&pair.i',
  '"text"',
  '"te" "xt"',
  '"text" + 1',
  '0',
  '(void *)0',
  '(void *)16',
  '&target[60] - 2',
  '(char *)target + 3',
  '&(struct pair){ 3, 4 }',
  '(int[]){ 7, 8 }',
];

/**
 * Declarations of random variables with random initializers, one a line: designators, ranges, elided braces, overrides.
 */
export function randomInitializers(seed: number, count: number): readonly string[] {
  const maker = new Maker(new Seeded(seed));
  return Array.from({ length: count }, (_, i) => maker.variable(i));
}

class Maker {
  private readonly random: Seeded;
  private named = 0;

  constructor(random: Seeded) {
    this.random = random;
  }

  variable(index: number): string {
    const shape = this.shape(3, true);
    return `${this.declaration(shape, `v${index}`)} = ${this.value(shape, true)};`;
  }

  private shape(depth: number, mayBeOpen: boolean): Shape {
    const { random } = this;
    const choice = depth === 0 ? random.next() * 0.55 : random.next();
    if (choice < 0.38) return { kind: 'integer', type: random.pick(INTEGERS) };
    if (choice < 0.43) return { kind: 'floating', type: random.pick(['float', 'double']) };
    if (choice < 0.5) return { kind: 'pointer' };
    if (choice < 0.55)
      return { kind: 'text', count: mayBeOpen && random.chance(0.5) ? undefined : 1 + random.below(6) };
    if (choice < 0.75)
      return {
        kind: 'array',
        element: this.shape(depth - 1, false),
        count: mayBeOpen && random.chance(0.4) ? undefined : 1 + random.below(4),
      };
    const isUnion = random.chance(0.2);
    const members = Array.from({ length: 1 + random.below(5) }, () => this.member(depth - 1));
    return { kind: 'record', isUnion, members };
  }

  private member(depth: number): Member {
    const { random } = this;
    const name = `m${this.named++}`;
    if (random.chance(0.25)) {
      const type = random.pick(INTEGERS);
      const widest = type === '_Bool' ? 1 : type.includes('char') ? 8 : type.includes('short') ? 16 : 32;
      const bits = 1 + random.below(widest);
      return { name: random.chance(0.1) ? '' : name, shape: { kind: 'integer', type }, bits };
    }
    const shape = this.shape(depth, false);
    return { name: shape.kind === 'record' && random.chance(0.3) ? undefined : name, shape, bits: undefined };
  }

  private declaration(shape: Shape, name: string): string {
    switch (shape.kind) {
      case 'integer':
      case 'floating':
        return `${shape.type} ${name}`;
      case 'pointer':
        return `void *${name}`;
      case 'text':
        return `char ${name}[${shape.count ?? ''}]`;
      case 'array':
        return this.declaration(shape.element, `${name}[${shape.count ?? ''}]`);
      case 'record':
        return `${shape.isUnion ? 'union' : 'struct'} { ${shape.members.map((member) => `${this.declaration(member.shape, member.name ?? '')}${member.bits === undefined ? '' : ` : ${member.bits}`};`).join(' ')} }${name === '' ? '' : ` ${name}`}`;
    }
  }

  /** An initializer for all of `shape`; inside a list braces may be left out. */
  private value(shape: Shape, isOutermost = false): string {
    const { random } = this;
    switch (shape.kind) {
      case 'integer':
        return random.chance(0.05) ? `{ ${random.pick(CONSTANTS)} }` : random.pick(CONSTANTS);
      case 'floating':
        return random.pick(['1.5', '-2', '0.1f', '1e10', '0', '0x1p-3', "'a' / 2.0"]);
      case 'pointer':
        return random.pick(ADDRESSES);
      case 'text':
        return random.pick(['"abc"', '"a\\0b"', '{ "xy" }', "{ 'a', 'b' }", '{ [0] = 65, 66 }', '""', '"ab" "\\xff"']);
      case 'array':
        return !isOutermost && random.chance(0.25) ? this.flat(shape) : `{ ${this.arrayItems(shape)} }`;
      case 'record':
        return !isOutermost && random.chance(0.25) ? this.flat(shape) : `{ ${this.recordItems(shape)} }`;
    }
  }

  /** All scalars of an aggregate in order, or the first few: without braces. */
  private flat(shape: Shape): string {
    const items = this.leaves(shape);
    return items.slice(0, 1 + this.random.below(items.length)).join(', ') || '0';
  }

  private leaves(shape: Shape): string[] {
    if (shape.kind === 'array')
      return Array.from({ length: shape.count ?? 2 }, () => this.leaves(shape.element)).flat();
    if (shape.kind !== 'record') return [this.value(shape)];
    const members = shape.members.filter(({ name }) => name !== '');
    return (shape.isUnion ? members.slice(0, 1) : members).flatMap((member) => this.leaves(member.shape));
  }

  private arrayItems(shape: Extract<Shape, { kind: 'array' }>): string {
    const { random } = this;
    const count = shape.count ?? 1 + random.below(5);
    const items: string[] = [];
    for (let i = 0; i < count; i++) {
      if (items.length > 0 && random.chance(0.15)) break;
      if (!random.chance(0.3)) items.push(this.value(shape.element));
      else {
        const first = random.below(count);
        const designator = random.chance(0.2) ? `[${first} ... ${first + random.below(count - first)}]` : `[${first}]`;
        items.push(this.designated(designator, shape.element));
      }
    }
    return items.join(', ');
  }

  private recordItems({ isUnion, members }: Extract<Shape, { kind: 'record' }>): string {
    const { random } = this;
    const named = members.filter(({ name }) => name !== '');
    const items: string[] = [];
    for (const member of named) {
      if (items.length > 0 && (random.chance(0.1) || (isUnion && random.chance(0.8)))) break;
      const chosen = random.chance(0.3) || isUnion ? random.pick(named) : undefined;
      if (chosen?.name !== undefined) items.push(this.designated(`.${chosen.name}`, chosen.shape));
      else if (!isUnion) items.push(this.value(member.shape));
    }
    return items.join(', ');
  }

  /** `designator = value`, perhaps of a part of what it names. */
  private designated(designator: string, shape: Shape): string {
    const { random } = this;
    if (shape.kind === 'array' && random.chance(0.4))
      return this.designated(`${designator}[${random.below(shape.count ?? 3)}]`, shape.element);
    const members =
      shape.kind === 'record' ? shape.members.filter(({ name }) => name !== '' && name !== undefined) : [];
    if (members.length > 0 && random.chance(0.4)) {
      const member = random.pick(members);
      return this.designated(`${designator}.${member.name ?? ''}`, member.shape);
    }
    return `${designator} = ${this.value(shape)}`;
  }
}
