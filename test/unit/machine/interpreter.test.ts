// C that runs, against what clang's program prints (test/conformance/machine.test.ts holds the table to clang), and
// what is not known: it must neither be guessed nor spoil what does not hang on it.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { MACHINE_CASES } from '../../kit/machine-cases.ts';
import { runC } from '../../kit/run-c.ts';

describe('a function runs as it does on the machine', () => {
  for (const { name, text, expected } of MACHINE_CASES)
    test(name, () => {
      assert.equal(runC(text).result, expected);
    });
});

const OUTSIDE = 'int outside(int *);\nint result;\n';

/** A result that is not known, and says so in words. */
function isNotKnown(result: number | string, because: RegExp): void {
  assert.equal(typeof result, 'string', `${result} is claimed`);
  assert.match(String(result), because);
}

describe('what is not known', () => {
  test('what the example machine decides is unknown until it is told, and names the setting', () => {
    const text = 'int vm_guest = 0; int result; void run(void) { result = vm_guest > 0 ? 100 : 1000; }';
    isNotKnown(runC(text).result, /^vm_guest is not set: machine hypervisor=none$/);
    assert.equal(runC(text, { settings: { vm_guest: 0n } }).result, 1000);
    assert.equal(runC(text, { settings: { vm_guest: 3n } }).result, 100);
  });

  test('is what a function gives back that is not followed, and what it is handed', () => {
    isNotKnown(runC(`${OUTSIDE}void run(void) { result = outside(0); }`).result, /outside\(\) is not followed/);
    isNotKnown(runC(`${OUTSIDE}void run(void) { int x = 1; outside(&x); result = x; }`).result, /outside/);
  });
  test('is what it could write by name, and nothing else', () => {
    const text = `${OUTSIDE}static int mine = 4, theirs = 4;\nvoid run(void) { int x = mine; outside(0); result = WHICH + x; }`;
    assert.equal(runC(text.replace('WHICH', 'mine'), { writes: { outside: ['theirs'] } }).result, 8);
    isNotKnown(runC(text.replace('WHICH', 'theirs'), { writes: { outside: ['theirs'] } }).result, /outside/);
  });
  test('is not what is const, but what a const pointer leads to', () => {
    const text = `${OUTSIDE}static const int fixed[2] = { 3, 4 };\nstatic int loose = 5;\nstatic int *const to = &loose;
void elsewhere(const int *, int *const *);\nvoid run(void) { elsewhere(fixed, &to); result = WHICH; }`;
    assert.equal(runC(text.replace('WHICH', 'fixed[1]')).result, 4);
    isNotKnown(runC(text.replace('WHICH', 'loose')).result, /elsewhere/);
  });
  test('spoils no value that is the same on both ways', () => {
    assert.equal(runC(`${OUTSIDE}void run(void) { int x; if (outside(0)) x = 3; else x = 3; result = x; }`).result, 3);
    isNotKnown(runC(`${OUTSIDE}void run(void) { int x = 2; if (outside(0)) x = 3; result = x; }`).result, /outside/);
  });
  test('leaves by return, break and goto on one way only', () => {
    isNotKnown(
      runC(
        `${OUTSIDE}static int early(void) { if (outside(0)) return 1; return 2; }\nvoid run(void) { result = early(); }`,
      ).result,
      /./,
    );
    assert.equal(
      runC(
        `${OUTSIDE}static int same(void) { if (outside(0)) return 5; return 5; }\nvoid run(void) { result = same(); }`,
      ).result,
      5,
    );
    isNotKnown(
      runC(`${OUTSIDE}void run(void) { int i; for (i = 0; i < 9; i++) if (outside(0)) break; result = i; }`).result,
      /./,
    );
    isNotKnown(
      runC(`${OUTSIDE}void run(void) { int x = 1; if (outside(0)) goto out; x = 2; out: result = x; }`).result,
      /./,
    );
    assert.equal(
      runC(`${OUTSIDE}void run(void) { int x = 1; if (outside(0)) goto out; x = 1; out: result = x; }`).result,
      1,
    );
  });
  const EITHER = `${OUTSIDE}static int a = 1, b = 1, c = 1, *q;
static struct s { int n; int *to; } one = { 1, &a }, two = { 1, &b };
void pass(int **);
static void put(int *p) { *p = 3; }
static void later(void) { *q = 3; }
`;
  const hands = [
    ['a pointer that is one of two', 'int *p = outside(0) ? &a : &b; outside(p);'],
    ['a pointer or NULL', 'int *p = outside(0) ? &a : 0; outside(p);'],
    ['what a pointer is in memory', 'if (outside(0)) q = &a; pass(&q);'],
    ['one that has moved', 'int *p = outside(0) ? &a : &b; p += outside(0); outside(p);'],
    ['one that a number was', 'unsigned long p = (unsigned long)(outside(0) ? &a : &b); outside((int *)p);'],
    ['what it leads to', 'struct s *p = outside(0) ? &one : &two; outside(p->to);'],
    ['one from a loop', 'int *p = &c; while (outside(0)) p = p == &c ? &b : &a; outside(p);'],
    ['one of a switch', 'int *p; switch (outside(0)) { case 1: p = &a; break; default: p = &b; } outside(p);'],
  ] as const;
  for (const [name, body] of hands)
    test(`is what a function could write that is handed ${name}`, () => {
      isNotKnown(runC(`${EITHER}void run(void) { ${body} result = a; }`).result, /is not followed/);
      assert.equal(runC(`${EITHER}static int other = 7; void run(void) { ${body} result = other; }`).result, 7);
    });
  test('is what is written through a pointer that is one of two', () => {
    const text = `${EITHER}void run(void) { put(outside(0) ? &a : &b); result = WHICH; }`;
    isNotKnown(runC(text.replace('WHICH', 'a')).result, /put\(\)/);
    assert.equal(runC(text.replace('WHICH', 'c')).result, 1);
    isNotKnown(runC(`${EITHER}void run(void) { if (outside(0)) q = &a; later(); result = a; }`).result, /later\(\)/);
  });
  test('is bounded where comparisons say so', () => {
    assert.equal(
      runC(
        `${OUTSIDE}static int max(int a, int b) { return a > b ? a : b; }\nvoid run(void) { unsigned n = outside(0); result = max((n & 1023) / 1024, 1); }`,
      ).result,
      1,
    );
    isNotKnown(
      runC(
        `${OUTSIDE}static int max(int a, int b) { return a > b ? a : b; }\nvoid run(void) { unsigned n = outside(0); result = max((n & 4095) / 1024, 1); }`,
      ).result,
      /outside/,
    );
  });
  test('is an element when the index is not known, and every element that it could be', () => {
    isNotKnown(
      runC(`${OUTSIDE}static int all[3] = { 1, 2, 3 };\nvoid run(void) { all[outside(0)] = 9; result = all[2]; }`)
        .result,
      /./,
    );
    assert.equal(
      runC(`${OUTSIDE}static int all[3], other = 4;\nvoid run(void) { all[outside(0)] = 9; result = other; }`).result,
      4,
    );
  });
  test('is what a loop changes whose end is not known', () => {
    isNotKnown(runC(`${OUTSIDE}void run(void) { int n = 0; while (outside(0)) n++; result = n; }`).result, /./);
    assert.equal(
      runC(`${OUTSIDE}void run(void) { int n = 0, kept = 6; while (outside(0)) n++; result = kept; }`).result,
      6,
    );
  });
  test('is every case that a switch may take', () => {
    isNotKnown(
      runC(
        `${OUTSIDE}void run(void) { int x = 0; switch (outside(0)) { case 1: x = 1; break; case 2: x = 2; } result = x; }`,
      ).result,
      /./,
    );
    assert.equal(
      runC(
        `${OUTSIDE}void run(void) { int x = 0; switch (outside(0)) { case 1: x = 4; break; default: x = 4; } result = x; }`,
      ).result,
      4,
    );
  });
});

describe('a panic ends its own way only', () => {
  const PANICS = `${OUTSIDE}void panic(const char *, ...);\n`;
  const ways = [
    ['return', 'static void f(int x) { if (x) return; panic("boo"); }'],
    ['a case that returns', 'static void f(int x) { switch (x) { case 1: return; case 2: break; } panic("boo"); }'],
    ['goto', 'static void f(int x) { if (x) goto out; panic("boo"); out: return; }'],
    ['break', 'static void f(int x) { for (int i = 0; i < 3; i++) { if (x == i) break; if (i == 2) panic("boo"); } }'],
    ['break of a switch', 'static void f(int x) { switch (1) { case 1: if (x) break; panic("boo"); } }'],
    [
      'a condition',
      'static int no(void) { panic("boo"); }\nstatic void f(int x) { do { if (x) break; } while (no()); }',
    ],
    ['a call', 'static void g(void) { panic("boo"); }\nstatic void f(int x) { if (x) return; g(); }'],
  ] as const;
  for (const [name, text] of ways)
    test(`the others that left before go on: ${name}`, () => {
      const { result, ran } = runC(`${PANICS}${text}\nvoid run(void) { f(outside(0)); result = 5; }`);
      assert.deepEqual([result, ran.panic], [5, undefined]);
    });
  test('where no other is left the kernel panics', () => {
    const { ran } = runC(
      `${PANICS}static void f(int x) { if (x) panic("one"); panic("two"); }\nvoid run(void) { f(outside(0)); }`,
    );
    assert.equal(ran.panic, 'two');
  });
  test('what the way wrote that ended is not there', () => {
    const text = 'static void f(int x) { if (x) return; result = 9; panic("boo"); }';
    assert.equal(runC(`${PANICS}${text}\nvoid run(void) { result = 4; f(outside(0)); }`).result, 4);
  });
});

describe("a file system's table of operations", () => {
  test('is what nobody knows once it is registered', () => {
    const text = `struct vop_vector { int registered; } ops;
void vfs_vector_op_register(struct vop_vector *);
int result;
void run(void) { vfs_vector_op_register(&ops); result = ops.registered; }`;
    isNotKnown(runC(text).result, /vfs_vector_op_register\(\)/);
  });
});

describe('bad input ends', () => {
  test('an endless loop', () => {
    assert.match(String(runC('int result; void run(void) { for (;;) result++; }').result), /gave up|panic/);
  });
  test('objects without end are given up before memory is full', () => {
    const text = `void *malloc(unsigned long, void *, int);
struct n { struct n *next; };
static struct n *head;
int result;
void run(void) { for (;;) { struct n *p = malloc(sizeof(*p), 0, 0x102); p->next = head; head = p; } }`;
    assert.match(String(runC(text).result), /gave up: more than \d+ objects/);
  });
  test('endless recursion makes what it could write unknown', () => {
    isNotKnown(
      runC('int result; static int deep(int n) { return deep(n + 1); } void run(void) { result = deep(0); }').result,
      /./,
    );
  });
  test('a write through a wild pointer', () => {
    isNotKnown(runC('int result; int *where(void); void run(void) { *where() = 1; result = 2; }').result, /./);
  });
  test('a write behind an array', () => {
    isNotKnown(runC('int result; static int a[2], b = 1; void run(void) { a[2] = 5; result = b; }').result, /./);
  });
});

test('the environment is read as getenv_int() does', () => {
  const text =
    'int getenv_int(const char *, int *);\nint result; void run(void) { int n = 5; getenv_int("net.size", &n); result = n; }';
  assert.equal(runC(text).result, 5);
  assert.equal(runC(text, { kenv: { 'net.size': '2k' } }).result, 2048);
  assert.equal(runC(text, { kenv: { 'net.size': '0x10' } }).result, 16);
});
