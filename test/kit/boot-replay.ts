import { bootKernel } from '../../server/src/core/simulator/boot.ts';
import { ScenarioRun } from '../../server/src/core/simulator/scenario/scenario-run.ts';
import { parseScenario } from '../../server/src/core/simulator/scenario/parse-scenario.ts';
import type { Simulation } from '../../server/src/core/analysis/image/simulation.ts';

/** A scenario of the booted kernel, step by step; `columns` of the file explains the rows. */
export interface TrueScenario {
  readonly name: string;
  readonly kernel: string;
  readonly preload: readonly string[];
  readonly bootPrinted: readonly string[];
  readonly atBoot: TrueState;
  readonly steps: readonly (TrueState & {
    readonly step: string;
    readonly printed: readonly string[];
    readonly result: readonly string[];
  })[];
}

interface TrueState {
  readonly free: readonly (readonly [offset: number, bytes: number])[];
  readonly modules: readonly (readonly [
    id: number,
    file: string,
    refs: number,
    userrefs: number,
    place: number | null,
    bytes: number,
    address: string,
  ])[];
  readonly vnets: number;
}

export interface Difference {
  readonly scenario: string;
  readonly step: string;
  readonly what: 'printed' | 'result' | 'free' | 'modules' | 'vnets';
  readonly said: string;
  readonly truth: string;
}

/** Scenarios whose modules are all the tree's own: the lab's small ones are not in the file. */
export function ofTreesModules(scenarios: readonly TrueScenario[]): readonly TrueScenario[] {
  return scenarios.filter(
    ({ steps, preload }) =>
      !steps.some(({ step }) => / lab/.test(step)) && !preload.some((name) => name.startsWith('lab')),
  );
}

/**
 * Runs a scenario and tells every difference; C functions are not run: what they print and hold is not looked at here.
 */
export function replay(simulation: Simulation, scenario: TrueScenario): readonly Difference[] {
  const kernel = simulation.start();
  kernel.machineSource = undefined;
  kernel.couldWrite = undefined;
  const differences: Difference[] = [];
  let printed: string[] = [];
  let errno: number | undefined;
  const session = new ScenarioRun(kernel, (event) => {
    if (event.kind === 'printf') printed.push(event.text);
    if (event.kind === 'error') errno = event.errno.number;
  });
  const tell = (step: string, what: Difference['what'], said: unknown, truth: unknown): void => {
    const [a, b] = [JSON.stringify(said), JSON.stringify(truth)];
    if (a !== b) differences.push({ scenario: scenario.name, step, what, said: a, truth: b });
  };
  const run = (line: string): void => {
    printed = [];
    errno = undefined;
    for (const statement of parseScenario(`${line}\n`).statements) session.run(statement);
  };
  const compare = (step: string, truth: TrueState): void => {
    const { state } = kernel;
    tell(
      step,
      'free',
      state.vnetFree.map(({ start, lengthBytes }) => [start, lengthBytes]),
      truth.free,
    );
    tell(
      step,
      'modules',
      state.files.map(({ id, filename, refs, userrefs }) => [id, filename, refs, userrefs]),
      truth.modules.map(([id, file, refs, userrefs]) => [id, file, refs, userrefs]),
    );
    tell(step, 'vnets', [...kernel.vnetHead()].length, truth.vnets);
  };
  // A preload scenario loads no dependencies by itself, as loader(8) would.
  bootKernel(
    kernel,
    kernel.state,
    scenario.preload.map((name) => {
      const image = kernel.moduleSource(name);
      if (typeof image === 'string') throw new Error(image);
      return image;
    }),
  );
  compare('boot', scenario.atBoot);
  for (const step of scenario.steps) {
    run(step.step);
    // A module's own printf() is C code that is not run.
    const isKernels = (line: string): boolean =>
      /^(?:kldload|kldunload|link_elf|linker_load_file|interface |module_register|Module |KLD |module )/.test(line);
    tell(step.step, 'printed', printed.filter(isKernels), step.printed.filter(isKernels));
    tell(step.step, 'result', errno ?? 0, Number(/ errno (\d+)$/.exec(step.result.at(-1) ?? '')?.[1] ?? 0));
    compare(step.step, step);
  }
  return differences;
}
