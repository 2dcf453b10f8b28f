import assert from 'node:assert/strict';
import {
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { cacheReport, clearCache, trimCache } from '../../../server/src/host/cache-contents.ts';
import { DiskShards } from '../../../server/src/host/disk-shards.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { ShardStore } from '../../../server/src/host/shard-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function stored(entries: Readonly<Record<string, unknown>>, question = 'q'): void {
  const store = new ShardStore(folder, question);
  for (const [key, value] of Object.entries(entries)) store.keep(key, value);
  store.save();
}

function packs(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pack'))
    .map((name) => path.join(folder, name));
}

const VALUE = { text: 'ä\u0000\n"', list: [1, -1.5, null], deep: { more: ['x'.repeat(3000)] } };

test('an entry is found by a later process, of the same question alone', () => {
  stored({ one: VALUE, two: 2 });
  assert.deepEqual(new ShardStore(folder, 'q').find('one'), VALUE);
  assert.equal(new ShardStore(folder, 'q').find('two'), 2);
  assert.equal(new ShardStore(folder, 'q').find('three'), undefined);
  assert.equal(new ShardStore(folder, 'another build').find('one'), undefined);
});

test('a damaged byte, wherever it is, makes entries absent and never wrong', () => {
  stored({ one: VALUE, two: 2 });
  const [pack = ''] = packs();
  const whole = readFileSync(pack);
  for (let at = 0; at < whole.length; at += at < 120 ? 1 : 37) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0x41;
    writeFileSync(pack, bytes);
    const store = new ShardStore(folder, 'q');
    const one = store.find('one');
    const two = store.find('two');
    assert.ok(one === undefined || two === undefined, `byte ${at} changed nothing`);
    if (one !== undefined) assert.deepEqual(one, VALUE);
    if (two !== undefined) assert.equal(two, 2);
  }
});

test('a pack that was cut off, or is of another kind, is absent', () => {
  stored({ one: VALUE });
  const [pack = ''] = packs();
  const whole = readFileSync(pack);
  for (const length of [0, 1, 15, 16, 40, whole.length - 1]) {
    writeFileSync(pack, whole.subarray(0, length));
    assert.equal(new ShardStore(folder, 'q').find('one'), undefined, `${length} bytes`);
  }
  writeFileSync(pack, 'VNSHARD1 of an older version');
  assert.equal(new ShardStore(folder, 'q').find('one'), undefined);
});

test('two processes that write at once both have their entries found', () => {
  const [first, second] = [new ShardStore(folder, 'q'), new ShardStore(folder, 'q')];
  first.find('one');
  second.find('one');
  first.keep('one', 1);
  second.keep('two', 2);
  first.save();
  second.save();
  const reader = new ShardStore(folder, 'q');
  assert.deepEqual([reader.find('one'), reader.find('two')], [1, 2]);
});

test('a pack that another process removes while it is open is still read', () => {
  stored({ one: VALUE });
  const reader = new ShardStore(folder, 'q');
  reader.find('nothing');
  for (const pack of packs()) rmSync(pack);
  assert.deepEqual(reader.find('one'), VALUE);
});

test('many packs become one, and what was used is in it', () => {
  for (let n = 0; n < 30; n++) {
    const store = new ShardStore(folder, 'q');
    if (n > 0) assert.equal(store.find('key 0'), 0);
    store.keep(`key ${n}`, n);
    store.save();
  }
  assert.ok(packs().length <= 7, `${packs().length} packs`);
  assert.equal(new ShardStore(folder, 'q').find('key 29'), 29);
});

test('a folder that cannot be made, or goes while it is used, is no error', () => {
  writeFileSync(path.join(folder, 'file'), '');
  const store = new ShardStore(path.join(folder, 'file'), 'q');
  store.keep('one', 1);
  store.save();
  const gone = new ShardStore(folder, 'q');
  gone.keep('one', 1);
  rmSync(folder, { recursive: true });
  gone.save();
  assert.equal(new ShardStore(folder, 'q').find('one'), 1);
});

test('the least recently used goes first, and files of others stay', () => {
  const [old = '', fresh = ''] = ['old', 'new'].map((question) => path.dirname(packOf(question)));
  utimesSync(old, 1, 1);
  writeFileSync(path.join(folder, 'of another program'), 'x'.repeat(100_000));
  assert.equal(cacheReport(folder).kinds[2]?.entries, 2);
  trimCache(folder, 1500);
  assert.deepEqual(
    [statSync(old, { throwIfNoEntry: false }) === undefined, statSync(fresh).isDirectory()],
    [true, true],
  );
  clearCache(folder);
  assert.equal(cacheReport(folder).kinds[2]?.entries, 0);
  assert.ok(statSync(path.join(folder, 'of another program')).isFile());
});

/** The pack of a tree in a cache. */
function packOf(question: string): string {
  const before = new Set(packs());
  const store = new ShardStore(path.join(folder, 'shards'), question);
  store.keep('one', 'x'.repeat(1000));
  store.save();
  return packs().find((pack) => !before.has(pack)) ?? '';
}

/** A tree of one file, whose times the test sets. */
function tree(): {
  readonly file: string;
  readonly shards: (nowMs: number) => DiskShards;
  readonly reads: () => number;
} {
  const root = path.join(folder, 'tree');
  mkdirSync(path.join(root, 'sys'), { recursive: true });
  let reads = 0;
  const shards = (nowMs: number): DiskShards => {
    const files = new NodeFiles(root);
    const read = files.unnotedBytes.bind(files);
    files.unnotedBytes = (name) => (reads++, read(name));
    return (files.shards = new DiskShards(files, 'b', path.join(folder, 'cache'), () => nowMs));
  };
  return { file: path.join(root, 'sys/a.c'), shards, reads: () => reads };
}

test('an unchanged file is not read again; size, time or inode that differ are', () => {
  const { file, shards, reads } = tree();
  const later = Date.now() + 60_000;
  const idNow = (): string | undefined => {
    const one = shards(later);
    const id = one.idOf('sys/a.c');
    one.save();
    return id;
  };
  writeFileSync(file, 'int a;\n');
  utimesSync(file, 1000, 1000);
  const first = idNow();
  assert.equal(reads(), 1);
  assert.equal(idNow(), first);
  assert.equal(reads(), 1);
  writeFileSync(file, 'int b;\n');
  utimesSync(file, 1000, 1000);
  assert.notEqual(idNow(), first, 'same size and mtime, another ctime');
  rmSync(file);
  assert.equal(idNow(), undefined);
});

test('a file that was written a moment before it was read, or in the future, is read again', () => {
  for (const seconds of [-1, 0, 1, 3600]) {
    const { file, shards, reads } = tree();
    writeFileSync(file, 'int a;\n');
    const now = Date.now() + 60_000;
    utimesSync(file, now / 1000 + seconds, now / 1000 + seconds);
    const before = reads();
    for (const one of [shards(now), shards(now)]) {
      one.idOf('sys/a.c');
      one.save();
    }
    assert.equal(reads() - before, 2, `${seconds} s from now`);
  }
});

test('nothing is stored if a file changed while it was worked on', () => {
  const { file, shards } = tree();
  writeFileSync(file, 'int a;\n');
  const one = shards(Date.now() + 60_000);
  const id = one.idOf('sys/a.c') ?? '';
  writeFileSync(file, 'int b;\n');
  one.read('sys/a.c');
  one.keep(`facts ${id}`, 'of the other text');
  one.save();
  assert.equal(shards(Date.now() + 60_000).find(`facts ${id}`), undefined);
});
