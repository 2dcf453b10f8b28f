// The pictures of the views for README and the extension's page, from the sample kernel. VNETSCOPE_UPDATE=1 writes
// them into client/media/pictures; without it they are drawn into test/e2e/out.
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { build } from '../../server/tools/build.mjs';
import { vnetscope } from '../kit/command-line.ts';
import { root } from '../kit/source-graph.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';
import { browserObstacle, startBrowser } from './host/chromium.ts';
import { LoneView } from './host/lone-view.ts';

const folder =
  process.env['VNETSCOPE_UPDATE'] === '1'
    ? path.join(root, 'client', 'media', 'pictures')
    : path.join(root, 'test', 'e2e', 'out');
const VIEWPORT = { width: 1100, height: 640 };

let browser: Browser;

async function json(command: string, ...words: readonly string[]): Promise<unknown> {
  const { out } = await vnetscope(sampleFolder, command, ...words, '--format', 'json');
  return JSON.parse(out);
}

/** A picture in the folder: of a size that a package can bear. */
async function take(view: LoneView, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await view.page.screenshot({ path: file });
  assert.ok(statSync(file).size < 120_000, `${name}.png is large`);
  assert.deepEqual(view.errors, []);
}

describe('pictures of the views', { skip: browserObstacle ?? false, timeout: 120_000 }, () => {
  before(async () => {
    await build();
    mkdirSync(folder, { recursive: true });
    browser = await startBrowser();
  });
  after(() => browser.close());

  test('the region with its modules', async () => {
    const view = await LoneView.open(browser, 'region-view.js', 'dark', VIEWPORT);
    const kernel = await json('layout', sampleFolder);
    const loaded = await json('layout', sampleFolder, '--module', 'all');
    const map = { kernel, loaded, pageBytes: 4096, cacheLineBytes: 64, root: '', modulesError: null };
    await view.send({ kind: 'region', map, modules: [] });
    await view.send({ kind: 'select', variable: 'ifnet' });
    await view.page.locator('.bar').first().waitFor();
    await take(view, 'region');
  });

  test('a record on two machines', async () => {
    const view = await LoneView.open(browser, 'record-view.js', 'light', VIEWPORT);
    const words = ['struct ifnet', sampleFolder, '--nested', '--reorganize'];
    const layout = (await json('record', ...words)) as { readonly type: string };
    const picture = { record: layout.type, layout, before: null, root: '', machines: ['amd64', 'arm64'] };
    await view.send({ kind: 'record', picture });
    await view.page.locator('.piece').first().waitFor();
    const best = view.page.getByRole('checkbox', { name: /best order/ });
    if ((await best.count()) > 0) await best.check();
    await take(view, 'record');
  });
});
