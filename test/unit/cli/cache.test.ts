import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Scratch, vnetscope, type Said } from '../../kit/command-line.ts';

let scratch: Scratch;
let cache = '';
const kept = process.env['VNETSCOPE_CACHE_DIR'];
beforeEach(() => {
  scratch = new Scratch();
  cache = scratch.beside('cache');
  process.env['VNETSCOPE_CACHE_DIR'] = cache;
});
afterEach(() => {
  chmodSync(scratch.folder, 0o700);
  scratch.remove();
  if (kept === undefined) delete process.env['VNETSCOPE_CACHE_DIR'];
  else process.env['VNETSCOPE_CACHE_DIR'] = kept;
});

const layout = (tree: string, ...more: readonly string[]): Promise<Said> =>
  vnetscope(tree, 'layout', tree, '--format', 'json', ...more);

function packs(): readonly string[] {
  return readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pack'))
    .map((name) => path.join(cache, name));
}

test('record: each combination of options is a question of its own', async () => {
  const tree = scratch.tree();
  const asked = async (...words: readonly string[]): Promise<string> =>
    (await vnetscope(tree, 'record', 'struct ifnet', tree, '--format', 'json', ...words)).out;
  const combinations = [[], ['--nested'], ['--reorganize'], ['--nested', '--reorganize']] as const;
  for (const words of combinations) assert.equal(await asked(...words), await asked(...words, '--no-cache'));
  const answers = await Promise.all(combinations.map((words) => asked(...words)));
  assert.equal(new Set(answers).size, combinations.length);
});

test('cache shows what is there, and clear removes it and no other file', async () => {
  writeFileSync(path.join(cache, 'notes.txt'), 'mine');
  assert.match((await vnetscope(cache, 'cache')).out, /: 0\.0 MB of at most 1024\.0 MB\n$/);
  await layout(scratch.tree());
  assert.match((await vnetscope(cache, 'cache', 'show')).out, /answers of commands +1 .*\n.*units of trees +1 /);
  const { kinds } = JSON.parse((await vnetscope(cache, 'cache', '--format', 'json')).out) as {
    kinds: { kind: string; entries: number; sizeBytes: number }[];
  };
  assert.deepEqual(
    kinds.map(({ kind, entries, sizeBytes }) => [kind, entries, sizeBytes > 0]),
    [
      ['answers', 1, true],
      ['layouts', 0, false],
      ['shards', 1, true],
    ],
  );
  assert.equal((await vnetscope(cache, 'cache', 'clear')).out, `${cache} is empty\n`);
  assert.deepEqual(packs(), []);
  assert.equal(readFileSync(path.join(cache, 'notes.txt'), 'utf8'), 'mine');
  assert.equal((await vnetscope(cache, 'cache', 'burn')).code, 2);
});

test('a cache that is damaged, cut off, foreign, a file, or gone changes no answer', async () => {
  const tree = scratch.tree();
  const fresh = await layout(tree, '--no-cache');
  const damages: Readonly<Record<string, () => void>> = {
    whole: () => undefined,
    'a byte of every pack': () => {
      for (const pack of packs()) {
        const bytes = readFileSync(pack);
        const middle = bytes.length >> 1;
        bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
        writeFileSync(pack, bytes);
      }
    },
    'cut off': () => {
      for (const pack of packs()) truncateSync(pack, 1000);
    },
    foreign: () => {
      for (const pack of packs()) writeFileSync(pack, 'of another program');
    },
    'folders in the place of packs': () => {
      for (const pack of packs()) {
        rmSync(pack);
        mkdirSync(pack);
      }
    },
    gone: () => {
      rmSync(cache, { recursive: true });
    },
    'a file in its place': () => {
      rmSync(cache, { recursive: true });
      writeFileSync(cache, '');
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    damage();
    // The whole answer is not to be found, so that the shards are asked.
    for (const name of existsSync(cache) && what !== 'a file in its place' ? readdirSync(cache) : [])
      if (name.endsWith('.entry')) rmSync(path.join(cache, name));
    assert.deepEqual(await layout(tree), fresh, what);
  }
});
