import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import test from 'node:test';
import { packageExtension } from '../../client/tools/package.ts';

/** Names in a zip's central directory (APPNOTE.TXT 4.3.12). */
function namesInZip(file: string): string[] {
  const bytes = readFileSync(file);
  const names: string[] = [];
  let at = bytes.readUInt32LE(bytes.lastIndexOf('PK\x05\x06') + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const nameLength = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

test(
  'the .vsix holds what the extension runs, its pages and pictures and the sample kernel, and nothing else',
  { timeout: 120_000 },
  async () => {
    const files = namesInZip(await packageExtension()).filter((name) => name.startsWith('extension/'));
    const allowed = [
      'package\\.json',
      'client/media/icon\\.png',
      'client/media/view\\.svg',
      'client/media/(pictures/[a-z-]+\\.png|walkthrough/[a-z-]+\\.md)',
      'readme\\.md|changelog\\.md|LICENSE\\.txt',
      'dist/((client|program|vnetscope|watch)\\.cjs|(region|record|simulation)-view\\.js|view\\.css)',
      'syntaxes/[^/]+\\.json',
      'server/doc/(vnetscope\\.schema\\.json|[a-z]+\\.md|rules/[a-z0-9-]+\\.md)',
      'test/minikernel/.+',
    ].map((pattern) => new RegExp(`^extension/(${pattern})$`, 'i'));
    assert.deepEqual(
      files.filter((name) => !allowed.some((pattern) => pattern.test(name))),
      [],
    );
    const pages = readdirSync('server/doc/rules')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `server/doc/rules/${name}`);
    for (const needed of [
      'package.json',
      'LICENSE.txt',
      'client/media/icon.png',
      'test/minikernel/sys/net/vnet.h',
      'dist/client.cjs',
      'dist/program.cjs',
      'dist/vnetscope.cjs',
      'dist/watch.cjs',
      'dist/region-view.js',
      'dist/record-view.js',
      'dist/simulation-view.js',
      'dist/view.css',
      'syntaxes/vnet.injection.tmLanguage.json',
      'server/doc/vnetscope.schema.json',
      ...pages,
    ]) {
      assert.ok(files.includes(`extension/${needed}`), `${needed} is missing`);
    }
  },
);

test('the .vsix is small', { timeout: 120_000 }, async () => {
  assert.ok(statSync(await packageExtension()).size < 1_500_000);
});

test("what the extension's pages show and link to is in the .vsix", { timeout: 120_000 }, async () => {
  const files = namesInZip(await packageExtension());
  const manifest = readFileSync('package.json', 'utf8');
  const pages = [
    'client/marketplace.md',
    ...readdirSync('client/media/walkthrough').map((name) => `client/media/walkthrough/${name}`),
  ];
  const linked = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => ({ page, target })),
  );
  const named = [...manifest.matchAll(/"(?:image|markdown|icon|path|url|configuration)": "(?:\.\/)?([\w./-]+\.\w+)"/g)];
  assert.ok(linked.length > 0 && named.length > 5);
  assert.deepEqual(
    [...linked, ...named.map(([, target = '']) => ({ page: 'package.json', target }))].filter(
      ({ target }) => !target.startsWith('command:') && !files.includes(`extension/${target}`),
    ),
    [],
  );
});
