import assert from 'node:assert/strict';
import test from 'node:test';
import { filesBelow, textOf } from '../../kit/source-graph.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly category: string }[] };
}

test('the commands of package.json are those that the extension registers', () => {
  const manifest = JSON.parse(textOf('package.json')) as Manifest;
  const registered = filesBelow('client/src').flatMap((file) =>
    [...textOf(file).matchAll(/registerCommand\(\s*'([^']+)'/g)].map((match) => match[1]),
  );
  assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), registered.sort());
  assert.deepEqual([...new Set(manifest.contributes.commands.map(({ category }) => category))], ['vnetscope']);
});
