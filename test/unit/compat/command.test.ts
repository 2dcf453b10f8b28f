import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import { lacksGit, TestRepository } from '../../kit/git-repository.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const cache = mkdtempSync(path.join(tmpdir(), 'vnetscope-cache-'));
const kept = process.env['VNETSCOPE_CACHE_DIR'];
before(() => {
  process.env['VNETSCOPE_CACHE_DIR'] = cache;
});
after(() => {
  if (kept === undefined) delete process.env['VNETSCOPE_CACHE_DIR'];
  else process.env['VNETSCOPE_CACHE_DIR'] = kept;
  rmSync(cache, { recursive: true, force: true });
});

async function run(
  folder: string,
  ...words: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['compat', ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample: sampleFolder,
  });
  return { code, out, err };
}

const header = 'sys/netinet/in_pcb.h';
const original = readFileSync(path.join(sampleFolder, header), 'utf8');
const inMiddle = original.replace('\tvoid\t\t*inp_ppcb;\n', '\tuint32_t\tinp_new;\n\tvoid\t\t*inp_ppcb;\n');
const atEnd = original.replace('\tint\t\t inp_flags;\n', '\tint\t\t inp_flags;\n\tuint64_t\t inp_new;\n');
assert.ok(inMiddle !== original && atEnd !== original);

interface Told {
  readonly verdict: { readonly safe: boolean };
  readonly machines: readonly {
    readonly arch: string;
    readonly changes: readonly {
      readonly name: string;
      readonly member?: string;
      readonly kind: string;
      readonly breaks: readonly string[];
      readonly line: number | null;
      readonly moves: readonly unknown[];
    }[];
  }[];
}

describe('vnetscope compat diff', { skip: lacksGit }, () => {
  const made = lacksGit === false ? new TestRepository() : undefined;
  after(() => made?.remove());
  if (made === undefined) return;
  // The kernel lies in a folder of a larger repository.
  made.copy(sampleFolder, 'vendor/kernel');
  made.write('README', 'not a kernel\n');
  made.commit('as it was');
  made.git('tag', 'start');
  made.write(`vendor/kernel/${header}`, inMiddle);
  made.commit('in the middle');
  made.write(`vendor/kernel/${header}`, atEnd);
  made.commit('at the end');
  const tree = path.join(made.folder, 'vendor/kernel');
  const line = inMiddle.slice(0, inMiddle.indexOf('inp_new')).split('\n').length;

  test('an edit that moves members: at the member, with what it moves, exit 1', async () => {
    const { code, out } = await run(tree, 'diff', 'start', 'HEAD~1', '--format', 'json');
    assert.equal(code, 1);
    const { verdict, machines } = JSON.parse(out) as Told;
    assert.equal(verdict.safe, false);
    assert.deepEqual(
      machines
        .flatMap(({ changes }) => changes)
        .map(({ name, member, kind, breaks, moves, ...at }) => [name, member, kind, breaks, at.line, moves.length]),
      [['struct inpcb', 'inp_new', 'added', ['module', 'kvm'], line, 4]],
    );
  });

  test('an addition at the end: exit 0', async () => {
    const { code, out } = await run(tree, 'diff', 'start', 'HEAD');
    assert.equal(code, 0);
    assert.match(out, /^safe to MFC: yes, because$/m);
    assert.match(out, /struct inpcb\. inp_new \(uint64_t\) added at the end/);
  });

  test('what was measured before serves: the same answer from the cache, and without one', async () => {
    const first = await run(tree, 'diff', 'start', 'HEAD~1');
    assert.deepEqual(await run(tree, 'diff', 'start', 'HEAD~1'), first);
    assert.deepEqual(await run(tree, 'diff', 'start', 'HEAD~1', '--no-cache'), first);
  });

  test('a revision against the tree here, from a folder inside it and by its name', async () => {
    made.write(`vendor/kernel/${header}`, inMiddle);
    const here = await run(path.join(tree, 'sys/net'), 'diff', 'start');
    assert.deepEqual([here.code, /inp_new \(uint32_t\) added at \d+: moves 4 members/.test(here.out)], [1, true]);
    const named = await run(made.folder, 'diff', 'vendor/kernel@start', 'vendor/kernel');
    assert.deepEqual([named.code, named.out.split('\n').slice(1)], [here.code, here.out.split('\n').slice(1)]);
    const withFolder = await run(made.folder, 'diff', 'start:vendor/kernel', 'vendor/kernel');
    assert.deepEqual(withFolder.out.split('\n').slice(1), here.out.split('\n').slice(1));
  });

  test('a saved baseline against the tree, and against another baseline', async () => {
    const { code } = await run(
      made.folder,
      'save',
      'start',
      '--out',
      'start.json',
      '--arch',
      'amd64',
      '--arch',
      'arm64',
    );
    assert.equal(code, 0);
    await run(made.folder, 'save', 'vendor/kernel', '--out', 'now.json', '--arch', 'amd64', '--arch', 'arm64');
    const [tree, files] = [
      await run(made.folder, 'diff', 'start.json', 'vendor/kernel', '--format', 'json'),
      await run(made.folder, 'diff', 'start.json', 'now.json', '--format', 'json'),
    ];
    const changes = ({ out }: { readonly out: string }): unknown =>
      (JSON.parse(out) as Told).machines.map(({ arch, changes }) => [
        arch,
        changes.map(({ name, member, breaks }) => [name, member, breaks]),
      ]);
    assert.deepEqual(
      changes(tree),
      ['amd64', 'arm64'].map((arch) => [arch, [['struct inpcb', 'inp_new', ['module', 'kvm']]]]),
    );
    assert.deepEqual(changes(files), changes(tree));
  });

  test('SARIF: one result for both machines, at the member', async () => {
    const { out } = await run(made.folder, 'diff', 'start.json', 'vendor/kernel', '--format', 'sarif');
    const {
      runs: [only],
    } = JSON.parse(out) as {
      runs: {
        results: {
          level: string;
          message: { text: string };
          locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
        }[];
      }[];
    };
    assert.ok(only !== undefined);
    assert.deepEqual(
      only.results.map(({ level, locations }) => [
        level,
        ...locations.map(({ physicalLocation: { artifactLocation, region } }) => [
          artifactLocation.uri,
          region.startLine,
        ]),
      ]),
      [['error', [header, line]]],
    );
    assert.match(only.results.map(({ message }) => message.text).join(), /\(amd64, arm64\)$/);
  });

  test('the development branch bears what old modules do not', async () => {
    const { code, out } = await run(made.folder, 'diff', 'start.json', 'vendor/kernel', '--policy', 'current');
    assert.equal(code, 0);
    assert.match(out, /^safe for current: yes, because$/m);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no verb', [], /compat wants a verb/],
    ['no sides', ['diff'], /compat diff OLD \[NEW\]: each a baseline file/],
    ['no such revision', ['diff', 'nowhere', 'vendor/kernel'], /nowhere: no such file, folder or revision/],
    ['no such file', ['diff', 'nowhere.json', 'vendor/kernel'], /no such file: nowhere\.json/],
    [
      'no kernel in the revision',
      ['diff', 'start:vendor/kernel/sys/conf', 'vendor/kernel'],
      /no kernel tree in that revision/,
    ],
    [
      'no such policy',
      ['diff', 'start', 'vendor/kernel', '--policy', 'strict'],
      /no such policy: strict; there are stable, current/,
    ],
    ['a baseline of nothing here', ['save', 'start.json'], /start\.json is a baseline already/],
    [
      'machines that differ',
      ['diff', 'start.json', 'vendor/kernel', '--arch', 'i386'],
      /no machine and configuration in common/,
    ],
  ];
  for (const [name, words, expected] of wrong) {
    test(`${name}: one line, exit 2`, async () => {
      const { code, out, err } = await run(made.folder, ...words);
      assert.deepEqual([code, out, err.trimEnd().split('\n').length], [2, '', 1]);
      assert.match(err, expected);
    });
  }

  test('an object that the repository lacks: one line, exit 2', async () => {
    made.write(`vendor/kernel/${header}`, `${original}/* lost */\n`);
    made.commit('lost');
    const id = made.git('rev-parse', `HEAD:vendor/kernel/${header}`);
    const loose = path.join(made.folder, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(loose, 0o600);
    rmSync(loose);
    const { code, out, err } = await run(made.folder, 'diff', 'HEAD', 'vendor/kernel');
    assert.deepEqual([code, out], [2, '']);
    assert.match(
      err,
      /^vnetscope: HEAD: the repository lacks a file of this revision \(sys\/netinet\/in_pcb\.h\): the clone may be partial; .*\n$/,
    );
  });
});
