// Files on which a server was stuck are left alone until they change.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { rememberStuck, StuckFiles } from '../../../server/src/host/stuck-files.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-stuck-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const store = path.join(folder, 'cache', 'stuck-files.json');
const file = path.join(folder, 'sys', 'a.c');
mkdirSync(path.dirname(file));

function remembered(): StuckFiles {
  writeFileSync(file, 'int a;\n');
  utimesSync(file, 1000, 1000);
  rememberStuck(store, file);
  return new StuckFiles(store);
}

test('a file is left alone until it changes on disk', () => {
  const stuck = remembered();
  assert.deepEqual(stuck.names, [file]);
  assert.equal(stuck.isLeftAlone(path.join(folder, 'sys', 'b.c')), false);
  writeFileSync(file, 'int b;\n');
  assert.equal(stuck.isLeftAlone(file), false);
  utimesSync(file, 1000, 1000);
  // Once it has changed it is read, whatever its time says later.
  assert.equal(stuck.isLeftAlone(file), false);
});

test('a document is left alone until it is edited', () => {
  const stuck = remembered();
  assert.equal(stuck.isDocumentLeftAlone(file, 'int unsaved;\n'), true);
  assert.equal(stuck.isDocumentLeftAlone(file, 'int unsaved;\n'), true);
  assert.equal(stuck.isDocumentLeftAlone(file, 'int other;\n'), false);
  assert.equal(stuck.isDocumentLeftAlone(file, 'int unsaved;\n'), false);
  assert.equal(stuck.isLeftAlone(file), false);
});

test('it is not read, which is said once', () => {
  const files = new NodeFiles(folder);
  files.permitted.stuck = remembered();
  assert.equal(files.read('sys/a.c'), undefined);
  assert.equal(files.read('sys/a.c'), undefined);
  assert.deepEqual(
    files.permitted.notes.map(({ text }) => text),
    ['stopped an earlier language server and has not changed since; it is not read'],
  );
  writeFileSync(file, 'int b;\n');
  assert.equal(files.read('sys/a.c'), 'int b;\n');
});

test('what is stored may be anything, and a file that is gone is not remembered', () => {
  const gone = path.join(folder, 'gone.c');
  rememberStuck(store, gone);
  assert.ok(!new StuckFiles(store).names.includes(gone));
  for (const text of ['', 'null', '[1, {"file": 3}, null]', '{"file": "a"}']) {
    writeFileSync(store, text);
    assert.deepEqual(new StuckFiles(store).names, [], text);
  }
  assert.deepEqual(new StuckFiles(path.join(folder, 'none.json')).names, []);
});
