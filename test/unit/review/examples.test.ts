// The hook and the CI jobs of server/doc/review, run as far as they go without a network: their scripts, by sh(1), in a
// repository that the test makes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, afterEach } from 'node:test';
import type { Log } from 'sarif';
import { GitSample } from '../../kit/git-sample.ts';
import { root } from '../../kit/source-graph.ts';

const sample = new GitSample();
after(() => {
  sample.remove();
});
afterEach(() => {
  sample.git('reset', '-q', '--hard', 'main');
});

const example = (name: string): string => path.join(root, 'server/doc/review', name);
const loader = path.join(root, 'node_modules/tsx/dist/loader.mjs');
const VNETSCOPE = `${process.execPath} --import ${loader} ${path.join(root, 'server/src/cli/entry.ts')}`;

function sh(
  script: string,
  env: Readonly<Record<string, string>>,
): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', script], {
    cwd: sample.root,
    encoding: 'utf8',
    env: { ...process.env, VNETSCOPE, ...env },
  });
  return { code: status, out: stdout + stderr };
}

/** The text of a block scalar, `key: |`, in a YAML file (YAML 1.2.2, 8.1). */
function blockOf(file: string, key: RegExp): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.findIndex((line) => key.test(line) && line.endsWith('|'));
  assert.ok(start >= 0, `${file} has no ${key.source}`);
  const indent = /^ */.exec(lines[start + 1] ?? '')?.[0] ?? '';
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line !== '' && !line.startsWith(indent));
  return rest
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.slice(indent.length))
    .join('\n');
}

const MISTAKE = [
  'sys/net/if.c',
  '\tCURVNET_RESTORE();\n\tmtx_destroy',
  '\tCURVNET_RESTORE();\n\tCURVNET_RESTORE();\n\tmtx_destroy',
] as const;

test('the hook stops a commit with a new finding, and no other', () => {
  const shim = path.join(sample.root, '.git/vnetscope');
  writeFileSync(shim, `#!/bin/sh\nexec ${VNETSCOPE} "$@"\n`);
  chmodSync(shim, 0o755);
  const hook = path.join(sample.root, '.git/hooks/pre-commit');
  copyFileSync(example('pre-commit'), hook);
  chmodSync(hook, 0o755);
  const commit = (): ReturnType<typeof sh> =>
    sh('git -c user.name=A -c user.email=a@example.org commit -q -a -m change', { VNETSCOPE: shim });
  sample.edit(...MISTAKE);
  const refused = commit();
  assert.equal(refused.code, 1, refused.out);
  assert.match(refused.out, /curvnet-restore-without-set/);
  sample.undo();
  sample.write('sys/net/if.c', `${sample.read('sys/net/if.c')}/* A comment. */\n`);
  const taken = commit();
  assert.equal(taken.code, 0, taken.out);
  sh(`rm ${hook}`, {});
});

test('the GitHub Action: a summary, SARIF, and its exit code', () => {
  sample.edit(...MISTAKE);
  sample.commit('a mistake');
  const script = blockOf(example('github-action.yml'), /^\s+run: \|/);
  const summary = path.join(sample.root, '.git/summary.md');
  writeFileSync(summary, '');
  const ran = sh(script, { BASE: 'main', POLICY: 'current', GITHUB_STEP_SUMMARY: summary });
  assert.equal(ran.code, 1, ran.out);
  assert.match(readFileSync(summary, 'utf8'), /^\*\*vnetscope: 1 new finding, /);
  const log = JSON.parse(readFileSync(path.join(sample.root, 'review.sarif'), 'utf8')) as Log;
  assert.deepEqual(
    log.runs[0]?.results?.map(({ ruleId, baselineState }) => [ruleId, baselineState]),
    [['curvnet-restore-without-set', 'new']],
  );
  sh('rm review.md review.sarif', {});
});

test('the Cirrus CI task', () => {
  sample.git('update-ref', 'refs/remotes/origin/main', 'main');
  const script = blockOf(example('cirrus.yml'), /^\s+review_script: \|/);
  const nothing = sh(script, { CIRRUS_BASE_BRANCH: 'main', POLICY: 'current' });
  assert.equal(nothing.code, 0, nothing.out);
  assert.match(nothing.out, /^nothing has changed$/m);
  sample.edit(...MISTAKE);
  sample.commit('a mistake');
  const refused = sh(script, { CIRRUS_BASE_BRANCH: 'main', POLICY: 'current' });
  assert.equal(refused.code, 1, refused.out);
});
