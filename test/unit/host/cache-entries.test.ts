// What is kept on disk: an entry in which one byte is off is none, and what a run left unfinished goes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import type { CachedPart } from '../../../server/src/core/analysis/layouts/layout-parts.ts';
import { AnswerCache } from '../../../server/src/host/answer-cache.ts';
import { PartCache } from '../../../server/src/host/part-cache.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-cache-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
let count = 0;

function newFolder(): string {
  const folder = path.join(scratch, String(count++));
  mkdirSync(folder);
  return folder;
}

/** The one answer in a folder; shards of the tree may be beside it. */
function onlyEntry(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.entry'));
  assert.equal(names.length, 1, names.join(' '));
  return path.join(folder, names[0] ?? '');
}

/** Every way to damage an entry by one byte, and a few by more. */
function* damaged(bytes: Buffer): Generator<readonly [what: string, bytes: Buffer]> {
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [1, 0x80]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ mask;
      yield [`byte ${at} ^ ${mask}`, copy];
    }
    yield [`${at} bytes`, bytes.subarray(0, at)];
    yield [`without byte ${at}`, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])];
  }
  for (const more of ['\n', ' ', '\0', '}'])
    yield [`${JSON.stringify(more)} behind`, Buffer.concat([bytes, Buffer.from(more)])];
  yield ['another entry behind', Buffer.concat([bytes, bytes])];
}

test('an answer: the same, or none', () => {
  const folder = newFolder();
  const cache = new AnswerCache(folder);
  const answer = { offset: 4711, name: 'tcp_do_sack', list: [1, 2, null] };
  cache.keep('a question', { [folder]: '-' }, answer);
  rmSync(onlyEntry(folder));
  cache.keep('a question', {}, answer);
  const entry = onlyEntry(folder);
  assert.deepEqual(cache.find('a question'), answer);
  const bytes = readFileSync(entry);
  for (const [what, copy] of damaged(bytes)) {
    writeFileSync(entry, copy);
    assert.equal(cache.find('a question'), undefined, what);
  }
  writeFileSync(entry, bytes);
  assert.deepEqual(cache.find('a question'), answer);
});

test('parts of layouts: the same, or none', () => {
  const folder = newFolder();
  const layouts = {
    records: [
      { name: 'struct a', sizeBytes: 8 },
      { name: 'struct b', sizeBytes: 16 },
    ],
    variables: [],
  };
  const part = { reads: [['sys/a.h', 'id']], layouts } as unknown as CachedPart;
  const made = new PartCache('a question', true, folder);
  made.keep('unit', part);
  made.keepHolds('content', 'marks', true);
  made.save();
  const entry = onlyEntry(folder);
  const open = (): PartCache => new PartCache('a question', true, folder);
  assert.deepEqual([open().find('unit'), open().holds('content', 'marks')], [[part], true]);
  const bytes = readFileSync(entry);
  for (const [what, copy] of damaged(bytes)) {
    writeFileSync(entry, copy);
    const found = open();
    assert.deepEqual([found.find('unit'), found.holds('content', 'marks')], [[], undefined], what);
  }
  // What another question left under this name is none either.
  const other = new PartCache('another question', true, folder);
  other.keep('unit', part);
  other.save();
  const [theirs = ''] = readdirSync(folder).filter((name) => path.join(folder, name) !== entry);
  writeFileSync(entry, readFileSync(path.join(folder, theirs)));
  assert.deepEqual(open().find('unit'), []);
});

describe('in place of an entry', { skip: process.platform === 'win32' ? 'FIFOs of POSIX' : false }, () => {
  for (const [what, make] of [
    [
      'a FIFO',
      (entry: string): void => {
        execFileSync('mkfifo', [entry]);
      },
    ],
    [
      '/dev/zero',
      (entry: string): void => {
        symlinkSync('/dev/zero', entry);
      },
    ],
    [
      'a folder',
      (entry: string): void => {
        mkdirSync(entry);
      },
    ],
  ] as const) {
    test(what, () => {
      const folder = newFolder();
      const cache = new AnswerCache(folder);
      cache.keep('a question', {}, 1);
      const entry = onlyEntry(folder);
      rmSync(entry);
      make(entry);
      assert.equal(cache.find('a question'), undefined);
    });
  }
});

test('what was left unfinished goes when it is old, and nothing else', () => {
  const folder = newFolder();
  const name = 'a'.repeat(32);
  const part = 'b'.repeat(16);
  const [old, fresh] = [
    [`${name}.json.4711`, `parts-${name}.json.1`, `${name}.entry.${part}.part`],
    [`${name}.json.4712`, `${name}.entry.${'c'.repeat(16)}.part`],
  ];
  const others = [`${name}.entry`, `${name}.json`, 'notes.json.txt', 'README'];
  for (const file of [...old, ...fresh, ...others]) writeFileSync(path.join(folder, file), 'x');
  const hours = Date.now() / 1000 - 2 * 60 * 60;
  for (const file of [...old, ...others]) utimesSync(path.join(folder, file), hours, hours);
  new AnswerCache(folder).keep('a question', {}, 1);
  for (const file of old) assert.ok(!existsSync(path.join(folder, file)), file);
  for (const file of [...fresh, ...others]) assert.ok(existsSync(path.join(folder, file)), file);
});

test('a cache that cannot be written is no error and leaves nothing', () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'file'), '');
  const cache = new AnswerCache(path.join(folder, 'file', 'cache'));
  cache.keep('a question', {}, 1);
  assert.equal(cache.find('a question'), undefined);
  assert.deepEqual(readdirSync(folder), ['file']);
});

test('commands: damaged anywhere, the answer is that of --no-cache', async () => {
  const trees = new Scratch();
  const before = process.env['VNETSCOPE_CACHE_DIR'];
  process.env['VNETSCOPE_CACHE_DIR'] = path.join(scratch, 'commands');
  try {
    const tree = trees.tree();
    for (const words of [
      ['record', 'struct ifnet', tree],
      ['compat', 'save', tree, '--arch', 'amd64'],
    ]) {
      rmSync(path.join(scratch, 'commands'), { recursive: true, force: true });
      const expected = await vnetscope(tree, ...words, '--no-cache');
      assert.deepEqual(await vnetscope(tree, ...words), expected);
      const entry = onlyEntry(path.join(scratch, 'commands'));
      const bytes = readFileSync(entry);
      for (let i = 0; i < 8; i++) {
        const at = Math.floor((bytes.length * i) / 8);
        const digit = bytes.subarray(at).findIndex((byte) => byte >= 0x31 && byte <= 0x38);
        const copy = Buffer.from(bytes);
        // A digit that stays one: nothing but the digest can tell.
        const place = digit < 0 ? at : at + digit;
        copy[place] = (copy[place] ?? 0) ^ 1;
        writeFileSync(entry, copy);
        assert.deepEqual(await vnetscope(tree, ...words), expected, `${words.join(' ')}: byte ${place}`);
      }
    }
  } finally {
    if (before === undefined) delete process.env['VNETSCOPE_CACHE_DIR'];
    else process.env['VNETSCOPE_CACHE_DIR'] = before;
    trees.remove();
  }
});
