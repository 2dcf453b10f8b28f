// The simulation view alone in a browser, and what the extension would answer it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { SimulationParams, SimulationReport } from '../../../server/src/protocol/simulation.ts';
import { vnetscope } from '../../kit/command-line.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';
import { LoneView } from './lone-view.ts';
import type { ThemeName } from './themes.ts';

/** A scenario with a module between free extents, a refused one, and a panic. */
export const LINES = [
  'boot invariants',
  'vnet create red',
  'module load shaper',
  'module load if_tunnel',
  'in red set V_if_indexlim = 9',
  'module unload shaper',
  'try module load nosuch',
  'curvnet set NULL',
];

/** What `simulate --steps` prints of statements on the sample kernel. */
export async function simulated(
  folder: string,
  lines: readonly string[],
  ...more: readonly string[]
): Promise<SimulationReport> {
  const file = path.join(folder, 's.scenario');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const words = ['simulate', sampleFolder, '--script', file, '--steps', '--format', 'json', '--no-cache', ...more];
  return JSON.parse((await vnetscope(folder, ...words)).out) as SimulationReport;
}

interface Asked {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What the view has asked of a kind, in order. */
export async function asked(view: LoneView, kind: string): Promise<readonly Asked[]> {
  return (await view.posted()).filter((one) => one.kind === kind);
}

/** What the view asks to be run now. */
export async function wanted(view: LoneView): Promise<SimulationParams> {
  const last = (await asked(view, 'run')).at(-1);
  assert.ok(last !== undefined, 'nothing was asked for');
  return last['params'] as SimulationParams;
}

/** Answers what the view has asked last with a report, as the extension does. */
export async function answer(view: LoneView, report: SimulationReport, isValued = false): Promise<void> {
  const params = { ...(await wanted(view)), values: isValued };
  await view.send({ kind: 'report', params, report });
  await view.page.locator('main[aria-busy="false"]').waitFor();
}

/** The view with LINES, answered. */
export async function openSimulation(
  browser: Browser,
  report: SimulationReport,
  theme?: ThemeName,
  isValued = false,
): Promise<LoneView> {
  const view = await LoneView.open(browser, 'simulation-view.js', theme);
  await view.send({ kind: 'scenario', name: 's.scenario', text: `${LINES.join('\n')}\n` });
  await view.page.locator('main[aria-busy="true"]').waitFor();
  while ((await wanted(view)).name !== 's.scenario') await view.page.locator('main').waitFor();
  await answer(view, report, isValued);
  await view.page.locator('.kernel').waitFor();
  return view;
}

export async function figure(view: LoneView, name: string): Promise<string> {
  return view.page.locator(`[data-figure="${name}"]`).innerText();
}

/** Clicks a step. */
export async function turnTo(view: LoneView, index: number): Promise<void> {
  await view.page.locator(`[data-step="${index}"]`).click();
  await view.page.locator(`[data-step="${index}"][aria-selected="true"]`).waitFor();
}
