// The region's data for pictures equals what `vnetscope layout --format json` prints.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {
  regionMapMethod,
  regionModulesMethod,
  variableFactsMethod,
  type RegionMap,
  type RegionMapAnswer,
} from '../../server/src/protocol/region-map.ts';
import { vnetscope } from '../kit/command-line.ts';
import { conversationIn } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

async function layoutJson(...words: readonly string[]): Promise<unknown> {
  const { out } = await vnetscope(sampleFolder, 'layout', sampleFolder, '--format', 'json', ...words);
  return JSON.parse(out);
}

function mapOf(answer: unknown): RegionMap {
  const found = answer as RegionMapAnswer;
  assert.ok(!('message' in found), 'no map');
  return found;
}

test('the map of the sample kernel is what layout prints, with the modules as layout --module places them', async () => {
  const conversation = await conversationIn(sampleFolder);
  const map = mapOf(await conversation.request(regionMapMethod, { modules: [] }));
  assert.deepEqual(map.kernel, await layoutJson());
  assert.equal(map.loaded, null);
  assert.deepEqual([map.pageBytes, map.cacheLineBytes], [4096, 64]);
  const modules = (await conversation.request(regionModulesMethod, {})) as readonly string[];
  const { modules: withSet } = (await layoutJson('--module', 'all')) as {
    readonly modules: readonly { readonly name: string }[];
  };
  assert.ok(withSet.length > 0);
  // A module that compiles such a source may have nothing of it in this configuration.
  assert.deepEqual(
    withSet.filter(({ name }) => !modules.includes(name)),
    [],
  );
  const loaded = mapOf(await conversation.request(regionMapMethod, { modules: ['shaper'] }));
  assert.deepEqual(loaded.loaded, await layoutJson('--module', 'shaper'));
  assert.equal(loaded.modulesError, null);
  const unknown = mapOf(await conversation.request(regionMapMethod, { modules: ['no_such'] }));
  assert.match(JSON.stringify(unknown), /no_such/);
  await conversation.close();
});

test('the facts of a variable are those of the hover', async () => {
  const conversation = await conversationIn(sampleFolder);
  const { kernel } = mapOf(await conversation.request(regionMapMethod, { modules: [] }));
  const place = kernel.variables.find(({ name }) => name === 'if_indexlim');
  assert.ok(place !== undefined);
  const text = (await conversation.request(variableFactsMethod, place)) as string;
  assert.match(text, /int if_indexlim/);
  assert.match(text, new RegExp(`offset ${place.offset}\\b`));
  assert.equal(await conversation.request(variableFactsMethod, { file: 'sys/none.c', line: 1, column: 1 }), null);
  await conversation.close();
});

test('a folder without a kernel, and a kernel without VIMAGE, say so', async () => {
  const nothing = await conversationIn(mkdtempSync(path.join(tmpdir(), 'vnetscope-empty-')));
  const answer = (await nothing.request(regionMapMethod, { modules: [] })) as RegionMapAnswer;
  assert.ok('message' in answer);
  assert.match(answer.message, /no FreeBSD kernel source/);
  await nothing.close();
  const plain = await conversationIn(sampleFolder, { options: ['-VIMAGE'] });
  const { kernel } = mapOf(await plain.request(regionMapMethod, { modules: [] }));
  assert.equal(kernel.vimage, false);
  assert.match(kernel.problems.map(({ message }) => message).join('\n'), /no options VIMAGE/);
  await plain.close();
});
