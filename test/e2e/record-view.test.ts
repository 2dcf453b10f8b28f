// The record view alone in a browser: what is drawn is read back and compared with clang's own layouts.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import type { RecordPicture } from '../../server/src/protocol/record-picture.ts';
import { build } from '../../server/tools/build.mjs';
import { clangRecords, pictureIn, recordsText } from '../kit/pictured-records.ts';
import { browserObstacle, startBrowser } from './host/chromium.ts';
import { LoneView } from './host/lone-view.ts';
import { THEME_NAMES, type ThemeName } from './host/themes.ts';

const HOSTILE = '<img src=x onerror="posted.push({kind:\'hacked\'})">';

let browser: Browser;

before(
  async () => {
    if (browserObstacle !== undefined) return;
    await build();
    browser = await startBrowser();
  },
  { timeout: 120_000 },
);

after(async () => {
  if (browserObstacle === undefined) await browser.close();
});

function machine(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  assert.ok(target !== undefined);
  return target;
}

async function open(picture: RecordPicture, theme?: ThemeName): Promise<LoneView> {
  const view = await LoneView.open(browser, 'record-view.js', theme);
  await show(view, picture);
  return view;
}

async function show(view: LoneView, picture: RecordPicture): Promise<void> {
  await view.send({ kind: 'record', picture });
  await view.page.locator('.kernel').waitFor();
  // Not waitForFunction(): it evaluates text in the page, which the page's policy forbids.
  await view.page.locator('h1').filter({ hasText: picture.layout.type }).waitFor();
  await view.page.locator('.piece').first().waitFor();
}

interface Drawn {
  readonly name: string;
  readonly bit: number;
  readonly width: number;
  /** Where it is drawn, in bits from the start, as the pixels say. */
  readonly seenBit: number;
}

/** The members of a column that are drawn: each once, at its first bar. */
async function drawn(view: LoneView, column = 'now'): Promise<readonly Drawn[]> {
  return view.page
    .evaluate(`[...document.querySelectorAll('[data-column="${column}"] .record-line')].flatMap((line) => {
    const svg = line.querySelector('svg');
    const perBit = Number(svg.getAttribute('width')) / 512;
    const start = Number(line.querySelector('.gutter').textContent) * 8;
    return [...svg.querySelectorAll('.piece')].filter((one) => Number(one.dataset.offsetBits) >= start).map((one) => ({
      name: one.dataset.name, bit: Number(one.dataset.offsetBits), width: Number(one.dataset.widthBits),
      seenBit: start + Number(one.querySelector('rect').getAttribute('x')) / perBit }));
  })`);
}

describe('the record view', { skip: browserObstacle ?? false, timeout: 300_000 }, () => {
  for (const name of ['amd64', 'i386', 'arm64'])
    test(`50 records are drawn where clang puts their members: ${name}`, async () => {
      const target = machine(name);
      const text = recordsText(50);
      const names = Array.from({ length: 50 }, (_, i) => `struct r${i}`);
      const dumped = await clangRecords(text, target, names);
      const view = await LoneView.open(browser, 'record-view.js');
      let compared = 0;
      for (const record of names) {
        await show(view, pictureIn(text, target, record));
        const expected = dumped.get(record);
        assert.ok(expected !== undefined, `clang says nothing of ${record}`);
        const size = await view.page.locator('[data-figure="Size"]').innerText();
        assert.equal(Number.parseInt(size, 10), expected.size, record);
        const bars = (await drawn(view)).filter(({ name: own }) => own !== 'hole' && own !== 'padding');
        // What clang nests under a member is folded here; what has no name is a gap or its members.
        const members = expected.members.filter(({ name: own }) => !own.includes('.'));
        assert.deepEqual(
          bars
            .filter(({ name: own }) => own !== '(unnamed)')
            .map(({ name: own, bit }) => `${own} ${bit}`)
            .sort(),
          [
            ...new Set(
              members
                .filter(({ name: own }) => bars.some((bar) => bar.name === own))
                .map(({ name: own, bit }) => `${own} ${bit}`),
            ),
          ].sort(),
          record,
        );
        for (const bar of bars) {
          const own = members.find((one) => one.name === bar.name);
          if (own?.width !== undefined) assert.equal(bar.width, own.width, `${record}.${bar.name}`);
          assert.ok(
            Math.abs(bar.seenBit - bar.bit) < 0.51,
            `${record}.${bar.name} is drawn at bit ${bar.seenBit}, not ${bar.bit}`,
          );
          compared++;
        }
      }
      assert.ok(compared > 200, `only ${compared} members`);
      assert.deepEqual(view.errors, []);
    });

  test('the table has every member and hole with its place', async () => {
    const picture = pictureIn(recordsText(1), machine('amd64'), 'struct r0');
    const view = await open(picture);
    const rows = await view.page.locator('.members tbody tr').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split('\t').map((cell) => cell.trim())),
      [
        ['a', 'char', '0', '1 byte'],
        ['hole', '', '1', '7 bytes'],
        ['b', 'long', '8', '8 bytes'],
        ['c', 'char', '16', '1 byte'],
        ['padding', '', '17', '7 bytes'],
      ],
    );
    assert.equal(await view.page.locator('[data-figure="Best order"]').innerText(), '16 bytes, saves 8');
  });

  test('mouse and keyboard: unfold, select, best order, another machine, the source', async () => {
    const nested = 'struct outer { char first; struct { char x; long y; } pair; };';
    const view = await open(pictureIn(nested, machine('amd64'), 'struct outer'));
    const { page } = view;
    await page.locator('[data-path="pair"]').first().click();
    await page.locator('[data-path="pair.x"]').first().waitFor();
    assert.deepEqual(
      (await drawn(view)).filter(({ name }) => /^[xy]$/.test(name)).map(({ name, bit }) => [name, bit]),
      [
        ['x', 64],
        ['y', 128],
      ],
    );
    await page.locator('[data-path="pair.x"]').first().focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.members tr.current[data-path="first"]').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('.members tr.current[data-path="pair.x"]').waitFor();
    await page.getByRole('checkbox', { name: 'i386' }).check();
    const asked = (await view.posted()).filter(({ kind }) => kind === 'machine');
    assert.deepEqual(asked, [{ kind: 'machine', record: 'struct outer', arch: 'i386' }]);
    const other = pictureIn(nested, machine('i386'), 'struct outer');
    await view.send({ kind: 'machine', arch: 'i386', layout: other.layout });
    await page.locator('[data-column="i386"] .piece').first().waitFor();
    assert.equal((await drawn(view, 'i386')).find(({ name }) => name === 'y')?.bit, 64);
    await page.locator('header .link').click();
    assert.ok((await view.posted()).some(({ kind }) => kind === 'open'));
    await show(view, pictureIn(recordsText(1), machine('amd64'), 'struct r0'));
    await page.getByRole('checkbox', { name: /best order/ }).check();
    await page.locator('[data-column="best"] .piece').first().waitFor();
    assert.deepEqual((await drawn(view, 'best')).map(({ bit, width }) => [bit, width]).slice(0, 2), [
      [0, 8],
      [8, 8],
    ]);
  });

  test('against the baseline: moved members are marked with their way, and both are drawn', async () => {
    const picture = pictureIn('struct r { int a; int added; long b; };', machine('amd64'), 'struct r');
    const old = pictureIn('struct r { int a; long b; };', machine('amd64'), 'struct r').layout;
    const shifted = {
      ...old,
      fields: old.fields.map((field) => (field.name === 'b' ? { ...field, offsetBits: 32 } : field)),
    };
    const view = await open({
      ...picture,
      before: {
        baseline: 'stable/14',
        size: 12,
        fields: shifted.fields,
        changes: ['added (int) added at 4: moves b by +4'],
      },
    });
    assert.match(await view.page.locator('.changes').innerText(), /Since stable\/14: added \(int\) added at 4/);
    assert.equal(await view.page.locator('[data-column="now"] .piece.moved').getAttribute('data-name'), 'b');
    assert.match(await view.page.locator('.members tr[data-path="b"] .moved').innerText(), /^8 \(\+4\)$/);
    assert.equal((await drawn(view, 'baseline')).find(({ name }) => name === 'b')?.bit, 32);
    await view.page.getByRole('checkbox', { name: 'stable/14' }).uncheck();
    assert.equal(await view.page.locator('[data-column="baseline"]').count(), 0);
  });

  test('names are text, a failure is said, a reload asks again for the same record', async () => {
    const picture = pictureIn(recordsText(1), machine('amd64'), 'struct r0');
    const fields = picture.layout.fields.map((field) => ({ ...field, name: HOSTILE, type: HOSTILE }));
    const view = await open({ ...picture, layout: { ...picture.layout, fields, file: HOSTILE, reorganized: null } });
    assert.equal(await view.page.locator('img').count(), 0);
    assert.ok(!(await view.posted()).some(({ kind }) => kind === 'hacked'));
    await view.send({ kind: 'busy', text: 'Measuring the record…' });
    await view.page.reload();
    assert.deepEqual(await view.posted(), [{ kind: 'record', record: 'struct r0' }]);
    await view.send({ kind: 'failed', text: 'this tree has no struct r0' });
    assert.equal(await view.page.locator('.status').innerText(), 'this tree has no struct r0');
    assert.deepEqual(view.errors, []);
  });

  test('a huge array does not make a huge picture', async () => {
    const view = await open(
      pictureIn('struct r { char c; char raw[100000]; int last; };', machine('amd64'), 'struct r'),
    );
    assert.ok((await view.page.locator('.record-line').count()) < 8);
    assert.match(await view.page.locator('.skipped').innerText(), /^1,?\d+ more lines/);
  });

  for (const theme of THEME_NAMES)
    test(`axe has no serious finding: ${theme}`, async () => {
      const view = await open(pictureIn(recordsText(9), machine('amd64'), 'struct r5'), theme);
      await view.page.getByRole('checkbox', { name: /best order/ }).check();
      assert.deepEqual(await view.accessibilityFindings(), []);
      assert.deepEqual(view.errors, []);
    });
});
