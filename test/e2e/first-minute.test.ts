// From a window without a kernel to a hover, as somebody who has just installed the extension.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const pictures = path.join(root, 'test', 'e2e', 'out');

let folder = '';
let workbench: Workbench | undefined;

function inWorkbench(name: string, steps: (workbench: Workbench) => Promise<void>): void {
  test(name, { skip: obstacle ?? false, timeout: 180_000 }, async () => {
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
    if (obstacle !== undefined || chromium === undefined) return;
    mkdirSync(pictures, { recursive: true });
    folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-program-'));
    writeFileSync(
      path.join(folder, 'hello.c'),
      '#include <stdio.h>\n\nint main(void)\n{\n\treturn puts("hello");\n}\n',
    );
    const vsix = await packageExtension();
    workbench = await openWorkbench({ host: installHost(), chromiumPath: chromium, vsix, folder });
  },
  { timeout: 600_000 },
);

after(async () => {
  await workbench?.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

inWorkbench('a C program that is no kernel starts no server', async (workbench) => {
  await workbench.open('hello.c');
  await workbench.command('vnetscope: Collect Report');
  const report = workbench.page.locator('.editor-instance .monaco-editor .view-line');
  await report.filter({ hasText: 'kernel: the language server was not needed' }).first().waitFor();
  assert.equal(await workbench.statusBar('VNET').count(), 0);
});

inWorkbench('without a kernel the view says what to open', async (workbench) => {
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'VNET' }).click();
  const welcome = workbench.page.locator('.welcome-view-content').filter({ hasText: 'FreeBSD kernel sources' });
  await welcome.waitFor();
  const buttons = await welcome.getByRole('button').allInnerTexts();
  assert.deepEqual(buttons, ['Open Folder', 'Choose Kernel Tree', 'Open Sample Kernel', 'First Steps']);
});

inWorkbench('the walkthrough shows its five steps', async (workbench) => {
  await workbench.page.locator('.welcome-view-content').getByRole('button', { name: 'First Steps' }).click();
  const steps = workbench.page.locator('.getting-started-step .step-title');
  await steps.filter({ hasText: 'Load a module' }).waitFor();
  assert.deepEqual(
    (await steps.allInnerTexts()).map((title) => title.trim()),
    ['Open a kernel', 'Hover over a virtualized global', 'Find a bug', 'See the region', 'Load a module'],
  );
});

inWorkbench('from an empty window the sample kernel opens with a source, and a hover answers', async (workbench) => {
  await workbench.openEmptyWindow();
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'VNET' }).click();
  await workbench.page.locator('.welcome-view-content').getByRole('button', { name: 'Open Sample Kernel' }).click();
  workbench.page.setDefaultTimeout(60_000);
  await workbench.editor('sys/net/if.c').locator('.view-line').first().waitFor();
  await workbench.statusBar('amd64 GENERIC').waitFor();
  const place = placeOf(path.join(root, 'test', 'minikernel', 'sys', 'net', 'if.c'), 'V_if_indexlim', 'malloc');
  await workbench.goTo(place.line, place.seenColumn);
  assert.match((await workbench.hoverAtCursor('set_vnet')).join('\n'), /int if_indexlim/);
});

inWorkbench('the view then names the kernel', async (workbench) => {
  await workbench.page.keyboard.press('Escape');
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'VNET' }).click();
  const rows = workbench.page.locator('.pane-body .monaco-list-row');
  await workbench.page.getByRole('treeitem', { name: /^set_vnet: .* bytes per vnet/ }).waitFor();
  const texts = (await rows.allInnerTexts()).map((row) => row.replace(/\s+/g, ''));
  assert.ok(texts.includes('Machineamd64') && texts.includes('ConfigurationGENERIC'), texts.join('\n'));
});

inWorkbench('the views list the globals and the sysctls, with the numbers of layout', async (workbench) => {
  const rows = workbench.page.locator('.pane-body .monaco-list-row');
  await rows.filter({ hasText: /^net\d+ globals/ }).click();
  const printed = execFileSync(process.execPath, [
    path.join(root, 'server', 'bin', 'vnetscope.js'),
    ...['layout', path.join(root, 'test', 'minikernel'), '--format', 'json', '--no-cache'],
  ]);
  const { variables } = JSON.parse(printed.toString()) as {
    variables: readonly { readonly name: string; readonly size: number; readonly offset: number }[];
  };
  const { size, offset } = variables.find(({ name }) => name === 'if_index') ?? { size: -1, offset: -1 };
  const grouped = (value: number): string => value.toLocaleString('en-US');
  const row = rows.filter({ hasText: /^if_index\d/ });
  await row.waitFor();
  assert.equal((await row.innerText()).replace(/\s+/g, ' '), `if_index${grouped(size)} bytes at ${grouped(offset)}`);
  await rows.filter({ hasText: /^net$/ }).first().waitFor();
});

inWorkbench('a click on the status item offers what can be changed, with the current choice', async (workbench) => {
  await workbench.statusBar('amd64 GENERIC').click();
  const row = workbench.page.locator('.quick-input-list .monaco-list-row').first();
  await row.filter({ hasText: 'Kernel Configuration' }).waitFor();
  assert.match(await row.innerText(), /GENERIC/);
  await workbench.pick('Kernel Configuration');
  const choice = workbench.page.locator('.quick-input-list .monaco-list-row').first();
  await choice.filter({ hasText: 'current · vnetscope sample kernel: the usual amd64 kernel.' }).waitFor();
  await workbench.page.keyboard.press('Escape');
});

inWorkbench("a rule's page is shown rendered", async (workbench) => {
  await workbench.open('sys/net/if_dump.c');
  const { line, seenColumn } = placeOf(
    path.join(root, 'test/minikernel/sys/net/if_dump.c'),
    'if_index',
    'VNET_DECLARE',
  );
  await workbench.editor('sys/net/if_dump.c').locator('.squiggly-error').first().waitFor();
  await workbench.goTo(line, seenColumn);
  await workbench.page.keyboard.press('Control+.');
  await workbench.page
    .locator('.action-widget')
    .getByText(/Explain/)
    .first()
    .click();
  const preview = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await preview.locator('h1').filter({ hasText: 'declare-type-mismatch' }).waitFor();
});
