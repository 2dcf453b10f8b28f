// What git or the tree cannot answer is said in one line; the rest of the review is answered.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, afterEach } from 'node:test';
import { Scratch, vnetscope } from '../../kit/command-line.ts';
import { GitSample } from '../../kit/git-sample.ts';
import type { Review } from '../../../server/src/core/analysis/review/review.ts';

const sample = new GitSample();
const scratch = new Scratch();
after(() => {
  sample.remove();
  scratch.remove();
});
afterEach(() => {
  sample.undo();
});

const TOUCH = ['sys/netinet/ip_id.c', 'VNET_DEFINE(uint32_t, ip_id);', 'VNET_DEFINE(uint64_t, ip_id);'] as const;
const changes = ({ configurations }: Review): readonly string[] =>
  (configurations[0]?.globals.changes ?? []).map(({ kind, after: now, before }) => `${kind} ${(now ?? before)?.name}`);

test('no git', async () => {
  const tree = scratch.tree();
  const { code, out, err } = await vnetscope(tree, 'review', '--no-cache');
  assert.deepEqual([code, out], [2, '']);
  assert.equal(err, `vnetscope: ${tree} is in no git repository: name two trees, vnetscope review OLD NEW\n`);
});

test('two trees, without git', async () => {
  const [old, now] = [scratch.tree(), scratch.tree()];
  const file = path.join(now, TOUCH[0]);
  const text = sample.read(TOUCH[0]);
  writeFileSync(file, text.replace(TOUCH[1], TOUCH[2]));
  const said = await vnetscope(scratch.folder, 'review', old, now, '--no-boot', '--no-cache', '--format', 'json');
  assert.deepEqual(changes(JSON.parse(said.out) as Review), ['retyped ip_id']);
});

test('no such revision', async () => {
  const { code, err } = await sample.run('no-such');
  assert.deepEqual([code, err], [2, 'vnetscope: no-such: no such folder or revision\n']);
});

test('a shallow clone without the base', async () => {
  sample.commit('one more');
  const clone = path.join(scratch.folder, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth', '1', '--branch', 'topic', `file://${sample.root}`, clone]);
  const words = ['review', '--no-boot', '--no-cache', '--format', 'json'];
  const file = path.join(clone, TOUCH[0]);
  writeFileSync(file, sample.read(TOUCH[0]).replace(TOUCH[1], TOUCH[2]));
  execFileSync('git', ['-C', clone, 'branch', '-q', '--unset-upstream', 'topic']);
  const review = JSON.parse((await vnetscope(clone, ...words)).out) as Review;
  assert.match(review.notes.join('\n'), /^this clone is shallow and lacks the merge base.*$/);
  assert.deepEqual(changes(review), ['retyped ip_id']);
  const { code, err } = await vnetscope(clone, 'review', 'HEAD~1', '--no-cache');
  assert.equal(code, 2);
  assert.match(err, /^vnetscope: HEAD~1: no such folder or revision; this clone is shallow: git fetch --unshallow\n$/);
});

test('a merge in progress, with a conflict', async () => {
  sample.git('checkout', '-q', '-b', 'other', 'main');
  sample.edit('sys/netinet/ip_id.c', 'ip_do_randomid) = 0;', 'ip_do_randomid) = 1;');
  sample.commit('one');
  sample.git('checkout', '-q', 'topic');
  sample.edit('sys/netinet/ip_id.c', 'ip_do_randomid) = 0;', 'ip_do_randomid) = 2;');
  sample.edit('sys/net/if.c', '= 8;', '= 16;');
  sample.commit('two');
  assert.throws(() => sample.git('merge', '-q', 'other'));
  try {
    const review = await sample.review('--no-boot');
    assert.deepEqual(review.notes, ['a merge is in progress: the files are reviewed as they are now']);
    const [note, ...more] = review.configurations[0]?.notes ?? [];
    assert.match(note ?? '', /^sys\/netinet\/ip_id\.c:\d+: a conflict marker of a merge: not parsed/);
    assert.deepEqual(more, []);
    assert.deepEqual(
      review.changed.map((one) => one.after),
      ['sys/net/if.c', 'sys/netinet/ip_id.c'],
    );
  } finally {
    sample.git('merge', '--abort');
    sample.git('reset', '-q', '--hard', 'main');
  }
});

test('a patch that does not parse', async () => {
  sample.edit(
    'sys/netinet/ip_id.c',
    'VNET_DEFINE(uint32_t, ip_id);',
    'VNET_DEFINE(uint32_t, ip_id);\nint f(void) { return (; }',
  );
  sample.edit('sys/net/if.c', 'VNET_DEFINE(int, if_index);', 'VNET_DEFINE(short, if_index);');
  const review = await sample.review('--no-boot');
  const [note = '', ...more] = review.configurations[0]?.notes ?? [];
  assert.match(note, /^sys\/netinet\/ip_id\.c:\d+: .*: not parsed, what it means is unknown$/);
  assert.deepEqual(more, []);
  assert.deepEqual(changes(review), ['retyped if_index']);
});

test('a file that was renamed is the same file', async () => {
  const makefile = sample.read('sys/conf/files');
  sample.git('mv', 'sys/netinet/ip_id.c', 'sys/netinet/ip_ident.c');
  sample.write('sys/conf/files', makefile.replace('netinet/ip_id.c', 'netinet/ip_ident.c'));
  const review = await sample.review('--no-boot');
  assert.deepEqual(
    review.changed.filter(({ before, after: now }) => before !== now),
    [{ before: 'sys/netinet/ip_id.c', after: 'sys/netinet/ip_ident.c' }],
  );
  const [main] = review.configurations;
  assert.deepEqual([main?.findings.added, main?.findings.removed], [[], []]);
  assert.deepEqual([main?.globals.changes, main?.globals.sets], [[], []]);
  assert.equal(review.code, 0);
});

test('a tree of another release on the other side', async () => {
  const [old, now] = [scratch.tree(), scratch.tree()];
  const file = path.join(now, 'sys/sys/param.h');
  const text = sample.read('sys/sys/param.h');
  assert.match(text, /__FreeBSD_version\s+13\d{5}/);
  writeFileSync(file, text.replace(/(__FreeBSD_version\s+)13(\d{5})/, '$114$2'));
  const said = await vnetscope(scratch.folder, 'review', old, now, '--no-boot', '--no-cache', '--format', 'json');
  const review = JSON.parse(said.out) as Review;
  assert.match(review.configurations[0]?.notes.join('\n') ?? '', /^the two sides are different releases \(/);
});

test('a change of the KERNCONF only', async () => {
  sample.write('sys/amd64/conf/GENERIC', sample.read('sys/amd64/conf/GENERIC').replace(/^options\s+INET6.*\n/m, ''));
  const review = await sample.review('--no-boot');
  assert.deepEqual(
    review.changed.map((one) => one.after),
    ['sys/amd64/conf/GENERIC'],
  );
  const gone = changes(review).filter((line) => line.startsWith('removed '));
  assert.ok(gone.length > 0 && gone.length === changes(review).length, changes(review).join());
});

test('a baseline is no side of a review', async () => {
  const file = path.join(scratch.folder, 'base.json');
  const saved = await vnetscope(sample.root, 'compat', 'save', '--out', file, '--no-cache');
  assert.equal(saved.code, 0);
  const { code, err } = await sample.run(file, 'HEAD');
  assert.equal(code, 2);
  assert.match(err, /a baseline holds only layouts; review wants a tree or a revision/);
  rmSync(file);
});

test('what a folder below the top of the repository differs in', async () => {
  const outer = path.join(scratch.folder, 'outer');
  cpSync(sample.root, path.join(outer, 'src'), { recursive: true, filter: (one) => path.basename(one) !== '.git' });
  const git = (...words: readonly string[]): Buffer =>
    execFileSync('git', ['-C', outer, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words]);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'all');
  const tree = path.join(outer, 'src');
  writeFileSync(path.join(tree, TOUCH[0]), sample.read(TOUCH[0]).replace(TOUCH[1], TOUCH[2]));
  const said = await vnetscope(tree, 'review', 'HEAD', '--no-boot', '--no-cache', '--format', 'json');
  assert.deepEqual(changes(JSON.parse(said.out) as Review), ['retyped ip_id']);
});

test('trees without kernel configurations: what hangs on the kernel is unknown, and so is the KBI', async () => {
  const [old, now] = [scratch.tree(), scratch.tree()];
  for (const tree of [old, now])
    for (const folder of readdirSync(path.join(tree, 'sys')))
      rmSync(path.join(tree, 'sys', folder, 'conf'), { recursive: true, force: true });
  for (const tree of [old, now]) rmSync(path.join(tree, 'sys/conf'), { recursive: true, force: true });
  writeFileSync(path.join(now, TOUCH[0]), sample.read(TOUCH[0]).replace(TOUCH[1], TOUCH[2]));
  const words = ['review', old, now, '--no-boot', '--no-cache'];
  const said = await vnetscope(scratch.folder, ...words);
  assert.equal(said.code, 0);
  assert.match(said.out, /^no new finding, bytes per vnet unknown, KBI unknown\n/);
  assert.match(said.out, /the kernel \(no kernel configurations here: default options are assumed, and which files/);
  const { configurations } = JSON.parse((await vnetscope(scratch.folder, ...words, '--format', 'json')).out) as Review;
  assert.equal(configurations[0]?.kbi.isSafe, null);
});

test("a program below sys that does not parse as kernel code is nobody's business", async () => {
  sample.write('sys/contrib/example.c', 'int main OF((void));\n');
  const { configurations } = await sample.review('--no-boot');
  assert.deepEqual(configurations[0]?.notes, []);
});
