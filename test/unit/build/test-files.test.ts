// Every test of the project runs: what git and the disk know as tests is in one group, and in one only.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { filesOfGroup, groupFolders, root } from '../../kit/test-files.mjs';

test(
  'every test file is in exactly one group',
  { skip: existsSync(path.join(root, '.git')) ? false : 'no git' },
  () => {
    const listed = ['--cached', '--others', '--exclude-standard'];
    const known = execFileSync('git', ['ls-files', '-z', ...listed, '*.test.ts', '*.bench.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const expected = new Set(known.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file))));
    const run = ['unit', ...Object.keys(groupFolders)].flatMap(filesOfGroup);
    assert.equal(new Set(run).size, run.length);
    assert.deepEqual([...run].sort(), [...expected].sort());
  },
);
