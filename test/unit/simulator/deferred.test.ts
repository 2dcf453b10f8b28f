// C functions wait until a value is asked for; what is said then is what running each at once says.
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

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const workspace = openWorkspace(new NodeFiles(path.join(root, 'test/minikernel')), { arch: 'amd64' });
assert.ok(!('failure' in workspace));
const simulation = Simulation.open(workspace);
assert.ok(!('failure' in simulation));

interface Run {
  readonly kernel: SimulatedKernel;
  readonly told: readonly string[];
  readonly failures: readonly string[];
  /** How often machines that run C functions were asked for. */
  readonly opened: () => number;
}

/** @param open what brings a machine in place of the tree's. */
function run(text: string, isSettledEachTime: boolean, open?: SimulatedKernel['machineSource']): Run {
  const kernel = (simulation as Simulation).start();
  const source = open ?? kernel.machineSource;
  let opened = 0;
  kernel.machineSource = source && {
    open: () => {
      opened++;
      return source.open();
    },
  };
  const told: string[] = [];
  const session = new ScenarioRun(kernel, (event) =>
    told.push(JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
  );
  const { statements, errors } = parseScenario(text);
  assert.deepEqual(errors, []);
  const failures: string[] = [];
  for (const statement of statements) {
    const failure = session.run(statement);
    if (failure !== undefined) failures.push(`${statement.line}: ${failure.messages.join('; ')}`);
    if (isSettledEachTime) settle(kernel);
  }
  return { kernel, told, failures, opened: () => opened };
}

const SCENARIO = [
  'boot',
  'vnet create a',
  'module load if_tunnel',
  'vnet create b',
  'snapshot here',
  'module load shaper',
  'jail create c vnet',
  'socket open c',
  'module unload if_tunnel',
  'vnet destroy a',
].join('\n');

/** What the memory of every vnet holds, and the reference copies. */
function held({ state }: SimulatedKernel): string {
  const all = [state.reference, ...[...state.vnets.entries()].map(([, { memory }]) => memory)];
  return JSON.stringify(
    all.map((memory) => {
      const { bytes, marks } = memory?.read(0, memory.sizeBytes) ?? { bytes: [], marks: [] };
      return [[...bytes], marks];
    }),
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}

test('a scenario that asks for no value runs no C function', () => {
  const { opened, failures } = run(`${SCENARIO}\nexpect vnets == 3\nshow modspace\nshow constructors`, false);
  assert.deepEqual(failures, []);
  assert.equal(opened(), 0);
});

test('what is told and held is the same, whenever C functions run', () => {
  const late = run(SCENARIO, false);
  const early = run(SCENARIO, true);
  assert.deepEqual(late.told, early.told);
  assert.equal(late.opened(), 0);
  settle(late.kernel);
  assert.equal(late.opened(), 1);
  assert.equal(held(late.kernel), held(early.kernel));
});

test('a value is asked for in the middle, and what comes behind it waits again', () => {
  const text = SCENARIO.replace('snapshot here', 'in b show V_ipq\nin b show V_frag_seed');
  const [late, early] = [run(text, false), run(text, true)];
  assert.deepEqual(late.told, early.told);
  assert.ok(late.kernel.state.deferred !== undefined);
  settle(late.kernel);
  assert.equal(held(late.kernel), held(early.kernel));
});

test('taking a statement back does not take back that C functions ran', () => {
  const { kernel, failures } = run('boot\nvnet create a\nin a show V_ipq\nback\nexpect vnets == 1', false);
  assert.deepEqual(failures, []);
  assert.equal(kernel.state.nextVnet, 1);
});

test('going back to before C functions ran asks again', () => {
  const { told, failures } = run(
    'boot\nsnapshot up\nvnet create a\nin a show V_ipq\nback up\nvnet create b\nin b show V_ipq',
    false,
  );
  assert.deepEqual(failures, []);
  const shown = told.filter((event) => event.includes('"shown"'));
  assert.equal(shown.length, 2);
});

const panicking: NonNullable<SimulatedKernel['machineSource']> = {
  open: () =>
    ({
      machine: {
        run: (
          _: unknown,
          around: { readonly cells: unknown; readonly reference: unknown; readonly vnet: unknown },
        ) => ({
          cells: around.cells,
          reference: around.reference,
          written: [],
          panic: around.vnet === undefined ? undefined : 'no room',
        }),
      },
      sysinits: simulation.image.sysinits.sysinits,
      leftOut: [],
    }) as unknown as ReturnType<NonNullable<SimulatedKernel['machineSource']>['open']>,
};

test('a panic that only running tells comes with the first value that is asked for', () => {
  const { failures, kernel } = run(
    'boot\nexpect vnets == 1\nexpect modules == 0\nin vnet0 show V_ipq',
    false,
    panicking,
  );
  assert.deepEqual(failures, ['4: panic: no room']);
  assert.equal(kernel.state.panic, 'no room');
});

test('`fail` and `expect panic` ask for panics', () => {
  assert.deepEqual(run('fail "panic: no room"\nboot', false, panicking).failures, []);
  assert.deepEqual(run('boot\nexpect panic == none', false, panicking).failures, ['2: panic: no room']);
});
