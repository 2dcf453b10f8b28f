// The table of test/unit/machine/interpreter.test.ts, compiled by clang and run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { hasNativeClang } from '../kit/clang.ts';
import { MACHINE_CASES } from '../kit/machine-cases.ts';

const skip = !hasNativeClang
  ? 'no clang that makes programs'
  : process.arch !== 'x64'
    ? 'programs are made for amd64'
    : false;

test('clang says the same', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-run-'));
  try {
    for (const { name, text, expected } of MACHINE_CASES) {
      const file = path.join(folder, 'case.c');
      writeFileSync(
        file,
        `${text}\nint printf(const char *, ...);\nint main(void) { run(); printf("%d", result); return 0; }\n`,
      );
      const made = spawnSync(
        'clang-22',
        ['-std=gnu99', '-w', '-O1', '-fwrapv', '-o', path.join(folder, 'case'), file],
        { encoding: 'utf8' },
      );
      assert.equal(made.status, 0, `${name}: ${made.stderr}`);
      assert.equal(Number(spawnSync(path.join(folder, 'case'), { encoding: 'utf8' }).stdout), expected, name);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
