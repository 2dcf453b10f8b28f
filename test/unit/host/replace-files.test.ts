// Files are replaced all or none, and a run that is killed at any step leaves each of them old or new.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { diskOperations, type FileOperations } from '../../../server/src/host/file-operations.ts';
import { killedAt } from '../../kit/killed-disk.ts';
import { FileReplacement } from '../../../server/src/host/replace-files.ts';
import { writeWhole } from '../../../server/src/host/write-files.ts';

const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'vnetscope-replace-')));
after(() => rmSync(scratch, { recursive: true, force: true }));
// Never somebody's own.
process.env['VNETSCOPE_CACHE_DIR'] = path.join(scratch, 'cache');
let count = 0;

/** A folder for the cache and one with files "old 0", "old 1" ... */
function folders(files = 3): {
  readonly cache: string;
  readonly tree: string;
  readonly contents: Map<string, Buffer>;
} {
  const base = path.join(scratch, String(count++));
  const [cache, tree] = [path.join(base, 'cache'), path.join(base, 'tree')];
  for (const folder of [cache, tree]) mkdirSync(folder, { recursive: true });
  const contents = new Map<string, Buffer>();
  for (let i = 0; i < files; i++) {
    const file = path.join(tree, `${i}.c`);
    writeFileSync(file, `old ${i}`);
    contents.set(file, Buffer.from(`new ${i}`));
  }
  return { cache, tree, contents };
}

/** Everything below a folder, with its content. */
function inside(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) found[name] = readFileSync(file, 'utf8');
  }
  return found;
}

for (const isOtherDisk of [false, true]) {
  test(`killed at each step${isOtherDisk ? ', the cache on another disk' : ''}: old or new, and it is said`, () => {
    let kills = 0;
    for (let step = 0; ; step++) {
      const { cache, tree, contents } = folders();
      const dying = killedAt(step, isOtherDisk);
      const trouble = new FileReplacement(tree, dying, cache).replace(contents);
      if (dying.steps() <= step) {
        assert.equal(trouble, undefined);
        break;
      }
      kills++;
      const texts = ['0.c', '1.c', '2.c'].map((name) => readFileSync(path.join(tree, name), 'utf8'));
      texts.forEach((text, i) => {
        assert.ok([`old ${i}`, `new ${i}`].includes(text), `step ${step}: ${text}`);
      });
      if (!isOtherDisk)
        assert.deepEqual(Object.keys(inside(tree)), ['0.c', '1.c', '2.c'], `step ${step}: a stray file`);
      const next = new FileReplacement(tree, diskOperations, cache);
      const found = next.takeInterrupted();
      const isMixed = texts.some((text) => text.startsWith('new')) && texts.some((text) => text.startsWith('old'));
      if (isMixed) assert.ok(found !== undefined, `step ${step}: nothing is said`);
      if (found !== undefined) {
        const names = (kind: string): string[] =>
          texts.flatMap((text, i) => (text.startsWith(kind) ? [path.join(tree, `${i}.c`)] : []));
        assert.deepEqual(found, { written: names('new'), left: names('old') });
      }
      assert.equal(next.takeInterrupted(), undefined, 'it is said once');
      assert.deepEqual(Object.keys(inside(tree)), ['0.c', '1.c', '2.c'], `step ${step}: a stray file is left for good`);
      assert.deepEqual(inside(cache), {}, `step ${step}: something is left in the cache`);
      assert.equal(next.replace(contents), undefined);
      assert.deepEqual(inside(tree), { '0.c': 'new 0', '1.c': 'new 1', '2.c': 'new 2' });
    }
    assert.ok(kills > 8, String(kills));
  });
}

describe('what goes wrong leaves everything as it was', () => {
  /** The disk, where one file's replacement fails. */
  const failing = (name: string): FileOperations => ({
    ...diskOperations,
    rename: (from, to) => {
      if (path.basename(to) === name && !path.basename(from).startsWith('old')) throw new Error(`${name}: no`);
      diskOperations.rename(from, to);
    },
  });
  test('the last of three cannot be replaced', () => {
    const { cache, tree, contents } = folders();
    const before = inside(tree);
    assert.equal(new FileReplacement(tree, failing('2.c'), cache).replace(contents), '2.c: no');
    assert.deepEqual([inside(tree), inside(cache)], [before, {}]);
  });
  test('a new file goes again', () => {
    const { cache, tree } = folders(0);
    const contents = new Map(['0.c', '1.c'].map((name) => [path.join(tree, name), Buffer.from(name)]));
    assert.equal(new FileReplacement(tree, failing('1.c'), cache).replace(contents), '1.c: no');
    assert.deepEqual([inside(tree), inside(cache)], [{}, {}]);
  });
  test('a full disk while the new contents are written', () => {
    const { cache, tree, contents } = folders();
    const before = inside(tree);
    const full: FileOperations = {
      ...diskOperations,
      write: (file, bytes, like) => {
        if (path.basename(file) === '1') throw new Error('no space left');
        diskOperations.write(file, bytes, like);
      },
    };
    assert.equal(new FileReplacement(tree, full, cache).replace(contents), 'no space left');
    assert.deepEqual([inside(tree), inside(cache)], [before, {}]);
  });
  test('two names of one file', { skip: process.platform === 'win32' }, () => {
    const { cache, tree, contents } = folders(1);
    symlinkSync('0.c', path.join(tree, 'link.c'));
    contents.set(path.join(tree, 'link.c'), Buffer.from('other'));
    assert.match(
      new FileReplacement(tree, diskOperations, cache).replace(contents) ?? '',
      /link\.c and .*0\.c are one file$/,
    );
    assert.deepEqual(inside(tree), { '0.c': 'old 0', 'link.c': 'old 0' });
  });
  test('a cache that cannot be written: the files are replaced all the same, and nothing is left beside them', () => {
    const { cache, tree, contents } = folders();
    writeFileSync(path.join(cache, 'writing'), 'in the way');
    const full: FileOperations = {
      ...diskOperations,
      write: (file, bytes, like) => {
        if (path.basename(file).startsWith('.1.c')) throw new Error('no space left');
        diskOperations.write(file, bytes, like);
      },
    };
    assert.equal(new FileReplacement(tree, full, cache).replace(contents), 'no space left');
    assert.deepEqual(inside(tree), { '0.c': 'old 0', '1.c': 'old 1', '2.c': 'old 2' });
    assert.equal(new FileReplacement(tree, diskOperations, cache).replace(contents), undefined);
    assert.deepEqual(inside(tree), { '0.c': 'new 0', '1.c': 'new 1', '2.c': 'new 2' });
  });
  test('another run that is writing', () => {
    const { cache, tree, contents } = folders();
    const stopped = killedAt(8, false);
    new FileReplacement(tree, stopped, cache).replace(contents);
    const [stage = ''] = readdirSync(path.join(cache, 'writing'));
    const owner = path.join(cache, 'writing', stage, 'pid');
    writeFileSync(owner, `${process.ppid}\n`);
    const other = new FileReplacement(tree, diskOperations, cache);
    assert.equal(other.replace(contents), 'another vnetscope is writing it');
    assert.equal(other.takeInterrupted(), undefined);
    // Hours later the number is another process's.
    utimesSync(owner, 0, 0);
    assert.equal(other.replace(contents), undefined);
  });
});

describe('what stays', { skip: process.platform === 'win32' ? 'modes and links of POSIX' : false }, () => {
  test('modes whatever the umask says, and links', () => {
    const { cache, tree, contents } = folders();
    const modes = [0o664, 0o600, 0o755];
    modes.forEach((mode, i) => {
      chmodSync(path.join(tree, `${i}.c`), mode);
    });
    symlinkSync('0.c', path.join(tree, 'link.c'));
    const umask = process.umask(0o077);
    try {
      const linked = new Map([...contents].map(([file, bytes]) => [file.replace(/0\.c$/, 'link.c'), bytes]));
      assert.equal(new FileReplacement(tree, diskOperations, cache).replace(linked), undefined);
    } finally {
      process.umask(umask);
    }
    assert.deepEqual(
      modes.map((_, i) => statSync(path.join(tree, `${i}.c`)).mode & 0o7777),
      modes,
    );
    assert.ok(lstatSync(path.join(tree, 'link.c')).isSymbolicLink());
    assert.equal(readFileSync(path.join(tree, '0.c'), 'utf8'), 'new 0');
  });
});

describe('an output file', { skip: process.platform === 'win32' ? 'FIFOs of POSIX' : false }, () => {
  test('is new, or in place of the old one; a folder is refused; a link that leads nowhere gets its file', () => {
    const { tree } = folders(0);
    const file = path.join(tree, 'out.json');
    assert.equal(writeWhole(file, 'one'), undefined);
    assert.equal(writeWhole(file, 'two'), undefined);
    symlinkSync('later.json', path.join(tree, 'link.json'));
    assert.equal(writeWhole(path.join(tree, 'link.json'), 'three'), undefined);
    assert.deepEqual(inside(tree), { 'later.json': 'three', 'link.json': 'three', 'out.json': 'two' });
    assert.ok(lstatSync(path.join(tree, 'link.json')).isSymbolicLink());
    assert.equal(writeWhole(tree, 'x'), 'a folder');
    assert.match(writeWhole(path.join(tree, 'none/out.json'), 'x') ?? '', /ENOENT/);
  });
  test('a device stays one: it is written to', () => {
    assert.equal(writeWhole('/dev/null', 'x'), undefined);
    assert.ok(statSync('/dev/null').isCharacterDevice());
  });
  test(
    'a full disk is told, and the old file stays',
    { skip: process.platform === 'linux' ? false : '/dev/full' },
    () => {
      assert.match(writeWhole('/dev/full', 'x') ?? '', /ENOSPC/);
    },
  );
  test('killed while it is written: the old file is there', () => {
    const { tree } = folders(0);
    const file = path.join(tree, 'out.json');
    writeFileSync(file, 'old');
    for (let step = 0; step < 5; step++) {
      assert.notEqual(writeWhole(file, 'new', killedAt(step, false)), undefined);
      assert.deepEqual(inside(tree), { 'out.json': 'old' }, `step ${step}`);
      assert.equal(new FileReplacement(file).takeInterrupted()?.written.length ?? 0, 0);
    }
  });
});

test(
  'a disk that takes a part of what is written is asked again, and told of when it takes nothing',
  { skip: process.platform === 'win32' },
  () => {
    const module = JSON.stringify(path.resolve('server/src/host/file-operations.ts'));
    const script = `import { openSync } from 'node:fs'; import { writeAll } from ${module};
    try { writeAll(openSync(process.argv[1] ?? '', 'w'), Buffer.alloc(100_000)); console.log('done'); }
    catch (error) { console.log(error.code); }`;
    const command = 'ulimit -f 8; exec "$0" --import tsx --input-type=module -e "$1" -- "$2"';
    const words = ['-c', command, process.execPath, script, path.join(scratch, 'short')];
    assert.equal(execFileSync('sh', words, { encoding: 'utf8' }).trim(), 'EFBIG');
  },
);
