// The region's view alone in a browser: what it shows is read back and compared with `layout --format json`.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { build } from '../../server/tools/build.mjs';
import type { MapLayout, RegionMap } from '../../server/src/protocol/region-map.ts';
import { vnetscope } from '../kit/command-line.ts';
import { madeUpMap } from '../kit/region-map.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';
import { browserObstacle, startBrowser } from './host/chromium.ts';
import { LoneView } from './host/lone-view.ts';
import { THEME_NAMES, type ThemeName } from './host/themes.ts';

const HOSTILE = '<img src=x onerror="posted.push({kind:\'hacked\'})">';

let browser: Browser;
let sample: RegionMap;
let withModules: RegionMap;

async function layout(...words: readonly string[]): Promise<MapLayout> {
  const { out } = await vnetscope(sampleFolder, 'layout', sampleFolder, '--format', 'json', ...words);
  return JSON.parse(out) as MapLayout;
}

function numberIn(text: string): number {
  return Number((/^[\d,]+/.exec(text)?.[0] ?? 'NaN').replaceAll(',', ''));
}

before(
  async () => {
    if (browserObstacle !== undefined) return;
    await build();
    browser = await startBrowser();
    const around = { pageBytes: 4096, cacheLineBytes: 64, root: 'file:///kernel', modulesError: null };
    sample = { ...around, kernel: await layout(), loaded: null };
    withModules = { ...sample, loaded: await layout('--module', 'shaper') };
  },
  { timeout: 120_000 },
);

after(async () => {
  if (browserObstacle === undefined) await browser.close();
});

async function open(map: RegionMap, theme?: ThemeName): Promise<LoneView> {
  const view = await LoneView.open(browser, 'region-view.js', theme);
  await view.send({ kind: 'region', map, modules: (map.loaded?.modules ?? []).map(({ name }) => name) });
  await view.page.locator('.kernel').waitFor();
  return view;
}

/** Data of the bars in the document: one for each row that a block lies in. */
async function bars(
  view: LoneView,
): Promise<
  readonly { readonly name: string; readonly start: number; readonly size: number; readonly drawn: number }[]
> {
  return view.page.evaluate(`[...document.querySelectorAll('.bar')].map((bar) => ({
    name: bar.dataset.name, start: Number(bar.dataset.start), size: Number(bar.dataset.size),
    drawn: Number(bar.firstElementChild.getAttribute('width')) }))`);
}

describe('the region view', { skip: browserObstacle ?? false, timeout: 120_000 }, () => {
  test('figures, map, table and treemap show the numbers of layout --format json', async () => {
    const view = await open(sample);
    const { kernel } = sample;
    const figure = async (name: string): Promise<number> =>
      numberIn(await view.page.locator(`[data-figure="${name}"]`).innerText());
    assert.equal(await figure('Size'), kernel.section.size);
    assert.equal(await figure('Virtualized globals'), kernel.variables.length);
    assert.equal(await figure('Padding'), kernel.section.paddingBytes);
    assert.equal(await figure('Objects'), kernel.objects.length);

    // Through all rows of the map: every variable at its place, and everything to one scale.
    const seen = new Map<string, { start: number; size: number; drawn: number }>();
    const rows = Math.ceil(
      (kernel.section.size ?? 0) / Number((await view.page.locator('.zoom').innerText()).split(' ')[0]),
    );
    for (let row = 0; row <= rows; row += 15) {
      await view.page.evaluate(`document.querySelector('.map').scrollTop = ${row * 26}`);
      await view.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      for (const { name, start, size, drawn } of await bars(view)) seen.set(`${name} ${start}`, { start, size, drawn });
    }
    for (const { name, offset, size } of kernel.variables) {
      if (size === 0) continue;
      const bar = seen.get(`${name} ${offset ?? 'none'}`);
      assert.equal(bar?.size, size, name);
    }
    const padding = [...seen].filter(([key]) => key.startsWith('padding')).reduce((sum, [, { size }]) => sum + size, 0);
    assert.equal(padding, kernel.section.paddingBytes);

    await view.page.locator('#tab-table').click();
    const cells = await view.page.locator('.table-row .cell').allInnerTexts();
    for (let i = 0; i + 6 < cells.length; i += 7) {
      const [name, offset = '', size = '', align = '', type, source] = cells.slice(i, i + 7);
      const row = kernel.variables.find((one) => one.name === name && one.offset === numberIn(offset));
      assert.ok(row !== undefined, `${name ?? ''} at ${offset}`);
      assert.deepEqual(
        [numberIn(size), numberIn(align), type, source],
        [row.size, row.align, row.type, `${row.file}:${row.line}`],
      );
    }
    assert.equal(await view.page.locator('.table').getAttribute('aria-rowcount'), String(kernel.variables.length + 1));

    await view.page.locator('#tab-cost').click();
    const groups = await view.page.evaluate<readonly (readonly [string, number])[]>(
      `[...document.querySelectorAll('.cost-table tbody tr')].map((row) => [row.dataset.name, Number(row.children[2].textContent.replaceAll(',', ''))])`,
    );
    assert.equal(
      groups.reduce((sum, [, bytes]) => sum + bytes, 0),
      kernel.section.size,
    );
    const expected = kernel.variables
      .filter(({ file, name }) => /^sys\/net\/[^/]+$/.test(file) && name !== 'modspace')
      .reduce((sum, { size }) => sum + (size ?? 0), 0);
    assert.equal(groups.find(([name]) => name === 'net')?.[1], expected);
    assert.deepEqual(view.errors, []);
  });

  test('bars are to scale: equal bytes are equally wide', async () => {
    const view = await open(madeUpMap(600));
    const widths = new Set((await bars(view)).map(({ drawn }) => drawn.toFixed(2)));
    assert.equal(widths.size, 1);
    const twice = await open(madeUpMap(300, 16));
    const [wide = 0] = (await bars(twice)).map(({ drawn }) => drawn);
    const [narrow = 0] = (await bars(view)).map(({ drawn }) => drawn);
    const perByte = (twice.page.viewportSize()?.width ?? 0) > 0 ? (wide + 1) / 16 : 0;
    assert.ok(Math.abs(perByte * 8 - (narrow + 1)) < 1.01, `${wide} for 16 bytes, ${narrow} for 8`);
  });

  test('a module lies in modspace where layout --module puts it, and what is free is said', async () => {
    const view = await open(withModules);
    const { kernel, loaded } = withModules;
    const room = kernel.variables.find(({ name }) => name === 'modspace')?.offset ?? 0;
    const module = loaded?.modules[0]?.modspaceOffset ?? NaN;
    await view.page.locator('#tab-table').click();
    await view.page.getByRole('searchbox').fill('shaper');
    const shown = await view.page.locator('.table-row').count();
    const own = (loaded?.variables ?? []).filter(({ name, type, file }) =>
      `${name} ${type} ${file} shaper`.includes('shaper'),
    );
    const inKernel = kernel.variables.filter(({ name, type, file }) => `${name} ${type} ${file}`.includes('shaper'));
    assert.equal(shown, own.length + inKernel.length);
    for (const variable of own) {
      const row = view.page.locator('.table-row').filter({ hasText: variable.name }).first();
      assert.equal(numberIn(await row.locator('.offset').innerText()), room + module + (variable.offset ?? NaN));
    }
    assert.match(
      await view.page.locator('[data-figure="modspace"]').innerText(),
      new RegExp(
        `^${loaded?.modspace?.used.toLocaleString('en-US') ?? ''} used, ${loaded?.modspace?.free.toLocaleString('en-US') ?? ''} free`,
      ),
    );
    await view.page.locator('#tab-cost').click();
    const size = loaded?.modules[0]?.size?.toLocaleString('en-US') ?? '';
    assert.match(await view.page.locator('.module-lines').innerText(), new RegExp(`shaper\\.ko takes ${size} bytes`));
  });

  test('mouse and keyboard: select, open, zoom, pan, search, sort, modules, export', async () => {
    const view = await open(sample);
    const { page } = view;
    const [first, second] = [...sample.kernel.variables].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
    await page.locator('.map').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('.details h2').innerText(), first?.name);
    assert.equal(numberIn(await page.locator('[data-fact="Size"]').innerText()), first?.size);
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('.details h2').innerText(), second?.name);
    await page.keyboard.press('Enter');
    const opened = (await view.posted()).filter(({ kind }) => kind === 'open');
    assert.deepEqual(opened, [
      { kind: 'open', place: { file: second?.file, line: second?.line, column: second?.column } },
    ]);
    const zoom = (): Promise<string> => page.locator('.zoom').innerText();
    const before = Number((await zoom()).split(' ')[0]);
    await page.keyboard.press('-');
    assert.equal(await zoom(), `${before * 2} bytes a row`);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.equal(await zoom(), `${before} bytes a row`);
    await page.keyboard.press('/');
    await page.keyboard.type('if_indexlim');
    assert.match(await page.locator('.found').innerText(), /^\d+ variables?$/);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.details h2').innerText(), 'if_indexlim');
    await view.send({
      kind: 'facts',
      place: sample.kernel.variables.find(({ name }) => name === 'if_indexlim'),
      text: 'said by the hover',
    });
    await page.locator('.details .hover').filter({ hasText: 'said by the hover' }).waitFor();
    await view.send({ kind: 'select', variable: first?.name });
    await page
      .locator('.details h2')
      .filter({ hasText: first?.name ?? '' })
      .waitFor();
    await page.getByRole('searchbox').fill('');
    await page.locator('#tab-table').focus();
    await page.locator('#tab-map').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('#tab-table').getAttribute('aria-selected'), 'true');
    await page.getByRole('button', { name: 'Size' }).click();
    await page.getByRole('button', { name: 'Size' }).click();
    const largest = Math.max(...sample.kernel.variables.map(({ size }) => size ?? 0));
    assert.equal(numberIn(await page.locator('.table-row .size').first().innerText()), largest);
    await page.getByRole('button', { name: 'Modules…' }).click();
    await page.getByRole('button', { name: 'Export as SVG…' }).click();
    const asked = await view.posted();
    assert.ok(asked.some(({ kind }) => kind === 'chooseModules'));
    const saved = asked.find(({ kind }) => kind === 'save');
    assert.match(String(saved?.['text']), /^<svg [^]*modspace[^]*<\/svg>\n$/);
  });

  test('what was chosen is kept over a reload, also while something is computed', async () => {
    const view = await open(sample);
    await view.page.locator('#tab-table').click();
    await view.page.getByRole('searchbox').fill('if_index');
    await view.send({ kind: 'busy', text: 'Measuring set_vnet…' });
    await view.page.reload();
    assert.equal(await view.page.locator('main').getAttribute('aria-busy'), 'true');
    assert.deepEqual(await view.posted(), [{ kind: 'modules', names: [] }]);
    await view.send({ kind: 'region', map: sample, modules: [] });
    assert.equal(await view.page.locator('#tab-table').getAttribute('aria-selected'), 'true');
    assert.equal(await view.page.getByRole('searchbox').inputValue(), 'if_index');
    assert.equal(await view.page.locator('main').getAttribute('aria-busy'), 'false');
  });

  test('names of a hostile tree are text', async () => {
    const map = madeUpMap(40);
    const variables = map.kernel.variables.map((one) => ({
      ...one,
      name: HOSTILE,
      type: HOSTILE,
      file: `sys/${HOSTILE}/a.c`,
    }));
    const view = await open({
      ...map,
      kernel: { ...map.kernel, kernconf: HOSTILE, variables, problems: [{ file: HOSTILE, line: 1, message: HOSTILE }] },
    });
    for (const tab of ['map', 'table', 'cost']) {
      await view.page.locator(`#tab-${tab}`).click();
      assert.equal(await view.page.locator('img').count(), 0);
    }
    await view.page.locator('#tab-map').click();
    await view.page.locator('.map').focus();
    await view.page.keyboard.press('ArrowRight');
    assert.equal(await view.page.locator('.details h2').innerText(), HOSTILE);
    await view.page.getByRole('button', { name: 'Export as SVG…' }).click();
    const asked = await view.posted();
    assert.ok(!asked.some(({ kind }) => kind === 'hacked'));
    assert.ok(!String(asked.find(({ kind }) => kind === 'save')?.['text']).includes('<img'));
    assert.deepEqual(view.errors, []);
  });

  test('a kernel without VIMAGE, variables without a place, and failures are said', async () => {
    const map = madeUpMap(20);
    const without = await open({
      ...map,
      kernel: { ...map.kernel, vimage: false, variables: [], section: { ...map.kernel.section, size: 0 } },
    });
    assert.match(await without.page.locator('.status').innerText(), /MADE-UP has no options VIMAGE/);
    const variables = map.kernel.variables.map((one, i) =>
      i < 12 ? one : { ...one, offset: null, size: i === 12 ? null : one.size },
    );
    const unknown = await open({
      ...map,
      kernel: { ...map.kernel, section: { ...map.kernel.section, size: null }, variables },
    });
    assert.equal(await unknown.page.locator('[data-figure="Size"]').innerText(), 'unknown');
    assert.equal(await unknown.page.locator('[data-figure="Without a place"]').innerText(), '8 variables');
    assert.match(await unknown.page.locator('.problems').innerText(), /8 variables without a known place/);
    await unknown.page.locator('#tab-table').click();
    const offsets = await unknown.page.locator('.table-row .offset').allInnerTexts();
    assert.equal(offsets.filter((text) => text === 'unknown').length, 8);
    await unknown.send({ kind: 'failed', text: 'no folder is open' });
    assert.equal(await unknown.page.locator('.status').innerText(), 'no folder is open');
  });

  test('10,000 variables: the document holds what is in sight', async () => {
    const view = await open(madeUpMap(10_000));
    assert.equal(await view.page.locator('.table').getAttribute('aria-rowcount'), '10001');
    await view.page.locator('#tab-table').click();
    assert.ok((await view.page.locator('.table-row').count()) < 60);
    await view.page.locator('.table-body').focus();
    await view.page.keyboard.press('End');
    assert.equal(await view.page.locator('.table-row.current .name').innerText(), 'variable_9999');
    await view.page.locator('#tab-cost').click();
    await view.page.locator('.cell-group').first().waitFor();
    assert.deepEqual(view.errors, []);
  });

  for (const theme of THEME_NAMES) {
    test(`axe has no serious finding: ${theme}`, async () => {
      const view = await open(withModules, theme);
      for (const tab of ['map', 'table', 'cost']) {
        await view.page.locator(`#tab-${tab}`).click();
        assert.deepEqual(await view.accessibilityFindings(), [], tab);
      }
      assert.deepEqual(view.errors, []);
    });
  }
});
