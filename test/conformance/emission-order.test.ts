// The order in which clang emits the members of a linker set, over written sources: each case is compiled, and the
// predicted order is held to the one in the compiler's own output; and over random bodies, the same for the same seed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { findTarget } from '../../server/src/core/abi/targets.ts';
import { LayoutEngine } from '../../server/src/core/abi/layout-engine.ts';
import { TypeResolver } from '../../server/src/core/types/type-resolver.ts';
import { unitVariables } from '../../server/src/core/vnet/unit-facts.ts';
import { readCases } from '../kit/case-file.ts';
import { clang, clangName, hasNativeClang, inParallel } from '../kit/clang.ts';
import { AMD64_MACROS, parse } from '../kit/front-end.ts';
import { RandomBodies } from '../kit/random-bodies.ts';
import { root } from '../kit/source-graph.ts';

const PRELUDE = `
#define V(t, n) t n __attribute__((section("set_vnet"), used))
struct pair { int x, y; };
struct node { struct node *next; int v; int (*fn)(int); struct pair p; };
extern void use(); extern int get();
`;

const cases = readCases(readFileSync(path.join(root, 'test/conformance/emission-order.cases'), 'utf8'));
const FLAGS = [
  '-target',
  'x86_64-unknown-freebsd13.0',
  '-std=gnu99',
  '-ffreestanding',
  '-O2',
  '-mcmodel=kernel',
  '-fno-common',
  '-w',
  '-S',
  '-emit-llvm',
  '-Xclang',
  '-disable-llvm-passes',
  '-o',
  '-',
  'a.c',
];

/** Members of the set as the module holds them: the assembler's file has them in the same order. */
async function compiled(source: string): Promise<string[]> {
  const { stdout, stderr } = await clang(FLAGS, { 'a.c': source });
  assert.ok(!/error:/.test(stderr), stderr);
  return [...stdout.matchAll(/^@(\S+) = .* section "set_vnet"/gm)].map((match) => match[1] ?? '');
}

function predicted(source: string): string[] {
  const unit = parse(source, { predefined: AMD64_MACROS });
  for (const part of unit.parts) assert.deepEqual(part.problems, []);
  const resolver = new TypeResolver(unit);
  const engine = new LayoutEngine(unit, resolver, findTarget('amd64'));
  return unitVariables(unit, resolver, engine, 'set_vnet').map(({ symbol }) => symbol);
}

let mismatches = 0;

describe('the order of emission, as clang has it', async () => {
  const orders = new Map<string, string[]>();
  await inParallel(cases, async ({ name, main }) => {
    orders.set(name, await compiled(PRELUDE + main));
  });
  for (const { name, main } of cases) {
    test(name, () => {
      mismatches++;
      const order = orders.get(name);
      assert.ok(order !== undefined && order.length > 0);
      assert.deepEqual(predicted(PRELUDE + main), order);
      mismatches--;
    });
  }
});

const SEED = 13_000;
const RANDOM_SOURCES = hasNativeClang ? 500 : 120;
let randomMismatches = 0;

test(`${RANDOM_SOURCES} random sources from seed ${SEED}`, async () => {
  const seeds = Array.from({ length: RANDOM_SOURCES }, (_, i) => SEED + i);
  const wrong: string[] = [];
  await inParallel(seeds, async (seed) => {
    const source = new RandomBodies(seed).source();
    const [order, expected] = [predicted(source), await compiled(source)];
    if (order.join() !== expected.join())
      wrong.push(`seed ${seed}: ${order.join(' ')}; ${clangName}: ${expected.join(' ')}`);
  });
  randomMismatches = wrong.length;
  assert.deepEqual(wrong, []);
});

after(() => {
  process.stdout.write(
    `emission order: ${RANDOM_SOURCES} random sources compared with ${clangName}, ${randomMismatches} mismatches\n`,
  );
});
after(() => {
  process.stdout.write(
    `emission order: ${cases.length} sources compared with ${clangName}, ${mismatches} mismatches\n`,
  );
});
