import { Seeded } from './seeded.ts';

/** One object after another is initialized: what a function does there, and what it looks at besides. */
const TYPES = `typedef unsigned long word; typedef unsigned int u_int;
struct lock { const char *name; u_int flags; volatile word state; };
struct one { struct one *first, **last; struct lock lock; int a; short b[3]; unsigned char c; struct { int x, y; } pair; long d; };
static struct one all[48], others[8], single; static struct one *picked = &all[20]; static int table[4] = { 1, 2, 3, 4 };
static int counter; static struct one *const fixed = &others[2]; static int (*hook)(int);
static int twice(int n) { return n * 2; }
#define CONTAINER(p, m) ((struct one *)((char *)(p) - __builtin_offsetof(struct one, m)))
`;

/** Statements of a function of `o` (the object), `v`, `s` and `t` (an address that may lie in the same array). */
const STATEMENTS: readonly string[] = [
  'o->a = v;',
  'o->a += v + 1;',
  'o->b[v & 1] = table[v & 3];',
  'o->c = (unsigned char)(o->c + 200);',
  'o->first = (void *)0; o->last = &o->first;',
  'o->first = o;',
  'o->last = &o[1].first;',
  'o->lock.name = "name"; o->lock.flags |= 4;',
  'o->lock.state = (word)o;',
  'o->pair.x = o->pair.y + 1;',
  'o->d = o->last == &o->first;',
  'o->d ^= ((word)o & 7) + 1;',
  'o->d += ((word)&o->c & 3);',
  'if (o == picked) o->a = 77;',
  'if (o == fixed) o->a = 78;',
  'if (o > fixed && o == fixed) o->a = 79;',
  'if (o->a == 0) o->b[2] = 5; else o->b[2]--;',
  'o->d += t - t;',
  'if (t == o) o->c = 9;',
  'o->b[0] = (short)t->a;',
  't->d++;',
  'picked->b[1]++;',
  'o->a += picked->a;',
  'counter++;',
  'o->a += counter;',
  'table[0]++;',
  'o->a = hook ? hook(v) : -1;',
  'for (int i = 0; i < 3; i++) o->b[i] = (short)(i + v);',
  'for (int i = 0; i < 4; i++) if (table[i] == v) { o->c = (unsigned char)i; break; }',
  'struct one copy = *o; copy.a++; o->a = copy.a;',
  'struct one *self = CONTAINER(&o->lock, lock); self->lock.flags++;',
  'int local = v; int *p = &local; *p += 3; o->a ^= local;',
  'o->a += s[0] == 110;',
  'switch (v) { case 0: o->c = 1; break; case 1: o->c = 2; default: o->c++; }',
  'o->b[1] = (short)(o[-1].a + 1);',
  '__builtin_memset(&o->pair, 0, sizeof(o->pair));',
  'o->a += (int)sizeof(*o) + __builtin_expect(v, 0);',
];

const PLACES = ['&all[i + 1]', '&all[46 - i]', '&others[1 + (i & 3)]', '&single', '(i & 1) ? &all[3] : &all[i + 1]'];
const AWAY = ['&single', '&all[5]', '&all[i + 1]', '&all[i + 2]', '&others[0]', 'picked'];
const NUMBERS = ['0', '1', '3', 'i & 1', 'i'];

/** A program whose `run()` leaves in `result` a sum over all that its loops have written. */
export function randomObjects(seed: number): string {
  const random = new Seeded(seed);
  const names: string[] = [];
  const functions = Array.from({ length: 4 }, (_, n) => {
    const body = Array.from({ length: 2 + random.below(4) }, () => `{ ${random.pick(STATEMENTS)} }`);
    if (n > 0 && random.below(2) === 0) body.push(`${random.pick(names)}(o, v, s, t);`);
    names.push(`f${n}`);
    const back = random.pick(['o', 'o + 1', 't', '(struct one *)0']);
    return `static struct one *f${n}(struct one *o, int v, const char *s, struct one *t) {\n${body.join('\n')}\nreturn ${back};\n}`;
  });
  const loops = Array.from({ length: 3 }, () => {
    const name = random.pick(names);
    const [place, away] = [random.pick(PLACES), random.pick(AWAY)];
    const between = random.pick(['', '', 'all[i].c++;', 'table[1] = i >> 3;', 'if (i == 9) picked = &all[30];']);
    return `for (i = 0; i < 40; i++) { struct one *r = ${name}(${place}, ${random.pick(NUMBERS)}, "name", ${away}); if (r == &all[i + 2]) sum += 3; ${between} }`;
  });
  return `${TYPES}${functions.join('\n')}
int result;
static u_int sum;
static u_int where(struct one *p) { return p == (void *)0 ? 1 : p >= &all[0] && p == &all[7] ? 2 : 3; }
static void add(struct one *p) {
  sum = sum * 31 + (u_int)p->a; sum = sum * 31 + (u_int)p->b[0]; sum = sum * 31 + (u_int)p->b[1]; sum = sum * 31 + (u_int)p->b[2];
  sum = sum * 31 + p->c; sum = sum * 31 + (u_int)p->pair.x; sum = sum * 31 + (u_int)p->pair.y; sum = sum * 31 + (u_int)p->d;
  sum = sum * 31 + p->lock.flags; sum = sum * 31 + (p->lock.name != (void *)0); sum = sum * 31 + (p->last == &p->first);
  sum = sum * 31 + (p->first == p); sum = sum * 31 + (p->last == &p[1].first); sum = sum * 31 + (p->lock.state == (word)p);
}
void run(void) {
  int i; ${random.below(2) === 0 ? 'hook = twice;' : ''}
  ${loops.join('\n  ')}
  for (i = 0; i < 47; i++) add(&all[i]);
  for (i = 0; i < 7; i++) add(&others[i]);
  sum += where(picked) + (u_int)counter + (u_int)table[0]; sum += (u_int)single.a;
  result = (int)sum;
}
`;
}
