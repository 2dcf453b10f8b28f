// Scenarios that a really booted kernel ran, step by step, against the simulator. VNETSCOPE_BOOT_TRUTH and
// VNETSCOPE_BOOT_TREE as in boot-truth.test.ts. Those that load the lab's own small modules are left out: their sources
// are not in the file.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openSimulation, readBootTruth, type BootTruth } from '../kit/boot-truth.ts';
import { ofTreesModules, replay, type TrueScenario } from '../kit/boot-replay.ts';

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip =
  truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;

/** What is known to be otherwise, by scenario and the step from which on it shows. */
const REASONS: readonly (readonly [scenario: string, step: string, reason: string])[] = [
  ['full', 'module load nfscommon', 'the lab had no nfssvc.ko on its disk'],
  ['mod-nfscommon', 'module load nfscommon', 'the lab had no nfssvc.ko on its disk'],
  ['mod-tcp_rack', 'module load tcp_rack', 'the lab had no tcphpts.ko on its disk'],
  ['mod-if_tuntap', 'module unload if_tuntap', 'whether it refuses hangs on its state: which devices are busy'],
  ['mod-ng_socket', 'module unload ng_socket', 'its handler is called by the one of another module, through a pointer'],
];

test('the steps of a booted kernel', { skip }, (t) => {
  const truth = readBootTruth(truthFile ?? '') as BootTruth & { readonly scenarios: readonly TrueScenario[] };
  for (const name of Object.keys(truth.kernels)) {
    const simulation = openSimulation(tree ?? '', name, truthFile ?? '');
    const scenarios = ofTreesModules(truth.scenarios).filter(({ kernel }) => kernel === name);
    let steps = 0;
    let alike = 0;
    const unnamed: string[] = [];
    for (const scenario of scenarios) {
      const differences = replay(simulation, scenario);
      const order = ['boot', ...scenario.steps.map(({ step }) => step)];
      const named = REASONS.find(([one]) => one === scenario.name);
      steps += order.length;
      alike += order.length - new Set(differences.map(({ step }) => step)).size;
      for (const { step, what, said, truth: is } of differences) {
        if (named !== undefined && order.indexOf(step) >= order.indexOf(named[1])) continue;
        unnamed.push(`${scenario.name}: ${step}: ${what}: ${said}, truly ${is}`);
      }
      if (differences.length > 0 && named !== undefined)
        t.diagnostic(`${scenario.name}, from '${named[1]}' on: ${named[2]}`);
    }
    t.diagnostic(
      `${name}: ${alike} of ${steps} steps of ${scenarios.length} scenarios are alike in all: ids, references, errno, the kernel's lines, modspace, vnets`,
    );
    assert.deepEqual(unnamed, []);
  }
});
