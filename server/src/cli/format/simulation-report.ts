import type { SimulatedStep, StepsTaken } from '../../core/analysis/image/simulated-steps.ts';
import type { Simulation } from '../../core/analysis/image/simulation.ts';
import type { KernelAfterStep, SimulatedEvent, SimulationReport, SimulationStep } from '../../protocol/simulation.ts';
import { SimulationText } from './simulate-text.ts';

/** What `simulate --steps --format json` prints, and the simulation view shows. */
export function simulationReport({ image }: Simulation, script: string, taken: StepsTaken): SimulationReport {
  const { release, arch, kernconf, vimage } = image;
  return {
    schemaVersion: 1,
    release,
    arch,
    kernconf,
    vimage,
    script,
    steps: taken.steps.map(stepReport),
    notRun: taken.notRun,
    errors: taken.errors.map(({ line, column, message }) => ({ line, column, message })),
  };
}

function stepReport({ line, text, isGiven, events, failure, after, written }: SimulatedStep): SimulationStep {
  return {
    line,
    text,
    isGiven,
    events: plain(events) as readonly SimulatedEvent[],
    lines: linesOf(events),
    failure:
      failure === undefined ? null : { line: failure.line, column: failure.column, message: failure.messages[0] },
    after: after as KernelAfterStep,
    written:
      written?.map(({ vnet, variable: { member, start, owner }, before, after: now, writer }) => ({
        vnet,
        name: member.name,
        owner,
        file: member.file,
        line: member.line,
        offset: start,
        size: member.sizeBytes,
        before,
        after: now,
        by: writer === undefined ? null : { function: writer.function, file: writer.file, line: writer.line },
      })) ?? null,
  };
}

function linesOf(events: SimulatedStep['events']): readonly string[] {
  const lines: string[] = [];
  const text = new SimulationText((line) => lines.push(line));
  for (const event of events) text.tell(event);
  text.flush();
  return lines;
}

/** As JSON has it: an address is a hexadecimal text. */
function plain(events: SimulatedStep['events']): unknown {
  return JSON.parse(
    JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value)),
  );
}
