// A vnet that is copied from an earlier one holds what its constructors would have made. On the sample kernel, and on
// the kernel of VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE where they are set.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { settle } from '../../../server/src/core/simulator/deferred.ts';
import { parseScenario } from '../../../server/src/core/simulator/scenario/parse-scenario.ts';
import { ScenarioRun } from '../../../server/src/core/simulator/scenario/scenario-run.ts';
import type { SimulatedKernel } from '../../../server/src/core/simulator/simulated-kernel.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { openSimulation, readBootTruth } from '../../kit/boot-truth.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

function sample(): Simulation {
  const workspace = openWorkspace(new NodeFiles(path.join(root, 'test/minikernel')), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const simulation = Simulation.open(workspace);
  assert.ok(!('failure' in simulation));
  return simulation;
}

/** Memory and heap of a vnet as text; allocated objects are numbered as they are met. */
function held(kernel: SimulatedKernel, name: string): string {
  const vnet = [...kernel.vnetHead()].find((one) => one.name === name);
  assert.ok(vnet !== undefined);
  const numbers = new Map<number, number>();
  const plainly = (key: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return String(value);
    if (key !== 'pointee' || (value as { kind: string }).kind !== 'made') return value;
    const { what, id } = value as { what: string; id: number };
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return `${what} ${number}`;
  };
  const { bytes, marks } = vnet.memory.read(0, vnet.memory.sizeBytes);
  return JSON.stringify([[...bytes], marks, vnet.ifcnt, vnet.heap.size, vnet.writers], plainly);
}

/** How often C functions were run since the machine was made. */
function counting(kernel: SimulatedKernel): () => number {
  const { machine } = kernel;
  assert.ok(machine !== undefined);
  let runs = 0;
  const run = machine.run.bind(machine);
  machine.run = (...args): ReturnType<typeof run> => {
    runs++;
    return run(...args);
  };
  return () => runs;
}

function check(simulation: Simulation): void {
  const kernel = simulation.start();
  const session = new ScenarioRun(kernel);
  const say = (text: string): void => {
    const { statements, errors } = parseScenario(text);
    assert.deepEqual(errors, []);
    for (const statement of statements) assert.equal(session.run(statement), undefined);
    settle(kernel);
  };
  say('machine hz=100 ncpu=1\nboot\nvnet create a\nvnet create b\nvnet create c');
  const runs = counting(kernel);
  const before = kernel.state;
  say('vnet create d');
  const copied = held(kernel, 'd');
  const { cells } = kernel.state;
  assert.equal(runs(), 0, 'nothing is run for a vnet that finds what the one before it found');
  say('kenv some.tunable=3\nvnet create e');
  assert.equal(runs(), 0, 'nobody asks for that tunable');
  say('repeat 5000\nvnet create v$i\nend');
  assert.equal(runs(), 0);
  kernel.state = before;
  // Other surroundings by name alone: everything is run.
  kernel.options = { ...kernel.options, settings: new Map(kernel.options.settings) };
  say('vnet create d');
  assert.equal(runs(), kernel.state.constructors.length);
  assert.equal(held(kernel, 'd'), copied);
  assert.deepEqual([...kernel.state.cells.keys()], [...cells.keys()]);
}

test('a copied vnet of the sample kernel is what running makes', () => {
  check(sample());
});

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip =
  truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;

test('a copied vnet of a whole kernel is what running makes', { skip }, () => {
  for (const name of Object.keys(readBootTruth(truthFile ?? '').kernels))
    check(openSimulation(tree ?? '', name, truthFile ?? ''));
});
