// Inputs that once failed, and what was near them: corpus/TARGET/NAME. Each is judged as the fuzzer judges it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { hasNativeClang } from '../kit/clang.ts';
import { fuzzFolder, loadTarget, targetNames } from './target-list.ts';

const LIMIT_MS = 20_000;
const corpus = path.join(fuzzFolder, 'corpus');

for (const name of readdirSync(corpus).sort()) {
  describe(`corpus: ${name}`, async () => {
    assert.ok(targetNames().includes(name), `no target ${name}`);
    const target = await loadTarget(name);
    const skip = target.needsClang === true && !hasNativeClang ? 'no clang-22' : false;
    const fuzzer = await target.open();
    const folder = path.join(corpus, name);
    for (const file of readdirSync(folder).sort()) {
      test(file, { skip, timeout: LIMIT_MS }, async () => {
        const input = readFileSync(path.join(folder, file), target.isBinary === true ? 'latin1' : 'utf8');
        assert.deepEqual(await fuzzer.judge([input]), [undefined]);
      });
    }
    test('the end', async () => {
      await fuzzer.close?.();
    });
  });
}
