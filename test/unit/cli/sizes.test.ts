// What `layout` and `record` print of types under attributes and pragmas: numbers that are clang's, with all their
// digits, or null and a problem that names the cause.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import type { LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

/** The bundled kernel with declarations at the end of one source. */
function tree(text: string): string {
  return scratch.tree((made) => {
    appendFileSync(path.join(made, 'sys/net/if_clone.c'), text);
  });
}

test('virtualized globals under pragmas and attributes', async () => {
  const folder = tree(`
typedef int TA[4] __attribute__((aligned(1)));
VNET_DEFINE(char, w_ta)[_Alignof(TA)];
#pragma pack(3)
struct wf { char c; int x; };
#pragma pack()
VNET_DEFINE(struct wf, w_f);
#pragma pack(push, 1)
struct wk { char p[sizeof(struct { char a; int b; })]; };
VNET_DEFINE(struct { char a; int b; }, w_l);
typedef __typeof__(struct { char a; int b; }) wm_t;
enum { WO = sizeof(struct wo { char a; int b; }) };
#pragma pack(pop)
VNET_DEFINE(struct wk, w_k);
VNET_DEFINE(wm_t, w_m);
VNET_DEFINE(char, w_o)[WO];
VNET_DEFINE(struct wo, w_p);
VNET_DECLARE(int, w_q) __aligned(64);
VNET_DEFINE(int, w_q);
VNET_DEFINE(int * __attribute__((aligned(32))), w_r);
`);
  const { out } = await vnetscope(folder, 'layout', folder, '--format', 'json', '--no-cache');
  const rows = (JSON.parse(out) as LayoutReport).variables.filter(({ name }) => name.startsWith('w_'));
  assert.deepEqual(Object.fromEntries(rows.map(({ name, size, align }) => [name, [size, align]])), {
    w_ta: [1, 1],
    w_f: [8, 4],
    w_l: [5, 1],
    w_k: [5, 1],
    w_m: [5, 1],
    w_o: [5, 1],
    w_p: [5, 1],
    w_q: [4, 64],
    w_r: [8, 32],
  });
});

test('sizes and offsets beyond 2^53 have all their digits', async () => {
  const folder = tree(`
VNET_DEFINE(char, h_a)[(1ULL << 60) + 1];
VNET_DEFINE(char, h_b);
struct h_c { char a[(1ULL << 59) - 1]; int b; };
`);
  const { out } = await vnetscope(folder, 'layout', folder, '--format', 'json', '--no-cache');
  assert.match(out, /"name": "h_a",[^}]*"size": 1152921504606846977,/);
  const start = BigInt(/"name": "h_a",[^}]*"offset": (\d+),/.exec(out)?.[1] ?? -1);
  assert.ok(out.includes(`"offset": ${start + 1_152_921_504_606_846_977n},`), 'h_b follows h_a');
  const text = await vnetscope(folder, 'layout', folder);
  assert.match(text.out, /^ *\d+ +1152921504606846977 +16 +g +h_a /m);
  // A kept answer has the same digits.
  assert.equal((await vnetscope(folder, 'layout', folder)).out, text.out);
  const record = await vnetscope(folder, 'record', 'h_c', folder, '--format', 'json', '--no-cache');
  assert.match(record.out, /"size": 576460752303423492,/);
  assert.match(record.out, /"name": "b",[^}]*"offsetBits": 4611686018427387904,/);
});

test('what is not understood is null, and a problem names it', async () => {
  const folder = tree(`
struct __attribute__((frob)) u_s { char c; int x; };
VNET_DEFINE(struct u_s, u_a);
VNET_DEFINE(int, u_b) __attribute__((frobnicated(3)));
#pragma gobble on
struct u_t { char c; int x; };
VNET_DEFINE(struct u_t, u_c);
VNET_DEFINE(int, u_d);
`);
  const { out } = await vnetscope(folder, 'layout', folder, '--format', 'json', '--no-cache');
  const { variables, problems } = JSON.parse(out) as LayoutReport;
  const sizes = variables.filter(({ name }) => name.startsWith('u_')).map(({ name, size }) => [name, size]);
  assert.deepEqual(Object.fromEntries(sizes), { u_a: null, u_b: null, u_c: null, u_d: 4 });
  for (const [name, cause] of [
    ['u_a', 'frob'],
    ['u_b', 'frobnicated'],
    ['u_c', '#pragma gobble on'],
  ] as const) {
    assert.ok(
      problems.some(
        ({ file, message }) =>
          file === 'sys/net/if_clone.c' && message.includes(`'${name}'`) && message.includes(cause),
      ),
      `a problem for ${name}`,
    );
  }
});
