// The simulation view alone in a browser: what it shows is read back and compared with `simulate --steps`.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { build } from '../../server/tools/build.mjs';
import type { SimulationReport, SimulationStep } from '../../server/src/protocol/simulation.ts';
import { Scratch } from '../kit/command-line.ts';
import { browserObstacle, startBrowser } from './host/chromium.ts';
import type { LoneView } from './host/lone-view.ts';
import { answer, asked, figure, LINES, openSimulation, simulated, turnTo, wanted } from './host/simulation.ts';
import { THEME_NAMES, type ThemeName } from './host/themes.ts';

const scratch = new Scratch();
let browser: Browser;
let plain: SimulationReport;
let valued: SimulationReport;

before(
  async () => {
    if (browserObstacle !== undefined) return;
    await build();
    browser = await startBrowser();
    plain = await simulated(scratch.folder, LINES);
    valued = await simulated(scratch.folder, LINES, '--values');
  },
  { timeout: 120_000 },
);

after(async () => {
  scratch.remove();
  if (browserObstacle === undefined) await browser.close();
});

function open(report: SimulationReport, theme?: ThemeName, isValued = false): Promise<LoneView> {
  return openSimulation(browser, report, theme, isValued);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

async function rowsOf(view: LoneView, tab: string): Promise<readonly (readonly string[])[]> {
  await view.page.locator(`#tab-${tab}`).click();
  const rows = await view.page.locator(`#panel-${tab} tbody tr`).allInnerTexts();
  return rows.map((row) => row.split('\t').map((cell) => cell.trim()));
}

/** The pieces of modspace that are drawn: name, place and bytes, and the pixels of all its bars. */
async function drawnPieces(view: LoneView): Promise<readonly { start: number; size: number; pixels: number }[]> {
  return view.page
    .evaluate(`Object.values([...document.querySelectorAll('.modspace-drawing .bar')].reduce((all, bar) => {
    const one = all[bar.dataset.start] ??= { start: Number(bar.dataset.start), size: Number(bar.dataset.size), pixels: 0 };
    one.pixels += Number(bar.firstElementChild.getAttribute('width'));
    return all;
  }, {}))`);
}

async function checkStep(view: LoneView, step: SimulationStep, index: number): Promise<void> {
  const { vnets, modules, modspace } = step.after;
  assert.equal(await figure(view, 'Step'), `${index + 1} of ${plain.steps.length}`);
  assert.equal(await figure(view, 'Vnets'), grouped(vnets.length));
  assert.equal(await figure(view, 'Modules'), grouped(modules.length));
  assert.ok(modspace !== null);
  const free = modspace.pieces.filter(({ file }) => file === null);
  const all = modspace.pieces.reduce((sum, { size }) => sum + size, 0);
  assert.equal(await figure(view, 'Free'), grouped(modspace.free));
  assert.equal(await figure(view, 'Used'), grouped(all - modspace.free));
  assert.equal(await figure(view, 'Largest'), grouped(modspace.largest));
  assert.equal(await figure(view, 'Free extents'), grouped(free.length));
  assert.equal(await view.page.locator('.step-head h2').innerText(), step.text);
  assert.deepEqual(
    await rowsOf(view, 'modspace'),
    modspace.pieces.map(({ offset, size, file }) => [grouped(offset), `${grouped(size)} bytes`, file ?? 'free']),
  );
  assert.deepEqual(
    await rowsOf(view, 'vnets'),
    vnets.map(({ name, address, dataMem, dataBase, state, sockcnt, ifcnt }) => [
      name,
      address,
      dataMem,
      dataBase,
      state ?? 'not kept',
      grouped(sockcnt),
      ifcnt === null ? 'unknown' : grouped(ifcnt),
    ]),
  );
  const place = (offset: number | null): string => (offset === null ? 'none' : grouped(offset));
  assert.deepEqual(
    await rowsOf(view, 'modules'),
    modules.map(({ name, id, refs, userrefs, setVnet, setPcpu }) => [
      name,
      grouped(id),
      grouped(refs),
      grouped(userrefs),
      place(setVnet),
      place(setPcpu),
    ]),
  );
  await view.page.locator('#tab-events').click();
  assert.deepEqual(
    await view.page.locator('.happened > div').allInnerTexts(),
    step.lines.map((line) => line.trim()),
  );
}

describe('the simulation view', { skip: browserObstacle ?? false, timeout: 240_000 }, () => {
  test('every step shows the numbers of simulate --steps, stepped by mouse and by keyboard', async () => {
    const view = await open(plain);
    const { page } = view;
    for (const [index, step] of plain.steps.entries()) {
      await turnTo(view, index);
      await checkStep(view, step, index);
    }
    const at = (): Promise<string> => figure(view, 'Step');
    const count = plain.steps.length;
    await page.getByRole('button', { name: 'First step' }).click();
    assert.equal(await at(), `1 of ${count}`);
    await page.getByRole('button', { name: 'Step forward' }).click();
    assert.equal(await at(), `2 of ${count}`);
    await page.getByRole('button', { name: 'Last step' }).click();
    assert.equal(await at(), `${count} of ${count}`);
    await page.getByRole('button', { name: 'Step back' }).click();
    assert.equal(await at(), `${count - 1} of ${count}`);
    await page.locator('.timeline').focus();
    for (const [key, expected] of [
      ['Home', 1],
      ['ArrowDown', 2],
      ['ArrowDown', 3],
      ['ArrowUp', 2],
      ['End', count],
      ['ArrowDown', count],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await at(), `${expected} of ${count}`, key);
      assert.equal(await page.locator('.timeline').getAttribute('aria-activedescendant'), `step-${expected - 1}`);
    }
    assert.deepEqual(
      (await asked(view, 'shown')).at(-1),
      { kind: 'shown', step: LINES.at(-1), after: plain.steps.at(-1)?.after },
      'others are told which step is shown',
    );
    assert.deepEqual(view.errors, []);
  });

  test('modspace is drawn to scale, and what a step brought is marked', async () => {
    const view = await open(plain);
    await turnTo(view, 3);
    const pieces = plain.steps[3]?.after.modspace?.pieces ?? [];
    const held = pieces.filter(({ file }) => file !== null);
    assert.equal(held.length, 2);
    const drawn = await drawnPieces(view);
    const perByte = held.map(({ offset, size }) => {
      const bar = drawn.find(({ start }) => start === offset);
      assert.equal(bar?.size, size);
      return bar.pixels / size;
    });
    assert.ok(Math.abs((perByte[0] ?? 0) - (perByte[1] ?? 9)) < 0.02, `pixels of a byte: ${perByte.join(', ')}`);
    const brought = await view.page.locator('.bar.new').all();
    const names = await Promise.all(brought.map((bar) => bar.getAttribute('data-name')));
    assert.deepEqual([...new Set(names.map((name) => name?.replace('… ', '')))], ['if_tunnel.ko']);
    const rest = Number(await view.page.locator('.rest').getAttribute('data-rest'));
    const inRows = (await drawnPieces(view)).map(({ start }) => start);
    assert.ok(rest > 0 && rest < (pieces.at(-1)?.size ?? 0) && inRows.length === pieces.length);
    await view.page.locator('.modspace-drawing .bar[data-name="shaper.ko"]').first().click();
    assert.match(await view.page.locator('#panel-modspace tr.current').innerText(), /shaper\.ko/);
  });

  test('errno and the place of a panic: a link to the source', async () => {
    const view = await open(plain);
    await turnTo(view, 6);
    assert.equal(await view.page.locator('.errno').innerText(), 'ENOENT 2');
    await turnTo(view, 7);
    const panic = plain.steps[7]?.events.find(({ kind }) => kind === 'panic');
    assert.match(await view.page.locator('.step-result').innerText(), /^panic: CURVNET_SET at/);
    const link = view.page.locator('.panic-place');
    assert.equal(await link.innerText(), `${String(panic?.['file'])}:${String(panic?.['line'])}`);
    await link.click();
    assert.deepEqual((await asked(view, 'open')).at(-1), {
      kind: 'open',
      place: { file: panic?.['file'], line: panic?.['line'], column: 1 },
    });
  });

  test('values are worked out when somebody asks, can be cancelled, and are those of --values', async () => {
    const view = await open(plain);
    const { page } = view;
    await turnTo(view, 1);
    await page.locator('#tab-written').click();
    assert.equal(await page.locator('.written-table').count(), 0);
    await page.getByRole('button', { name: 'Work Out Values' }).click();
    assert.equal((await wanted(view)).values, true);
    await page.locator('.cancel-values').click();
    assert.equal((await asked(view, 'cancel')).length, 1);
    await view.send({ kind: 'noValues', text: 'Cancelled.' });
    await page.locator('.step-failure').filter({ hasText: 'Cancelled.' }).waitFor();
    await page.getByRole('button', { name: 'Work Out Values' }).click();
    await answer(view, valued, true);
    for (const index of [1, 4, 5]) {
      await turnTo(view, index);
      const written = valued.steps[index]?.written ?? [];
      assert.equal(await page.locator('#tab-written').innerText(), `Written (${written.length})`);
      if (written.length === 0) continue;
      assert.equal(await page.locator('.written-table').getAttribute('aria-rowcount'), String(written.length + 1));
      const cells = await page.locator('.written-table .table-row .cell').allInnerTexts();
      for (let i = 0; i + 5 < cells.length; i += 6) {
        const [vnet, name, offset, before, now, by] = cells.slice(i, i + 6);
        const row = written.find((one) => one.vnet === vnet && one.name === name && grouped(one.offset) === offset);
        assert.ok(row !== undefined, `${vnet} ${name} ${offset}`);
        // Reasons are left out of the table.
        assert.equal(
          row.before.startsWith('unknown (') ? 'unknown' : row.before.split('unknown (')[0],
          before?.split('unknown')[0] === '' ? 'unknown' : before?.split('unknown')[0],
        );
        assert.equal(row.after.split('unknown (')[0], now?.split('unknown')[0]);
        assert.equal(row.by === null ? '' : `${row.by.function}()`, by);
      }
    }
    await turnTo(view, 1);
    const row = valued.steps[1]?.written?.find(({ by }) => by !== null);
    assert.ok(row !== undefined && row.by !== null);
    await page.locator('.written-table .table-row').filter({ hasText: row.name }).first().click();
    const facts = page.locator('.detail-facts');
    assert.match(await facts.innerText(), new RegExp(`V_${row.name}, ${row.size} bytes? at ${row.offset}`));
    await facts.getByRole('button', { name: `${row.by.file}:${row.by.line}` }).click();
    assert.deepEqual((await asked(view, 'open')).at(-1), {
      kind: 'open',
      place: { file: row.by.file, line: row.by.line, column: 1 },
    });
    await page.locator('.written-table .table-body').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    assert.equal((await asked(view, 'open')).length, 2);
  });

  for (const theme of THEME_NAMES)
    test(`axe has no serious finding: ${theme}`, async () => {
      const view = await open(valued, theme, true);
      for (const [index, tab] of [
        [7, 'events'],
        [3, 'modspace'],
        [3, 'vnets'],
        [3, 'modules'],
        [1, 'written'],
      ] as const) {
        await turnTo(view, index);
        await view.page.locator(`#tab-${tab}`).click();
        assert.deepEqual(await view.accessibilityFindings(), [], tab);
      }
      assert.deepEqual(view.errors, []);
    });
});
