import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { buildName } from '../../../server/src/cli/version.ts';

test('two builds of one version have two names, whatever their sizes and times', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-build-'));
  try {
    const [one, other] = [path.join(folder, 'one.cjs'), path.join(folder, 'other.cjs')];
    writeFileSync(one, 'answer(1);');
    writeFileSync(other, 'answer(2);');
    assert.notEqual(buildName(one), buildName(other));
    writeFileSync(other, 'answer(1);');
    assert.equal(buildName(one), buildName(other));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
