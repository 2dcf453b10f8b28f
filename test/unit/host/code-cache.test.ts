import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { loadWithCode } from '../../../server/src/host/code-cache.ts';

describe('code of a bundle', () => {
  let folder = '';
  let bundle = '';
  const codes = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.code'));
  const codeFile = (): string => path.join(folder, codes()[0] ?? assert.fail('no code is kept'));

  /** What the bundle leaves in a global, and whether its code was known; the code is kept. */
  function started(): { readonly said: unknown; readonly isKnown: boolean } {
    const loaded = loadWithCode(bundle);
    loaded.run();
    loaded.keep();
    const said: unknown = Reflect.get(globalThis, 'saidByBundle');
    Reflect.deleteProperty(globalThis, 'saidByBundle');
    return { said, isKnown: loaded.isKnown };
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-code-'));
    bundle = path.join(folder, 'program.cjs');
    writeFileSync(bundle, "globalThis.saidByBundle = [1, __filename, typeof require('node:fs').statSync];");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is used the second time, and runs as CommonJS does', () => {
    const said = [1, bundle, 'function'];
    assert.deepEqual(started(), { said, isKnown: false });
    assert.deepEqual(started(), { said, isKnown: true });
    assert.equal(codes().length, 1);
  });

  test('of another source of the same length is not used', () => {
    started();
    writeFileSync(bundle, readFileSync(bundle, 'utf8').replace('[1,', '[2,'));
    assert.deepEqual(started(), { said: [2, bundle, 'function'], isKnown: false });
    assert.equal(started().isKnown, true);
  });

  test('that is damaged anywhere, cut or empty is made anew', () => {
    started();
    const whole = readFileSync(codeFile());
    const step = Math.ceil(whole.length / 50);
    for (let at = 0; at < whole.length; at += step) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      for (const bytes of [damaged, whole.subarray(0, at)]) {
        writeFileSync(codeFile(), bytes);
        assert.deepEqual(started(), { said: [1, bundle, 'function'], isKnown: false }, `byte ${at}`);
      }
    }
  });

  test('of other kinds of V8 stays, the latest few', () => {
    for (let kind = 0; kind < 6; kind++) {
      const file = path.join(folder, `program.cjs-${kind}.code`);
      writeFileSync(file, '');
      utimesSync(file, 1000 + kind, 1000 + kind);
    }
    started();
    const kept = codes();
    assert.equal(kept.length, 4);
    for (const kind of [3, 4, 5]) assert.ok(kept.includes(`program.cjs-${kind}.code`), String(kind));
  });

  test('is not kept in a folder that is gone, and nothing else happens', () => {
    const loaded = loadWithCode(bundle);
    rmSync(folder, { recursive: true });
    loaded.run();
    loaded.keep();
    Reflect.deleteProperty(globalThis, 'saidByBundle');
  });
});
