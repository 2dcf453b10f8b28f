import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import { root } from '../../kit/source-graph.ts';
import { KIND, shapes, symbolSections, tinyElf, TYPE } from './tiny-elf.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-verify-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const [amd64, , i386] = shapes;
assert.ok(amd64 !== undefined && i386 !== undefined);

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(path.join(folder, name), bytes);
  return name;
}

const sample = path.join(root, 'test', 'minikernel');
const kernel = tinyElf(amd64, {
  kind: KIND.executable,
  sections: [
    { name: 'set_vnet', type: TYPE.progbits, align: 8, bytes: new Array<number>(8).fill(0) },
    ...symbolSections(amd64, 2, [{ name: 'vnet_entry_nobody', value: 0n, size: 8, section: 1 }]),
  ],
});

async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['verify', ...words, '--no-cache'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample,
  });
  return { code, out, err };
}

describe('vnetscope verify', () => {
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['nothing to verify', [], /^vnetscope: verify wants a built kernel or modules: .*\n$/],
    ['no such file', ['--kernel', 'nowhere'], /^vnetscope: nowhere: no such file\n$/],
    ['a folder', ['--kernel', '.'], /^vnetscope: \.: a folder, not a file\n$/],
    ['a text', ['--kernel', file('text', Buffer.from('kernel\n'))], /^vnetscope: text: not an ELF file\n$/],
    [
      'a truncated file',
      ['--kernel', file('half', kernel.slice(0, -40))],
      /^vnetscope: half: a damaged ELF file: it ends at byte \d+, inside its section headers\n$/,
    ],
    [
      'another machine',
      ['--kernel', file('i386', tinyElf(i386, { kind: KIND.executable, machine: 3, sections: [] }))],
      /^vnetscope: i386: is for another machine \(i386, 32 bits, little-endian\) than amd64; try --arch i386\n$/,
    ],
    [
      'a module that is no module',
      ['--kernel', file('kernel', kernel), '--module', file('if_x.ko', Buffer.from('x'))],
      /^vnetscope: if_x\.ko: not an ELF file\n$/,
    ],
  ];
  for (const [name, words, expected] of wrong) {
    test(`${name}: one line, exit 2`, async () => {
      const { code, out, err } = await run(...words, sample);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, expected);
    });
  }

  test('a kernel of other variables: exit 1, as text and as JSON', async () => {
    const text = await run('--kernel', file('kernel', kernel), sample);
    assert.equal(text.code, 1);
    assert.match(text.out, /kernel: 0 of \d+ rows equal, section differs/);
    assert.match(text.out, /no file of this tree defines them/);
    const { code, out } = await run('--kernel', 'kernel', sample, '--format', 'json');
    assert.equal(code, 1);
    const report = JSON.parse(out) as {
      schemaVersion: number;
      equal: boolean;
      images: {
        file: string;
        module: string | null;
        section: unknown;
        differences: { kind: string; name: string; likelier: string }[];
      }[];
    };
    assert.deepEqual([report.schemaVersion, report.equal, report.images.length], [1, false, 1]);
    const [image] = report.images;
    assert.deepEqual([image?.file, image?.module], ['kernel', null]);
    assert.deepEqual(
      image?.differences.filter(({ kind }) => kind === 'extra').map(({ name, likelier }) => [name, likelier]),
      [['nobody', 'source']],
    );
  });
});
