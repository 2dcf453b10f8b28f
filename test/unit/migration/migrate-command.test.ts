import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { applyPatch, parsePatch } from 'diff';
import { main } from '../../../server/src/cli/main.ts';
import { writeFiles } from '../../../server/src/host/write-files.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-migrate-'));
after(() => rmSync(folder, { recursive: true, force: true }));
cpSync(sampleFolder, path.join(folder, 'tree'), { recursive: true });
const file = path.join(folder, 'tree/sys/net/older.c');
const before =
  '/* Andr\xe9 */\nstatic VNET_DEFINE(int, older) = 1;\nSYSCTL_VNET_INT(_net, OID_AUTO, older, CTLFLAG_RW, &VNET_NAME(older), 0, "");\n';
const after1 = before
  .replace('static VNET_DEFINE', 'VNET_DEFINE_STATIC')
  .replace('SYSCTL_VNET_INT(_net, OID_AUTO, older, ', 'SYSCTL_INT(_net, OID_AUTO, older,\n    CTLFLAG_VNET | ');

async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['migrate', ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample: sampleFolder,
  });
  return { code, out, err };
}

test('a diff first, exit 1; with --write the files, exit 0, and then there is nothing left', async () => {
  // One byte of the comment is Latin-1, as in old sources.
  writeFileSync(file, before, 'latin1');
  const shown = await run('tree');
  assert.equal(shown.code, 1);
  assert.equal(readFileSync(file, 'latin1'), before, 'something was written without being asked for');
  const [patch, ...others] = parsePatch(shown.out);
  assert.deepEqual(
    [patch?.oldFileName, patch?.newFileName, others.length],
    ['a/sys/net/older.c', 'b/sys/net/older.c', 0],
  );
  assert.ok(patch !== undefined);
  const asText = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
  assert.equal(applyPatch(asText(before), patch), asText(after1));
  assert.equal(shown.err, '2 changes (static 1, sysctl 1) in 1 file; --write applies them\n');

  const json = await run('tree', '--format', 'json', '--only', 'static');
  const { changes } = JSON.parse(json.out) as {
    changes: { migration: string; file: string; line: number; column: number; edits: unknown[] }[];
  };
  assert.deepEqual(
    changes.map(({ migration, file: name, line, column }) => [migration, name, line, column]),
    [['static', 'sys/net/older.c', 2, 1]],
  );

  const written = await run('tree/sys/net/older.c', '--write');
  assert.deepEqual(
    [written.code, written.out, written.err],
    [0, '', '2 changes (static 1, sysctl 1) in 1 file, written\n'],
  );
  assert.equal(readFileSync(file, 'latin1'), after1);
  const again = await run('tree', '--write', '--quiet');
  assert.deepEqual([again.code, again.out, again.err], [0, '', '']);
  assert.equal(readFileSync(file, 'latin1'), after1);
});

test('wrong words: one line, exit 2', async () => {
  const { code, out, err } = await run('tree', '--only', 'globals');
  assert.deepEqual([code, out, err], [2, '', 'vnetscope: --only wants one of container, sysctl, static\n']);
});

test('bytes that are no UTF-8 stay where their line stays, and no file is written where one of them has to change', () => {
  const [first, second] = ['first.c', 'second.c'].map((name) => path.join(folder, name));
  assert.ok(first !== undefined && second !== undefined);
  writeFileSync(first, 'int a;\n/* \xe9 */\n', 'latin1');
  writeFileSync(second, 'int \xe9;\n', 'latin1');
  const read = (file: string): string => readFileSync(file, 'utf8');
  assert.equal(writeFiles(new Map([[first, read(first).replace('int', 'long')]]), folder), undefined);
  assert.equal(readFileSync(first, 'latin1'), 'long a;\n/* \xe9 */\n');
  assert.equal(
    writeFiles(
      new Map([
        [first, read(first).replace('long', 'int')],
        [second, read(second).replace('int', 'long')],
      ]),
      folder,
    ),
    `${second}: a line to be changed is not UTF-8; nothing is written`,
  );
  assert.deepEqual(
    [readFileSync(first, 'latin1'), readFileSync(second, 'latin1')],
    ['long a;\n/* \xe9 */\n', 'int \xe9;\n'],
  );
});
