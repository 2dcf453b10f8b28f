import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { packageExtension } from '../../client/tools/package.ts';
import { root } from '../kit/source-graph.ts';
import { chromiumPath, hostObstacle, installHost } from '../../client/tools/host/install.ts';
import { openWorkbench, type Workbench } from './host/workbench.ts';
import { placeOf } from './sample.ts';

const chromium = chromiumPath();
const obstacle =
  hostObstacle() ?? (chromium === undefined ? 'no chromium on this machine (Debian: chromium)' : undefined);
const sample = path.join(root, 'test', 'minikernel');
const pictures = path.join(root, 'test', 'e2e', 'out');

/** A source of a module, with a finding of its own. */
const moduleSource = 'sys/net/if_tunnel_hash.c';

let workbench: Workbench | undefined;
let restricted: Workbench | undefined;

/** A test that keeps a picture of the workbench, above all when it fails. */
function inWorkbench(
  name: string,
  steps: (workbench: Workbench) => Promise<void>,
  which = (): Workbench | undefined => workbench,
): void {
  test(name, { skip: obstacle ?? false, timeout: 180_000 }, async () => {
    const shown = which();
    assert.ok(shown !== undefined, 'the workbench did not open');
    try {
      await steps(shown);
    } finally {
      await shown.screenshot(path.join(pictures, `${name.replace(/[^a-zA-Z]+/g, '-')}.png`));
      await shown.page.keyboard.press('Escape');
    }
  });
}

async function goToWord(workbench: Workbench, file: string, word: string, onLineWith: string): Promise<void> {
  const { line, seenColumn } = placeOf(path.join(sample, file), word, onLineWith);
  await workbench.open(file);
  await workbench.goTo(line, seenColumn);
}

before(
  async () => {
    if (obstacle !== undefined || chromium === undefined) return;
    mkdirSync(pictures, { recursive: true });
    const vsix = await packageExtension();
    const options = { host: installHost(), chromiumPath: chromium, vsix, folder: sample };
    workbench = await openWorkbench({ ...options, file: moduleSource });
    restricted = await openWorkbench({ ...options, isRestricted: true });
  },
  { timeout: 600_000 },
);

after(async () => {
  await workbench?.close();
  await restricted?.close();
});

inWorkbench("a module's source that is open while the tree is read gets its findings", async (workbench) => {
  await workbench.editor(moduleSource).locator('.squiggly-info').first().waitFor({ timeout: 60_000 });
  const { line, seenColumn } = placeOf(path.join(sample, moduleSource), 'tunnel_hash_lock');
  await workbench.goTo(line, seenColumn);
  const hover = (await workbench.hoverAtCursor('module-alignment')).join('\n');
  assert.match(hover, /asks for an alignment of 64/);
  assert.match(hover, /if_tunnel\.ko/);
});

inWorkbench('the extension activates and names the kernel in its status item', async (workbench) => {
  await workbench.open('sys/net/if.c');
  assert.match(
    await workbench.languageStatus('virtualized globals'),
    /VNET .*amd64 GENERIC\s+\d+ virtualized globals, set_vnet [\d,]+ bytes/,
  );
});

inWorkbench('a hover over a V_ name tells where the variable lives', async (workbench) => {
  await goToWord(workbench, 'sys/net/if.c', 'V_if_indexlim', 'malloc');
  assert.match((await workbench.hoverAtCursor('set_vnet')).join('\n'), /int if_indexlim/);
});

inWorkbench('the Problems view lists the mistakes of the sample kernel', async (workbench) => {
  await workbench.open('sys/net/if_dump.c');
  const problems = await workbench.problems();
  assert.ok(
    problems.some((problem) => problem.includes("'if_index' is declared as long, but it is defined as int")),
    problems.join('\n'),
  );
});

inWorkbench('the region is shown as a picture, whose selected variable is opened in its source', async (workbench) => {
  await workbench.command('vnetscope: Show Region');
  const view = await workbench.webview('.map .bar');
  await view.getByRole('searchbox').fill('if_indexlim');
  await view.getByRole('searchbox').press('Enter');
  const source = view.locator('.details .link');
  assert.match(await source.innerText(), /^sys\/net\/if\.c:\d+$/);
  await view.locator('.details .hover').filter({ hasText: 'int if_indexlim' }).waitFor();
  await source.click();
  await workbench.editor('sys/net/if.c').locator('.view-line').first().waitFor();
});

inWorkbench('the region is shown as a text document', async (workbench) => {
  await workbench.command('vnetscope: Show Region as Text');
  await workbench.editor('set_vnet.txt').locator('.view-line').filter({ hasText: 'if_index' }).first().waitFor();
});

inWorkbench('the module of a source is loaded into the simulated kernel', async (workbench) => {
  await workbench.open('sys/net/shaper.c');
  await workbench.command("vnetscope: Simulate Loading This File's Module");
  await workbench
    .editor('shaper.txt')
    .locator('.view-line')
    .filter({ hasText: 'bytes of shaper.ko at' })
    .first()
    .waitFor();
});

inWorkbench('another kernel configuration is chosen from those of the tree', async (workbench) => {
  await workbench.open('sys/net/if.c');
  await workbench.command('vnetscope: Choose Kernel Configuration');
  await workbench.pick('SHAPED');
  assert.match(await workbench.languageStatus('SHAPED'), /VNET .*amd64 SHAPED/);
  const settings = readFileSync(path.join(workbench.folder, '.vscode', 'settings.json'), 'utf8');
  assert.deepEqual(JSON.parse(settings), { 'vnetscope.kernconf': 'SHAPED' });
});

inWorkbench(
  'in Restricted Mode hovers answer, no module is simulated; once trusted it is',
  async (workbench) => {
    await goToWord(workbench, 'sys/net/if.c', 'V_if_indexlim', 'malloc');
    assert.match((await workbench.hoverAtCursor('set_vnet')).join('\n'), /int if_indexlim/);
    await workbench.page.keyboard.press('Escape');
    await workbench.open('sys/net/shaper.c');
    const simulate = "vnetscope: Simulate Loading This File's Module";
    assert.equal(await workbench.offers(simulate), false);
    await workbench.trust();
    await workbench.open('sys/net/shaper.c');
    await workbench.command(simulate);
    const simulated = workbench.editor('shaper.txt').locator('.view-line');
    await simulated.filter({ hasText: 'bytes of shaper.ko at' }).first().waitFor();
  },
  () => restricted,
);
