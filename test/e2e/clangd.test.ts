// Beside clangd: what VS Code shows of ordinary names is clangd's answer, unchanged, whichever of the two extensions is
// activated first; of virtualized globals both answer, unless a setting prefers clangd. The oracle is clangd alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { chromiumPath, hostObstacle, installHost } from '../../client/tools/host/install.ts';
import { packageExtension } from '../../client/tools/package.ts';
import { SampleCompile } from '../kit/sample-compile.ts';
import type { BesideClangd, ClangdAnswer, ClangdQuestion } from './clangd-extension/questions.ts';
import { packageClangd } from './host/clangd-extension.ts';
import { openWorkbench, type Workbench } from './host/workbench.ts';
import { placeOf } from './sample.ts';

const chromium = chromiumPath();
const obstacle =
  hostObstacle() ??
  (chromium === undefined ? 'no chromium on this machine (Debian: chromium)' : undefined) ??
  (spawnSync('clangd-22', ['--version']).status === 0 ? undefined : 'no clangd-22 on this machine (Debian: clangd-22)');

const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-clangd-'));
const folder = path.join(scratch, 'kernel');
const SOURCE = 'sys/net/if.c';

function question(word: string, onLineWith: string): ClangdQuestion {
  const { line, column } = placeOf(path.join(folder, SOURCE), word, onLineWith);
  return { file: SOURCE, line: line - 1, character: column - 1, newName: `${word}_renamed` };
}

let vsix = '';
const alone: ClangdAnswer[] = [];

before(
  async () => {
    if (obstacle !== undefined) return;
    new SampleCompile().writeTo(folder);
    const questions = [
      question('if_grow', '(void)'),
      question('ifnet_byindex', 'index'),
      question('V_if_indexlim', 'malloc'),
    ];
    writeFileSync(path.join(folder, 'questions.json'), JSON.stringify(questions));
    vsix = await packageExtension();
  },
  { timeout: 600_000 },
);

after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

async function answersIn(workbench: Workbench): Promise<readonly ClangdAnswer[]> {
  rmSync(path.join(folder, 'answers.json'), { force: true });
  await workbench.editor(SOURCE).locator('.view-line').first().waitFor({ timeout: 60_000 });
  await workbench.untilOffered('clangd: Write Answers');
  await workbench.command('clangd: Write Answers');
  await workbench.statusBar('answers are written').waitFor({ timeout: 60_000 });
  return (JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8')) as BesideClangd).answers;
}

async function inWorkbench(
  extensions: readonly string[],
  settings: Readonly<Record<string, unknown>>,
  steps: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const [first = '', ...beside] = extensions;
  const workbench = await openWorkbench({
    host: installHost(),
    chromiumPath: chromium ?? '',
    vsix: first,
    beside,
    folder,
    inPlace: true,
    settings,
    file: SOURCE,
  });
  try {
    await steps(workbench);
  } finally {
    await workbench.close();
  }
}

const options = { skip: obstacle ?? false, timeout: 240_000 };

test('clangd alone answers', options, async () => {
  mkdirSync(folder, { recursive: true });
  await inWorkbench([await packageClangd(path.join(scratch, 'alone'), 'at once')], {}, async (workbench) => {
    alone.push(...(await answersIn(workbench)));
  });
  const [grow, byIndex] = alone;
  assert.ok(grow !== undefined && byIndex !== undefined);
  assert.deepEqual([grow.hierarchy, byIndex.hierarchy], [[`if_grow ${SOURCE}`], [`ifnet_byindex ${SOURCE}`]]);
  assert.ok(grow.callers.length > 0 && grow.renames.length > 1);
  assert.ok(grow.tokens.length > 0 && grow.legend.length > 0);
});

for (const activates of ['at once', 'when asked'] as const)
  test(`with vnetscope beside it, clangd activated ${activates}: ordinary names are clangd's`, options, async () => {
    const clangd = await packageClangd(path.join(scratch, activates.replace(' ', '-')), activates);
    await inWorkbench([vsix, clangd], {}, async (workbench) => {
      await workbench.statusBar('amd64 GENERIC').waitFor({ timeout: 60_000 });
      const both = await answersIn(workbench);
      assert.deepEqual(both.slice(0, 2), alone.slice(0, 2));
      const { line } = placeOf(path.join(folder, SOURCE), 'if_indexlim', 'VNET_DEFINE_STATIC');
      assert.ok(both[2]?.definitions.includes(`${SOURCE}:${line - 1}`), both[2]?.definitions.join());
      assert.deepEqual([both[2]?.legend, both[2]?.tokens], [alone[2]?.legend, alone[2]?.tokens]);
    });
  });

test("vnetscope.definition.prefer clangd: definitions are clangd's alone", options, async () => {
  const clangd = await packageClangd(path.join(scratch, 'preferred'), 'at once');
  await inWorkbench([vsix, clangd], { 'vnetscope.definition.prefer': 'clangd' }, async (workbench) => {
    await workbench.statusBar('amd64 GENERIC').waitFor({ timeout: 60_000 });
    const both = await answersIn(workbench);
    assert.deepEqual(
      both.map(({ definitions }) => definitions),
      alone.map(({ definitions }) => definitions),
    );
  });
});
