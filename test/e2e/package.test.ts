import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
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
  "the .vsix holds the bundles, the grammar, the icon, the schema, the rules' pages and the papers, and nothing else",
  { timeout: 120_000 },
  async () => {
    const files = namesInZip(await packageExtension()).filter((name) => name.startsWith('extension/'));
    const allowed =
      /^extension\/(package\.json|client\/media\/icon\.png|readme\.md|changelog\.md|LICENSE\.txt|dist\/((client|vnetscope|watch|fresh)\.cjs|(region|record)-view\.js|view\.css)|syntaxes\/[^/]+\.json|server\/doc\/(vnetscope\.schema\.json|rules\/[a-z0-9-]+\.md))$/i;
    assert.deepEqual(
      files.filter((name) => !allowed.test(name)),
      [],
    );
    const pages = readdirSync('server/doc/rules')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `server/doc/rules/${name}`);
    for (const needed of [
      'package.json',
      'LICENSE.txt',
      'client/media/icon.png',
      'dist/client.cjs',
      'dist/vnetscope.cjs',
      'dist/fresh.cjs',
      'dist/watch.cjs',
      'dist/region-view.js',
      'dist/record-view.js',
      'dist/view.css',
      'syntaxes/vnet.injection.tmLanguage.json',
      'server/doc/vnetscope.schema.json',
      ...pages,
    ]) {
      assert.ok(files.includes(`extension/${needed}`), `${needed} is missing`);
    }
  },
);
