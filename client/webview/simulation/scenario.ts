// What is run, as text: plain data, no document.
import type { SimulationStep } from '../../../server/src/protocol/simulation.ts';

/** A scenario's text, and what was asked behind it. */
export interface Scenario {
  readonly name: string;
  readonly text: string;
  readonly given: readonly string[];
}

/** A kernel that has just booted. */
export const BOOTED: Scenario = { name: 'simulation', text: '', given: ['boot'] };

/** Up to a step, and then another statement: what came behind the step is left out. */
export function continued(
  scenario: Scenario,
  steps: readonly SimulationStep[],
  shown: number,
  statement: string,
): Scenario {
  return { ...upTo(scenario, steps, shown), given: [...upTo(scenario, steps, shown).given, statement] };
}

function upTo({ name, text, given }: Scenario, steps: readonly SimulationStep[], shown: number): Scenario {
  const kept = steps.slice(0, shown + 1);
  if (kept.length === steps.length) return { name, text, given };
  const last = kept.findLast(({ isGiven }) => !isGiven);
  const lines = last === undefined ? 0 : last.line - 1 + last.text.split('\n').length;
  return {
    name,
    text: text.split('\n').slice(0, lines).join('\n'),
    given: kept.filter(({ isGiven }) => isGiven).map((step) => step.text),
  };
}

/**
 * The steps as a scenario that `vnetscope simulate --script` runs to its end: what failed is expected to fail, with the
 * message that it failed with.
 */
export function scenarioOf(steps: readonly SimulationStep[], kernel: string): string {
  const lines = steps.flatMap(({ text, failure }, i) =>
    failure === null || steps[i - 1]?.text.startsWith('fail ') === true ? [text] : [`fail ${failure.message}`, text],
  );
  return [`# ${kernel}`, ...lines, ''].join('\n');
}

/** Where two runs have the same steps, those of the newer with what the older one knows of values. */
export function withKnownValues(
  newer: readonly SimulationStep[],
  older: readonly SimulationStep[],
): readonly SimulationStep[] {
  let isSame = true;
  return newer.map((step, i) => {
    const old = older[i];
    isSame &&= old !== undefined && old.text === step.text && old.line === step.line && old.isGiven === step.isGiven;
    return isSame && step.written === null && old !== undefined && old.written !== null ? old : step;
  });
}
