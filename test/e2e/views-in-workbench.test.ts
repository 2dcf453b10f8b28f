// The views over the packaged extension in a workbench: driven as somebody does, and read back.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { Frame } from 'playwright-core';
import { packageExtension } from '../../client/tools/package.ts';
import { chromiumPath, hostObstacle, installHost } from '../../client/tools/host/install.ts';
import { vnetscope } from '../kit/command-line.ts';
import { lacksGit, TestRepository } from '../kit/git-repository.ts';
import { root } from '../kit/source-graph.ts';
import { openWorkbench, type Workbench } from './host/workbench.ts';
import { placeOf } from './sample.ts';

const chromium = chromiumPath();
const obstacle =
  hostObstacle() ??
  (chromium === undefined
    ? 'no chromium on this machine (Debian: chromium)'
    : lacksGit === false
      ? undefined
      : lacksGit);
const sample = path.join(root, 'test', 'minikernel');
const pictures = path.join(root, 'test', 'e2e', 'out');
const HEADER = 'sys/netinet/in_pcb.h';

const repository = obstacle === undefined ? new TestRepository() : undefined;
let workbench: Workbench | undefined;

function inWorkbench(name: string, steps: (workbench: Workbench) => Promise<void>): void {
  test(name, { skip: obstacle ?? false, timeout: 240_000 }, async () => {
    assert.ok(workbench !== undefined, 'the workbench did not open');
    try {
      await steps(workbench);
    } finally {
      await workbench.screenshot(path.join(pictures, `${name.replace(/[^a-zA-Z]+/g, '-')}.png`));
    }
  });
}

before(
  async () => {
    if (obstacle !== undefined || chromium === undefined || repository === undefined) return;
    mkdirSync(pictures, { recursive: true });
    repository.copy(sample, 'kernel');
    repository.commit('start');
    const folder = path.join(repository.folder, 'kernel');
    // struct inpcb grows: as saved, the KBI breaks.
    const header = path.join(folder, HEADER);
    const text = readFileSync(header, 'utf8');
    const grown = text.replace('\tvoid\t\t*inp_ppcb;\n', '\tvoid\t\t*inp_ppcb;\n\tuint32_t\tinp_new;\n');
    assert.notEqual(grown, text);
    writeFileSync(header, grown);
    writeFileSync(path.join(folder, 'two.scenario'), 'boot\nvnet create a\nmodule load shaper\n');
    const vsix = await packageExtension();
    const settings = { 'vnetscope.compat.against': 'HEAD' };
    const options = { host: installHost(), chromiumPath: chromium, vsix, folder, inPlace: true, settings };
    workbench = await openWorkbench({ ...options, file: HEADER });
  },
  { timeout: 600_000 },
);

after(async () => {
  await workbench?.close();
  repository?.remove();
});

async function figure(view: Frame, name: string, expected: string): Promise<void> {
  await view.locator(`[data-figure="${name}"]`).filter({ hasText: expected }).waitFor();
}

inWorkbench('the simulation is driven by its buttons', async (workbench) => {
  const { page } = workbench;
  await workbench.editor(HEADER).locator('.view-line').first().click();
  await workbench.statusBar('amd64 GENERIC').waitFor({ timeout: 60_000 });
  await workbench.command('vnetscope: Show Simulation');
  const view = await workbench.webview('.timeline .step');
  await figure(view, 'Step', '1 of 1');
  await view.getByRole('button', { name: 'Create Vnet…' }).click();
  await page.locator('.quick-input-widget input').filter({ visible: true }).first().waitFor();
  await page.keyboard.press('Enter');
  await view.locator('.step-text').filter({ hasText: 'vnet create red' }).waitFor();
  await view.getByRole('button', { name: 'Load Module…', exact: true }).click();
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'shaper' }).first().waitFor();
  await workbench.pick('shaper');
  await view.locator('.step-text').filter({ hasText: 'module load shaper' }).waitFor();
  await figure(view, 'Vnets', '2');
  const { out } = await vnetscope(
    workbench.folder,
    ...['layout', workbench.folder, '--module', 'shaper', '--format', 'json', '--no-cache'],
  );
  const { modspace } = JSON.parse(out) as { readonly modspace: { readonly free: number } };
  await figure(view, 'Free', modspace.free.toLocaleString('en-US'));
  await view.getByRole('button', { name: 'Unload Module…' }).click();
  await workbench.pick('shaper.ko');
  await view.locator('.step-text').filter({ hasText: 'module unload shaper' }).waitFor();
  await view.getByRole('button', { name: 'Destroy Vnet…' }).click();
  await workbench.pick('red');
  await figure(view, 'Step', '5 of 5');
  await figure(view, 'Vnets', '1');
  await view.getByRole('button', { name: 'Step back' }).click();
  await figure(view, 'Vnets', '2');
  await view.locator('#tab-written').click();
  await view.getByRole('button', { name: 'Work Out Values' }).click();
  await view.locator('#tab-written').filter({ hasText: /\(\d/ }).waitFor();
  await view.locator('[data-step="1"]').click();
  await view.locator('.written-table .table-row').first().waitFor();
  await workbench.screenshot(path.join(pictures, 'simulation-workbench.png'));
  await view.getByRole('button', { name: 'Open Scenario…' }).click();
  await workbench.pick('two.scenario');
  await figure(view, 'Step', '3 of 3');
  await page.keyboard.press('Control+F4');
});

inWorkbench('a record is drawn with the numbers of vnetscope record', async (workbench) => {
  const { line, seenColumn } = placeOf(path.join(workbench.folder, HEADER), 'inpcb', 'struct inpcb {');
  await workbench.open(HEADER);
  await workbench.goTo(line, seenColumn);
  await workbench.command('vnetscope: Show Record Layout');
  const view = await workbench.webview('.piece');
  const { out } = await vnetscope(
    workbench.folder,
    ...['record', 'struct inpcb', workbench.folder, '--format', 'json', '--no-cache'],
  );
  const { size, fields } = JSON.parse(out) as {
    readonly size: number;
    readonly fields: readonly { readonly name: string | null; readonly offsetBits: number }[];
  };
  assert.equal(Number.parseInt((await view.locator('[data-figure="Size"]').innerText()).replaceAll(',', ''), 10), size);
  const bars = await view.evaluate<readonly (readonly [string, number])[]>(
    `[...document.querySelectorAll('[data-column="now"] .piece')].map((one) => [one.dataset.name, Number(one.dataset.offsetBits)])`,
  );
  // A member that goes on in the next line is drawn there again.
  const shown = new Map([...bars].reverse());
  let compared = 0;
  for (const { name, offsetBits } of fields) {
    const at = name === null ? undefined : shown.get(name);
    if (at === undefined) continue;
    assert.equal(at, offsetBits, name ?? '');
    compared++;
  }
  assert.ok(compared > 3, `only ${compared} members are drawn`);
});

inWorkbench('the KBI item says what breaks, and a click shows it', async (workbench) => {
  const item = workbench.statusBar('KBI:');
  await item.filter({ hasText: 'breaks struct inpcb' }).waitFor({ timeout: 120_000 });
  await item.click();
  const view = await workbench.webview('.changes li');
  await view.locator('[data-column="baseline"] .piece').first().waitFor();
  assert.match(await view.locator('.changes').innerText(), /inp_new/);
});
