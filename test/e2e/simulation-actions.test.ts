// The simulation view alone in a browser: each control asks for what it says, and what goes wrong is said.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { build } from '../../server/tools/build.mjs';
import type { SimulationReport } from '../../server/src/protocol/simulation.ts';
import { Scratch, vnetscope } from '../kit/command-line.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';
import { browserObstacle, startBrowser } from './host/chromium.ts';
import { LoneView } from './host/lone-view.ts';
import { answer, asked, figure, LINES, openSimulation, simulated, turnTo, wanted } from './host/simulation.ts';
import { type ThemeName } from './host/themes.ts';

const HOSTILE = '<img src=x onerror="posted.push({kind:\'hacked\'})">';

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

describe('the simulation view and who uses it', { skip: browserObstacle ?? false, timeout: 240_000 }, () => {
  test('each button asks for its own statement; a statement takes the place of the later steps; undo', async () => {
    const view = await open(plain);
    const { page } = view;
    await turnTo(view, 3);
    for (const [label, what] of [
      ['Create Vnet…', 'create'],
      ['Destroy Vnet…', 'destroy'],
      ['Load Module…', 'load'],
      ['Unload Module…', 'unload'],
      ['Sysctl…', 'sysctl'],
      ['Kenv…', 'kenv'],
    ] as const) {
      await page.getByRole('button', { name: label, exact: true }).click();
      assert.deepEqual((await asked(view, 'choose')).at(-1), {
        kind: 'choose',
        what,
        vnets: ['red', 'vnet0'],
        modules: ['shaper.ko', 'if_tunnel.ko'],
      });
    }
    await page.getByRole('button', { name: 'Open Scenario…' }).click();
    assert.equal((await asked(view, 'openScenario')).length, 1);
    assert.match(await page.locator('.behind').innerText(), /takes the place of the 4 steps below/);
    const whole = await wanted(view);
    await view.send({ kind: 'statement', text: 'vnet create blue' });
    await page.locator('main[aria-busy="false"]').waitFor();
    const expected = { name: 's.scenario', text: LINES.slice(0, 4).join('\n'), given: ['vnet create blue'] };
    while ((await wanted(view)).given.length === 0) await page.locator('main').waitFor();
    assert.deepEqual(await wanted(view), { ...expected, values: false });
    await answer(view, await simulated(scratch.folder, [...LINES.slice(0, 4), 'vnet create blue']));
    assert.equal(await figure(view, 'Step'), '5 of 5');
    await page.getByRole('textbox', { name: 'Statement' }).fill('vnet destroy red');
    await page.keyboard.press('Enter');
    assert.deepEqual((await wanted(view)).given, ['vnet create blue', 'vnet destroy red']);
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await wanted(view), { ...expected, values: false });
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await wanted(view), whole);
    await page.getByRole('button', { name: 'Boot Again' }).click();
    assert.deepEqual((await wanted(view)).given, ['boot']);
  });

  test('what is copied is a scenario that holds', async () => {
    const lines = ['boot', 'vnet create red', 'module load shaper', 'module load nosuch'];
    const view = await LoneView.open(browser, 'simulation-view.js');
    await answer(view, await simulated(scratch.folder, lines));
    await view.page.getByRole('button', { name: 'Copy as Scenario' }).click();
    const text = String((await asked(view, 'copy'))[0]?.['text']);
    const file = path.join(scratch.folder, 'copied.scenario');
    writeFileSync(file, text);
    const { code, err } = await vnetscope(scratch.folder, 'simulate', sampleFolder, '--script', file, '--no-cache');
    assert.equal(code, 0, `${err}\n${text}`);
    assert.ok(lines.every((line) => text.includes(`${line}\n`)));
    assert.match(text, /^fail .*nosuch.*\nmodule load nosuch$/m);
  });

  test('what was run is kept over a reload, also while something is computed', async () => {
    const view = await open(plain);
    await turnTo(view, 2);
    await view.page.locator('#tab-modspace').click();
    await view.send({ kind: 'busy', text: 'The kernel runs…' });
    await view.page.getByText('The kernel runs…').waitFor();
    await view.page.locator('.cancel-run').click();
    assert.equal((await asked(view, 'cancel')).length, 1);
    await view.page.reload();
    assert.equal(await view.page.locator('main').getAttribute('aria-busy'), 'true');
    assert.equal((await wanted(view)).text, `${LINES.join('\n')}\n`);
    await answer(view, plain);
    assert.equal(await figure(view, 'Step'), `3 of ${plain.steps.length}`);
    assert.equal(await view.page.locator('#tab-modspace').getAttribute('aria-selected'), 'true');
  });

  test('a kernel without VIMAGE, a scenario that fails, one that cannot be read, and failures are said', async () => {
    const view = await open({ ...plain, vimage: false });
    assert.match(await view.page.locator('.status').innerText(), /GENERIC has no options VIMAGE/);
    assert.ok(await view.page.getByRole('button', { name: 'Create Vnet…' }).isDisabled());
    assert.ok(!(await view.page.getByRole('button', { name: 'Load Module…', exact: true }).isDisabled()));
    const failed = await simulated(scratch.folder, ['boot', 'module load nosuch', 'vnet create a']);
    await answer(view, failed);
    assert.equal(
      await view.page.locator('.status').innerText(),
      's.scenario fails in line 2: 1 statement behind it did not run.',
    );
    await answer(view, await simulated(scratch.folder, ['boot', 'nonsense']));
    assert.match(await view.page.locator('.status').innerText(), /cannot be read/);
    assert.match(await view.page.locator('.problems').innerText(), /s\.scenario:2:1: /);
    await view.send({ kind: 'failed', text: 'no folder is open' });
    await view.page.getByText('no folder is open').waitFor();
  });

  test('names of a hostile tree are text', async () => {
    const steps = valued.steps.map((step) => ({
      ...step,
      text: HOSTILE,
      lines: [HOSTILE],
      events: [...step.events, { kind: 'panic', message: HOSTILE, function: HOSTILE, file: HOSTILE, line: 1 }],
      failure: { line: 1, column: 1, message: HOSTILE },
      after: {
        ...step.after,
        vnets: step.after.vnets.map((vnet) => ({ ...vnet, name: HOSTILE, state: HOSTILE })),
        modules: step.after.modules.map((module) => ({ ...module, name: HOSTILE })),
        modspace: {
          free: 0,
          largest: 0,
          pieces: (step.after.modspace?.pieces ?? []).map((piece) => ({ ...piece, file: HOSTILE })),
        },
      },
      written: (step.written ?? []).map((one) => ({
        ...one,
        vnet: HOSTILE,
        name: HOSTILE,
        after: HOSTILE,
        file: HOSTILE,
      })),
    }));
    const errors = [{ line: 1, column: 1, message: HOSTILE }];
    const view = await open({ ...valued, kernconf: HOSTILE, script: HOSTILE, steps, errors }, 'dark', true);
    await turnTo(view, 1);
    for (const tab of ['events', 'vnets', 'modules', 'modspace', 'written']) {
      await view.page.locator(`#tab-${tab}`).click();
      assert.equal(await view.page.locator('img').count(), 0, tab);
    }
    await view.page.locator('.written-table .table-row').first().click();
    assert.match(await view.page.locator('.detail-facts').innerText(), /<img src=x/);
    assert.equal((await asked(view, 'hacked')).length, 0);
    assert.deepEqual(view.errors, []);
  });

  test('2,000 steps: the document holds what is in sight', async () => {
    const [first] = plain.steps;
    assert.ok(first !== undefined);
    const view = await open({ ...plain, steps: Array.from({ length: 2000 }, () => first) });
    assert.ok((await view.page.locator('.step').count()) < 60);
    await view.page.locator('.timeline').focus();
    await view.page.keyboard.press('Home');
    await view.page.keyboard.press('End');
    assert.equal(await figure(view, 'Step'), '2,000 of 2,000');
    assert.equal(await view.page.locator('#step-1999').getAttribute('aria-posinset'), '2000');
  });
});
