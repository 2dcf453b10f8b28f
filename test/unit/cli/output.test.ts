// Output that cannot be written: one line, another exit code than 0; a reader that goes away is no error.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { root } from '../../kit/source-graph.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-output-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const program = path.join(root, 'server/bin/vnetscope.js');

/** Runs a line of the shell in which VS is the program and TREE the sample kernel. */
function shell(line: string): { readonly code: number | null; readonly out: string; readonly err: string } {
  const environment = {
    ...process.env,
    VS: `${process.execPath} ${program}`,
    TREE: sampleFolder,
    VNETSCOPE_CACHE_DIR: path.join(scratch, 'cache'),
  };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    encoding: 'utf8',
    env: environment,
    cwd: scratch,
  });
  return { code: status, out: stdout, err: stderr };
}

const skip = process.platform === 'linux' && existsSync('/bin/bash') ? false : '/dev/full and bash';

describe('a full disk', { skip }, () => {
  for (const words of [
    'layout $TREE',
    'layout $TREE --format json',
    'check $TREE --format sarif',
    'record "struct ifnet" $TREE',
    'compat save $TREE --arch amd64',
    'check --rules',
    '--help',
    'layout --help',
    '--version',
    'compat save $TREE --arch amd64 --out /dev/full',
    'check $TREE/sys/net/if.c --write-baseline /dev/full',
  ]) {
    test(words, () => {
      const { code, err } = shell(words.includes('/dev/full') ? `$VS ${words}` : `$VS ${words} > /dev/full`);
      assert.equal(code, 2);
      assert.match(err, /^vnetscope: [^\n]* cannot be written: ENOSPC: no space left on device[^\n]*\n$/);
    });
  }
  test('a scenario that runs', () => {
    const { code, err } = shell('echo boot | $VS simulate $TREE > /dev/full');
    assert.deepEqual([code, err], [2, 'vnetscope: the output cannot be written: ENOSPC: no space left on device\n']);
  });
  test('that fills up in the middle', () => {
    // 4 KiB of some 36 are taken.
    const { code, err } = shell('ulimit -f 4; $VS layout $TREE --format json --no-cache > short.json');
    assert.deepEqual([code, err], [2, 'vnetscope: the output cannot be written: EFBIG: file too large\n']);
  });
});

describe('a pipe', { skip }, () => {
  test('whose reader goes away: quiet', () => {
    for (const reader of ['true', 'head -c 10 > /dev/null']) {
      const { err } = shell(`$VS layout $TREE --format json --no-cache | ${reader}; exit $\{PIPESTATUS[0]}`);
      assert.equal(err, '', reader);
    }
  });
  test('whose reader is slow gets everything', () => {
    const whole = shell('$VS index $TREE --format json --no-cache').out;
    assert.ok(whole.length > 70_000, String(whole.length));
    assert.equal(shell('$VS index $TREE --format json --no-cache | (sleep 0.2; cat)').out, whole);
  });
  test('in place of a file that is named is read, and written to', () => {
    const { code, err } = shell('$VS simulate $TREE --script <(echo boot)');
    assert.deepEqual([code, err], [0, '']);
    assert.match(shell('$VS compat save $TREE --arch amd64 --out /dev/stdout | cat').out, /^\{\n "schemaVersion": 1,/);
  });
});

describe('what is named and cannot be read: one line', { skip }, () => {
  for (const option of [
    'check $TREE --baseline',
    'simulate $TREE --script',
    'verify $TREE --kernel',
    'compat diff',
    'compat registry $TREE --registry',
  ]) {
    for (const [file, reason] of [
      ['/dev/zero', 'a device, not a file'],
      ['huge', 'more than \\d+ bytes'],
      ['.', 'a folder, not a file|no kernel tree in this folder'],
      ['fifo', ''],
    ] as const) {
      // An empty scenario is one.
      if (file === 'fifo' && option.startsWith('simulate')) continue;
      test(`${option} ${file}`, () => {
        const { code, err } = shell(
          `truncate -s 3G huge; test -p fifo || mkfifo fifo; timeout 60 $VS ${option} ${file} --no-cache`,
        );
        assert.equal(code, 2, err);
        assert.match(err, new RegExp(`^vnetscope: [^\\n]*(?:${reason})[^\\n]*\\n$`));
      });
    }
  }
});
