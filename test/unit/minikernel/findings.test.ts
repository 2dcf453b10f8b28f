// `vnetscope check` on the sample kernel: the planted mistakes and nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { filesBelow, root, textOf } from '../../kit/source-graph.ts';

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
}

const folder = 'test/minikernel';

/** "rule file:line" of every mark; the mistake is in the declaration that begins below it. */
const planted = filesBelow(folder)
  .filter((file) => /\.[ch]$/.test(file))
  .flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => {
        const rule = /^\/\* PLANTED: ([a-z-]+):/.exec(line)?.[1];
        return rule === undefined ? [] : [{ rule, file: path.posix.relative(folder, file), line: index + 2 }];
      }),
  );

test('check finds what was planted, and at severity warning and above nothing else', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'server/bin/vnetscope.js'), 'check', path.join(root, folder), '--format', 'json', '--no-cache'],
    { encoding: 'utf8' },
  );
  assert.ok(status === 0 || status === 1, `exit ${status}: ${stderr}`);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  const grave = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const place = ({ rule, file }: { rule: string; file: string }) => `${rule} ${file}`;
  assert.deepEqual(grave.map(place).sort(), planted.map(place).sort());
  for (const { rule, line } of planted) {
    const found = grave.find((finding) => finding.rule === rule)?.line ?? 0;
    assert.ok(
      found >= line && found <= line + 1,
      `${rule} is reported at line ${found}, the mistake begins at ${line}`,
    );
  }
});
