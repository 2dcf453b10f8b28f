// What is said of symbols that nobody provides against a kernel that was really booted: every module that it loaded
// lacks none. VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE as in boot-truth.test.ts (NAME.kernconf beside the truth
// will do for a configuration); the modules that the scenarios bring along are made from what the truth says of them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Simulation } from '../../server/src/core/analysis/image/simulation.ts';
import { lackingSymbols } from '../../server/src/core/analysis/image/lacking-symbols.ts';
import { ModuleImages } from '../../server/src/core/analysis/image/module-image.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import { isFailure } from '../../server/src/core/kernel/failure.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { labSources, loadedModules, readBootTruth } from '../kit/boot-truth.ts';

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip =
  truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;

function open(kernconf: string): Workspace {
  const files = new OverlayFiles(new NodeFiles(tree ?? ''));
  for (const [name, text] of labSources(readBootTruth(truthFile ?? ''))) files.set(name, text);
  const beside = path.join(path.dirname(truthFile ?? ''), `${kernconf}.kernconf`);
  if (existsSync(beside)) files.set(`sys/amd64/conf/${kernconf}`, readFileSync(beside, 'utf8'));
  const workspace = openWorkspace(files, { arch: 'amd64', kernconf });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  return workspace;
}

test('of no module that was loaded a symbol is called undefined', { skip }, (t) => {
  const truth = readBootTruth(truthFile ?? '');
  for (const name of Object.keys(truth.kernels)) {
    const loaded = loadedModules(truth, name);
    const workspace = open(name);
    const images = new ModuleImages(workspace);
    assert.deepEqual(
      loaded.filter((one) => isFailure(images.image(one))),
      [],
      'each is understood',
    );
    const lacking = lackingSymbols(workspace, loaded);
    const told = [...lacking].flatMap(([module, symbols]) =>
      symbols.map(({ symbol, certainty, because }) => ({ module, symbol, certainty, because })),
    );
    assert.deepEqual(
      told.filter(({ certainty }) => certainty === 'undefined'),
      [],
    );
    t.diagnostic(`${name}: ${loaded.length} modules, unknown of ${lacking.size}`);
    for (const { module, symbol, because } of told)
      t.diagnostic(`${module}: ${symbol} is unknown, because ${because ?? ''}`);
  }
});

test('what a scenario has the kernel print of symbols is said', { skip }, (t) => {
  const truth = readBootTruth(truthFile ?? '');
  const isOfSymbols = (line: string): boolean => / symbol \S+ undefined$|could not finalize loading$/.test(line);
  for (const kernel of Object.keys(truth.kernels)) {
    const simulation = Simulation.open(open(kernel));
    if ('failure' in simulation) throw new Error(simulation.failure.message);
    for (const { name, preload, bootPrinted, steps } of truth.scenarios.filter((one) => one.kernel === kernel)) {
      const expected = [...bootPrinted, ...steps.flatMap(({ printed }) => printed)].filter(isOfSymbols);
      if (expected.length === 0) continue;
      const said: string[] = [];
      const conversation = simulation.converse((event) => {
        if (event.kind === 'printf' && isOfSymbols(event.text)) said.push(event.text);
      });
      for (const line of [
        ...(preload.length > 0 ? [`preload ${preload.join(' ')}`] : []),
        'boot',
        ...steps.map(({ step }) => step),
      ])
        conversation.say(line);
      assert.deepEqual(said, expected, name);
      t.diagnostic(`${name}: ${expected.length} lines`);
    }
  }
});
