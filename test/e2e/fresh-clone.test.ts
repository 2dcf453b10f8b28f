import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { root } from '../kit/source-graph.ts';

const isClone = spawnSync('git', ['rev-parse', '--git-dir'], { cwd: root }).status === 0;

test(
  'npm start reports on the sample kernel in a fresh clone, with nothing typed before',
  {
    skip: isClone ? false : 'not a git clone',
    timeout: 300_000,
  },
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-clone-'));
    try {
      execFileSync('git', ['clone', '--quiet', root, folder], { stdio: 'pipe' });
      const { status, stdout, stderr } = spawnSync('npm', ['start'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
        shell: process.platform === 'win32',
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /set_vnet/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
