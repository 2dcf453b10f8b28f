// The fuzzer itself, briefly: every target reads inputs and none of them fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { fuzzFolder, targetNames } from './target-list.ts';

const INPUTS = 150;

test('a few inputs of each target', { timeout: 300_000 }, () => {
  const program = ['--import', 'tsx', path.join(fuzzFolder, 'fuzz.ts'), '--inputs', String(INPUTS), '--seed', '7'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...program, '--minutes', '4'], { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
  for (const name of targetNames())
    assert.match(stdout, new RegExp(`^${name}: (${INPUTS} inputs|skipped, no clang-22)`, 'm'));
});
