import { Seeded } from './seeded.ts';

/** What the random sources call and name besides the set's members. */
const PRELUDE = `#define V(t, n) t n __attribute__((section("set_vnet"), used))
struct pair { int x, y; };
struct node { struct node *next; int v; int (*fn)(int); struct pair p; };
enum { NONE, ONE, MANY = 40 };
extern void use(); extern int get(); extern struct pair both(); extern void stop(void) __attribute__((noreturn));
extern int outside; extern struct node *list; extern int weakling __attribute__((weak)); extern int hook(void) __attribute__((weak));
static const int zero = 0, three = 3; static const int table[3] = { 0, 1, 0 }; static const struct pair fixed = { 0, 7 };
`;

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const CONSTANTS = [
  '0',
  '1',
  '2',
  'NONE',
  'ONE',
  'sizeof(int)',
  'sizeof(long) == 8',
  'zero',
  'three',
  'table[1]',
  'table[2]',
  'fixed.x',
  'fixed.y',
  '!&outside',
  '&outside != 0',
  '&outside == &outside',
  'hook != 0',
  '!&weakling',
  '"text"[0]',
  "'x'",
  '(void *)0 != 0',
  'get != 0',
  '__builtin_offsetof(struct node, v)',
  '__builtin_types_compatible_p(int, long)',
  '__alignof__(long) < 4',
  '({ 0; })',
  '({ do { } while (0); 1; })',
  '(int){ 0 }',
  '1 / 0',
  '__builtin_constant_p(3)',
  '__builtin_constant_p(outside)',
  '__builtin_constant_p(get())',
  '__builtin_expect(0, 0)',
];

/** One source with eight members of set_vnet and functions that mention them in all the ways C has. */
export class RandomBodies {
  private readonly random: Seeded;
  private labels = 0;
  private variables = 0;
  private readonly placed = new Set<number>();
  private locals: string[] = [];
  /** Above 0 inside a loop or a switch, where break is one. */
  private breakable = 0;
  private loops = 0;

  constructor(seed: number) {
    this.random = new Seeded(seed);
  }

  source(): string {
    const { random } = this;
    const definitions = NAMES.map(
      (name, i) =>
        `V(${i % 4 === 3 ? 'struct pair' : 'int'}, ${name})${random.chance(0.15) ? (i % 4 === 3 ? ' = { 1, 2 }' : ' = 1') : ''};`,
    );
    const functions = Array.from({ length: 1 + random.below(3) }, (_, i) => this.function(i));
    // The bodies may stand anywhere, as in a kernel's file.
    const declared = NAMES.map((name, i) => `extern ${i % 4 === 3 ? 'struct pair' : 'int'} ${name};`).join(' ');
    return `${PRELUDE}${declared}\n${definitions.slice(0, 4).join(' ')}\n${functions.join('\n')}\n${definitions.slice(4).join(' ')}\n`;
  }

  private function(index: number): string {
    this.labels = 0;
    this.placed.clear();
    this.locals = ['n', 'p'];
    const body = this.statements(3, 2 + this.random.below(4));
    const labels = Array.from({ length: this.labels }, (_, i) => i)
      .filter((i) => !this.placed.has(i))
      .map((i) => `L${i}: ;`);
    return `${this.random.chance(0.15) ? 'static ' : ''}int fn${index}(int n, struct pair *p) {\n${body}\n${labels.join(' ')}\nreturn ${this.int(1)}; }`;
  }

  private statements(depth: number, count: number): string {
    const before = this.locals.length;
    const made = Array.from({ length: count }, () => this.statement(depth)).join('\n');
    this.locals.length = before;
    return made;
  }

  private inner(depth: number): string {
    return `{ ${this.statements(depth - 1, 1 + this.random.below(2))} }`;
  }

  private statement(depth: number): string {
    const { random } = this;
    if (depth === 0) return `use(${this.int(1)});`;
    switch (random.below(17)) {
      case 0:
      case 1:
        return `if (${this.condition(depth)}) ${this.inner(depth)}${random.chance(0.5) ? ` else ${this.inner(depth)}` : ''}`;
      case 2:
        return this.loop(() => `while (${this.condition(depth)}) ${this.inner(depth)}`);
      case 3:
        return this.loop(() => `do ${this.inner(depth)} while (${this.condition(depth)});`);
      case 4:
        return this.loop(
          () =>
            `for (${random.pick(['', 'int k = 0', 'n = 0'])}; ${random.chance(0.3) ? '' : this.condition(depth)}; ${random.chance(0.5) ? this.int(1) : ''}) ${this.inner(depth)}`,
        );
      case 5:
        return this.switch(depth);
      case 6:
        return this.declaration(depth);
      case 7:
        return random.chance(0.4) ? `goto L${this.label()};` : this.labelled(depth);
      case 8:
        return this.breakable > 0 ? (this.loops > 0 && random.chance(0.4) ? 'continue;' : 'break;') : 'stop();';
      case 9:
        return random.chance(0.3) ? `return ${this.int(depth)};` : `use(${this.int(depth)}, ${this.int(depth)});`;
      case 10:
        return `${this.record()} = ${random.pick(['both()', this.record(), '(struct pair){ n, ' + this.int(1) + ' }'])};`;
      case 11:
        return `__asm__ volatile ("" : "=r" (${this.name()}) : "r" (${this.int(1)}));`;
      default:
        return `${this.effect(depth)};`;
    }
  }

  private loop(make: () => string): string {
    this.breakable++;
    this.loops++;
    const made = make();
    this.breakable--;
    this.loops--;
    return made;
  }

  /** A label to go to: one that is there, or one that the function's end gets. */
  private label(): number {
    return this.labels > 0 && this.random.chance(0.6) ? this.random.below(this.labels) : this.labels++;
  }

  private labelled(depth: number): string {
    const label = this.labels++;
    this.placed.add(label);
    return `L${label}: ; ${this.statement(depth - 1)}`;
  }

  private switch(depth: number): string {
    const { random } = this;
    const value = random.chance(0.5) ? random.pick(['1', 'ONE', 'sizeof(int)', 'three', 'table[1]']) : this.int(1);
    const before = this.locals.length;
    this.breakable++;
    const cases = [0, 1, 3, 4]
      .filter(() => random.chance(0.6))
      .map(
        (n) =>
          `case ${n}${random.chance(0.1) ? ` ... ${n}` : ''}: ${this.statements(depth - 1, 1 + random.below(2))} ${random.chance(0.7) ? 'break;' : ''}`,
      );
    if (random.chance(0.6))
      cases.splice(
        random.below(cases.length + 1),
        0,
        `default: ${this.statement(depth - 1)} ${random.chance(0.6) ? 'break;' : ''}`,
      );
    this.breakable--;
    this.locals.length = before;
    // A declaration before the first case is never run, but may be used.
    return `switch (${value}) { ${cases.join('\n')} ; }`;
  }

  private declaration(depth: number): string {
    const { random } = this;
    const name = `v${this.variables++}`;
    const made = random.pick([
      `int ${name} = ${this.int(depth - 1)};`,
      `const int ${name} = ${random.pick(['0', '1', 'n', 'zero'])};`,
      `static int ${name} = 1;`,
      `int ${name}[2] = { ${this.int(1)}, ${this.int(1)} }; use(${name});`,
      `int ${name} = sizeof(${this.int(1)});`,
      `struct pair q${name} = { .y = ${this.int(1)}, .x = ${this.int(1)} }; int ${name} = q${name}.x;`,
      `int *r${name} = &${this.name()}; int ${name} = *r${name};`,
    ]);
    if (!made.includes('[2]')) this.locals.push(name);
    return made;
  }

  /** A member that is an int. */
  private name(): string {
    return this.random.pick(NAMES.filter((_, i) => i % 4 !== 3));
  }

  private record(): string {
    return this.random.pick(['d', 'h', '*p']);
  }

  private condition(depth: number): string {
    const { random } = this;
    if (random.chance(0.45)) return random.pick(CONSTANTS);
    if (random.chance(0.3))
      return `${this.condition(Math.max(0, depth - 1))} ${random.pick(['&&', '||'])} ${this.condition(Math.max(0, depth - 1))}`;
    if (random.chance(0.1)) return `!(${this.condition(Math.max(0, depth - 1))})`;
    return this.int(depth);
  }

  private effect(depth: number): string {
    const { random } = this;
    switch (random.below(6)) {
      case 0:
        return `${this.name()} ${random.pick(['=', '+=', '|=', '='])} ${this.int(depth - 1)}`;
      case 1:
        return `${random.pick(['d.x', 'h.y', 'p->x', 'list->p.y'])} ${random.pick(['=', '-='])} ${this.int(depth - 1)}`;
      case 2:
        return `${this.name()}++`;
      case 3:
        return `(void)(${this.int(depth - 1)})`;
      case 4:
        return `use(&${this.name()}, ${this.int(depth - 1)})`;
      default:
        return `get(${this.int(depth - 1)}, ${this.int(depth - 1)})`;
    }
  }

  private int(depth: number): string {
    const { random } = this;
    const inner = (): string => this.int(depth - 1);
    if (depth <= 0)
      return random.pick([
        this.name(),
        this.name(),
        'd.x',
        'h.y',
        random.pick(this.locals.filter((one) => one !== 'p')),
        'outside',
        `(${random.pick(CONSTANTS)})`,
        'p->y',
      ]);
    switch (random.below(18)) {
      case 0:
        return `(${inner()} ? ${inner()} : ${inner()})`;
      case 1:
        return `(${random.pick(CONSTANTS)} ? ${inner()} : ${inner()})`;
      case 2:
        return `(${this.condition(depth - 1)} ? ${inner()} : ${inner()})`;
      case 3:
        return `(${inner()} ?: ${inner()})`;
      case 4:
        return `(${inner()}, ${inner()})`;
      case 5:
        return `(${this.name()} ${random.pick(['=', '+='])} ${inner()})`;
      case 6:
        return `get(${inner()}, ${inner()})`;
      case 7:
        return `({ int s${depth} = ${inner()}; ${this.effect(1)}; s${depth} + ${inner()}; })`;
      case 8:
        return `(${inner()} ${random.pick(['&&', '||'])} ${inner()})`;
      case 9:
        return random.pick([
          `sizeof(${inner()})`,
          `__builtin_constant_p(${inner()})`,
          `__builtin_choose_expr(${random.pick(['0', '1'])}, ${inner()}, ${inner()})`,
          `_Generic(${inner()}, int: ${inner()}, default: ${inner()})`,
          `__builtin_expect(${inner()}, ${inner()})`,
        ]);
      case 10:
        return `${random.pick(['-', '!', '~', '(long)', '(char)'])}${inner()}`;
      case 11:
        return `(&${this.name()})[${inner()}]`;
      case 12:
        return `both(${inner()}).x`;
      case 13:
        return `((struct pair){ ${inner()}, ${inner()} }).y`;
      default:
        return `(${inner()} ${random.pick(['+', '*', '-', '<', '==', '&', '<<'])} ${inner()})`;
    }
  }
}
