// Holds initial bytes and relocations to the object files that clang-22 makes: a written corpus, and seeded random
// initializers. VNETSCOPE_INITIALIZERS is the number of random variables per target (4000).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import { compareObjects, noObjects } from '../kit/object-file.ts';
import { INITIALIZER_PRELUDE, randomInitializers } from '../kit/random-initializers.ts';
import { root } from '../kit/source-graph.ts';

const folder = path.join(root, 'test/conformance/corpus-initializers');
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.c'))
  .sort()) {
  test(`initializers: ${file}`, { skip: noObjects ?? false }, (t) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const target of TARGETS) {
      const { compared, relocations, mismatches, refused, unknown } = compareObjects(target, text);
      t.diagnostic(
        `${target.name}: ${compared} variables, ${relocations} relocations compared with clang-22, ${refused} lines refused, ${mismatches.length} mismatches`,
      );
      assert.deepEqual(mismatches, []);
      assert.deepEqual([refused, unknown], [0, 0]);
    }
  });
}

const VARIABLES = Number(process.env['VNETSCOPE_INITIALIZERS'] ?? 4000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);

for (const [number, target] of TARGETS.entries()) {
  test(`random initializers: ${target.name}`, { skip: noObjects ?? false }, (t) => {
    const sum = { compared: 0, relocations: 0, refused: 0, unknown: 0 };
    const mismatches: string[] = [];
    for (let done = 0, batch = 0; done < VARIABLES && mismatches.length === 0; done += 500, batch++) {
      const lines = randomInitializers(SEED * 1_000_003 + number * 10_007 + batch, Math.min(500, VARIABLES - done));
      const one = compareObjects(target, [INITIALIZER_PRELUDE, ...lines, ''].join('\n'));
      sum.compared += one.compared;
      sum.relocations += one.relocations;
      sum.refused += one.refused;
      sum.unknown += one.unknown;
      mismatches.push(...one.mismatches.slice(0, 5));
    }
    t.diagnostic(
      `${target.name}: ${sum.compared} random variables, ${sum.relocations} relocations compared with clang-22, ${sum.refused} refused by clang, ${sum.unknown} left unknown, ${mismatches.length} mismatches`,
    );
    assert.deepEqual(mismatches, []);
    assert.ok(sum.unknown < VARIABLES * 0.01, 'too many variables were left unknown');
    assert.ok(sum.compared > VARIABLES * 0.5, 'too few variables were compared');
  });
}
