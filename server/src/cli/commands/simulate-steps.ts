import { createInterface } from 'node:readline';
import { SimulatedSteps, type AskedSteps } from '../../core/analysis/image/simulated-steps.ts';
import type { Simulation } from '../../core/analysis/image/simulation.ts';
import type { SimulationChoices } from '../../protocol/simulation.ts';
import { EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, type Terminal } from '../command.ts';
import { simulationReport } from '../format/simulation-report.ts';

/** `simulate --steps`: each statement with what happened, and what the kernel is then, as JSON. */
export function runSteps(simulation: Simulation, asked: AskedSteps, terminal: Terminal): number {
  const taken = new SimulatedSteps(simulation, asked.name).take(asked);
  terminal.out(`${JSON.stringify(simulationReport(simulation, asked.name, taken), undefined, 1)}\n`);
  const failed = taken.steps.some(({ failure }) => failure !== undefined);
  return taken.errors.length > 0 ? EXIT_USAGE : failed ? EXIT_FINDINGS : EXIT_OK;
}

/**
 * `simulate --requests`: answers a scenario after another, a line of JSON each, until standard input ends. A scenario
 * that begins as the last one did goes on from there.
 */
export async function answerRequests(simulation: Simulation, terminal: Terminal): Promise<number> {
  let steps: SimulatedSteps | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = requestIn(line);
    if (asked === undefined) terminal.out(`${JSON.stringify({ message: 'no request was understood' })}\n`);
    else if (asked === 'choices') terminal.out(`${JSON.stringify(choicesOf(simulation))}\n`);
    else {
      if (steps?.serves(asked) !== true) steps = new SimulatedSteps(simulation, asked.name);
      terminal.out(`${JSON.stringify(simulationReport(simulation, asked.name, steps.take(asked)))}\n`);
    }
  }
  return EXIT_OK;
}

function requestIn(line: string): AskedSteps | 'choices' | undefined {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  if ('choices' in read) return 'choices';
  const { name, text, given, values } = read as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof text !== 'string' || !Array.isArray(given)) return undefined;
  return { name, text, given: given.map(String), values: values === true };
}

function choicesOf(simulation: Simulation): SimulationChoices {
  const { sysctls } = simulation.image;
  const names = sysctls.filter(({ type }) => type !== 'NODE').map(({ name }) => name);
  return { modules: simulation.moduleNames(), sysctls: [...new Set(names)].sort() };
}
