// Each feature of the language server as VS Code shows it, on the sample kernel, and on a real tree that
// VNETSCOPE_KERNEL_TREE names; VNETSCOPE_E2E_THEME names a colour theme. A picture of each is kept.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { packageExtension } from '../../client/tools/package.ts';
import { chromiumPath, hostObstacle, installHost } from '../../client/tools/host/install.ts';
import { root } from '../kit/source-graph.ts';
import { onRealTree, onSample } from './features.ts';
import { openWorkbench, type Workbench } from './host/workbench.ts';
import { placeOf } from './sample.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const chromium = chromiumPath();
const obstacle =
  hostObstacle() ?? (chromium === undefined ? 'no chromium on this machine (Debian: chromium)' : undefined);
const theme = process.env['VNETSCOPE_E2E_THEME'] ?? 'Default Dark Modern';
const expected = tree === undefined ? onSample : onRealTree;
const where = path.join(tree === undefined ? 'sample' : 'real-tree', theme.replaceAll(' ', '-'));
const pictures = path.join(root, 'test', 'e2e', 'out', 'features', where);

let workbench: Workbench | undefined;

function shows(name: string, steps: (workbench: Workbench) => Promise<void>, skip?: string): void {
  test(name, { skip: obstacle ?? skip ?? false, timeout: 300_000 }, async () => {
    assert.ok(workbench !== undefined, 'the workbench did not open');
    try {
      await steps(workbench);
    } finally {
      await workbench.screenshot(path.join(pictures, `${name.replace(/[^a-zA-Z]+/g, '-')}.png`));
      for (let i = 0; i < 3; i++) await workbench.page.keyboard.press('Escape');
    }
  });
}

async function goTo(
  workbench: Workbench,
  { file, word, onLineWith }: { readonly file: string; readonly word: string; readonly onLineWith?: string },
): Promise<void> {
  const { line, seenColumn } = placeOf(path.join(workbench.folder, file), word, onLineWith);
  await workbench.open(file);
  await workbench.goTo(line, seenColumn);
}

/** Types on a new line behind a place, looks, and takes it back. */
async function typing(workbench: Workbench, text: string, look: () => Promise<void>): Promise<void> {
  await goTo(workbench, expected.typing);
  const { keyboard } = workbench.page;
  await keyboard.press('End');
  await keyboard.press('Enter');
  await keyboard.type(text);
  try {
    await look();
    await workbench.screenshot(path.join(pictures, `typing-${text.replace(/[^a-zA-Z]+/g, '-')}.png`));
  } finally {
    await keyboard.press('Escape');
    await workbench.command('File: Revert File');
  }
}

before(
  async () => {
    if (obstacle !== undefined || chromium === undefined) return;
    mkdirSync(pictures, { recursive: true });
    const vsix = await packageExtension();
    workbench = await openWorkbench({
      host: installHost(),
      chromiumPath: chromium,
      vsix,
      folder: tree ?? path.join(root, 'test', 'minikernel'),
      inPlace: tree !== undefined,
      file: expected.typing.file,
      settings: {
        'workbench.colorTheme': theme,
        'files.autoSave': 'off',
        'vnetscope.codeLens.enabled': true,
        'vnetscope.inlayHints.enabled': true,
        'vnetscope.diagnostics.scope': 'tree',
      },
    });
    await workbench.statusBar('VNET').filter({ hasText: / B$/ }).first().waitFor({ timeout: 300_000 });
  },
  { timeout: 600_000 },
);

after(async () => {
  await workbench?.close();
});

shows('completion offers the virtualized global', (workbench) =>
  typing(workbench, expected.typed, async () => {
    const row = workbench.page.locator('.suggest-widget .monaco-list-row').first();
    await row.filter({ hasText: expected.completed }).waitFor();
  }),
);

shows('signature help names the parameters', (workbench) =>
  typing(workbench, 'VNET_SYSINIT(', async () => {
    const help = workbench.page.locator('.parameter-hints-widget.visible');
    await help.filter({ hasText: 'subsystem' }).waitFor();
  }),
);

shows('a rename is previewed', async (workbench) => {
  await goTo(workbench, expected.renamed);
  const { keyboard } = workbench.page;
  const box = workbench.page.locator('.rename-box input');
  // While the tree is being read a rename is refused, with that reason.
  for (let tries = 0; tries < 60 && !(await box.isVisible()); tries++) {
    await keyboard.press('F2');
    await box.waitFor({ timeout: 1_000 }).catch(() => undefined);
  }
  await box.fill('V_quite_another');
  await keyboard.press('Control+Enter');
  const panel = workbench.page.locator('.bulk-edit-panel');
  for (const file of expected.renamedFiles)
    await panel.locator('.monaco-list-row').filter({ hasText: file }).first().waitFor();
  await workbench.screenshot(path.join(pictures, 'rename-preview.png'));
  await workbench.page.getByRole('button', { name: 'Discard', exact: true }).click();
});

shows('who sets curvnet is a tree', async (workbench) => {
  await goTo(workbench, expected.asked);
  await workbench.command('vnetscope: Who Sets curvnet Here?');
  for (const caller of expected.callers)
    await workbench.page.locator('.pane .monaco-list-row').filter({ hasText: caller }).first().waitFor();
});

shows('who sets curvnet is peeked at', async (workbench) => {
  await goTo(workbench, expected.asked);
  await workbench.command('vnetscope: Peek Who Sets curvnet');
  await workbench.page.locator('.peekview-widget .monaco-editor').first().waitFor();
});

shows('references are peeked at', async (workbench) => {
  await goTo(workbench, expected.used);
  await workbench.page.keyboard.press('Shift+F12');
  await workbench.page.locator('.peekview-widget .monaco-editor').first().waitFor();
});

shows('a lens stands over definitions and constructors', async (workbench) => {
  await goTo(workbench, expected.defined);
  const shown = workbench.editor(expected.defined.file);
  await shown.locator('.codelens-decoration').filter({ hasText: expected.lens }).first().waitFor();
  await shown.locator('.view-line').filter({ hasText: expected.inlay }).first().waitFor();
});

shows('the hover of an option says its header', async (workbench) => {
  await goTo(workbench, expected.option);
  const hover = (await workbench.hoverAtCursor(expected.option.word)).join('\n');
  assert.ok(hover.includes(expected.optionSays), hover);
});

shows('Problems lists files that are not open', async (workbench) => {
  await workbench.command('View: Close All Editors');
  await workbench.command('View: Toggle Problems');
  const panel = workbench.page.locator('.markers-panel-container .monaco-list-row');
  await panel.filter({ hasText: expected.notOpen }).first().waitFor({ timeout: 120_000 });
});

shows('the views of the activity bar have their rows', async (workbench) => {
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'VNET' }).click();
  for (const view of ['Kernel', 'Virtualized globals', 'Sysctls of vnets'])
    await workbench.page.locator('.pane-header').filter({ hasText: view }).first().waitFor();
  await workbench.page.locator('.pane .monaco-list-row').filter({ hasText: 'netinet' }).first().waitFor();
});

shows(
  'a scenario is run, completed and held to its words',
  async (workbench) => {
    const text = 'boot\nvnet create blue\nexpect V_if_indexlim == 8 in blue\nvnet creat red\n';
    const file = 'sys/kern/demo.scenario';
    writeFileSync(path.join(workbench.folder, file), text);
    await workbench.open(file);
    await workbench.editor(file).locator('.squiggly-error').first().waitFor();
    await workbench.editor(file).locator('.codelens-decoration').getByText('Run').click();
    const output = workbench.page.locator('.editor-instance .view-line').filter({ hasText: 'demo.scenario:4' });
    await output.first().waitFor();
  },
  tree === undefined ? undefined : 'a real tree is not written to',
);
