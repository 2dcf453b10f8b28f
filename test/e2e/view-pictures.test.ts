// The pictures of the views for README and the extension's page, from the sample kernel. VNETSCOPE_UPDATE=1 writes
// them into client/media/pictures; without it they are drawn into test/e2e/out.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

  test('the simulation of a module that is loaded and unloaded', async () => {
    const view = await LoneView.open(browser, 'simulation-view.js', 'dark', VIEWPORT);
    const lines = [
      'boot',
      'vnet create red',
      'module load shaper',
      'module load if_tunnel',
      'vnet create blue',
      'module unload shaper',
      'in red sysctl net.inet.ip.ttl=32',
      'module load nosuch',
    ];
    const file = path.join(folder, 'simulation.scenario');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const report = await json('simulate', sampleFolder, '--script', file, '--steps', '--values');
    rmSync(file);
    const text = lines.join('\n');
    await view.send({ kind: 'scenario', name: 'simulation', text });
    await view.send({ kind: 'report', params: { name: 'simulation', text, given: [], values: true }, report });
    await view.page.locator('.kernel').waitFor();
    await view.page.locator('[data-step="4"]').click();
    await view.page.locator('#tab-written').click();
    await view.page.locator('.written-table .table-row').filter({ hasText: 'ifvstat' }).first().click();
    await take(view, 'simulation');
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
