import type { SimulatorEvent } from '../../simulator/events.ts';
import { kernelAfter, type KernelAfter } from '../../simulator/scenario/kernel-after.ts';
import { parseScenario, readFrom } from '../../simulator/scenario/parse-scenario.ts';
import type { ScenarioFailure } from '../../simulator/scenario/scenario-failure.ts';
import { ScenarioRun, type RunMark } from '../../simulator/scenario/scenario-run.ts';
import { isScenarioError, type ScenarioError, type Statement } from '../../simulator/scenario/statement.ts';
import { writtenSince, type WrittenVariable } from '../../simulator/written-variables.ts';
import type { Simulation } from './simulation.ts';

/** A scenario, and what was asked behind it. */
export interface AskedSteps {
  /** The script's name. */
  readonly name: string;
  readonly text: string;
  /** Statements behind the scenario; one that fails does not end the run. */
  readonly given: readonly string[];
  /** Says what each step wrote into which vnet: every C function is run, which may take long. */
  readonly values: boolean;
}

/** A statement, what happened, and what the kernel is then. */
export interface SimulatedStep {
  /** Of the scenario; statements that were given count on from its last line. */
  readonly line: number;
  readonly text: string;
  readonly isGiven: boolean;
  readonly events: readonly SimulatorEvent[];
  readonly failure: ScenarioFailure | undefined;
  readonly after: KernelAfter;
  /** undefined: nobody has asked for values. */
  readonly written: readonly WrittenVariable[] | undefined;
}

export interface StepsTaken {
  readonly steps: readonly SimulatedStep[];
  /** Why the scenario can't be read, or what it leaves open. */
  readonly errors: readonly ScenarioError[];
  /** Statements of the scenario behind the one that failed. */
  readonly notRun: number;
}

interface Item {
  readonly line: number;
  readonly text: string;
  readonly isGiven: boolean;
  readonly statement: Statement | ScenarioError;
}

/**
 * A run that is looked at step by step. What begins as the last one did goes on from there: a step costs what it does
 * itself.
 */
export class SimulatedSteps {
  private readonly run: ScenarioRun;
  private readonly start: RunMark;
  private readonly name: string;
  private events: SimulatorEvent[] = [];
  private done: { readonly item: Item; readonly step: SimulatedStep; readonly mark: RunMark }[] = [];
  private hasValues = false;

  constructor(simulation: Simulation, name: string) {
    this.name = name;
    this.run = new ScenarioRun(simulation.start(), (event) => this.events.push(event), name);
    this.start = this.run.mark();
  }

  /** True if a run of this name can go on from here; a kernel's messages name the script. */
  serves({ name }: AskedSteps): boolean {
    return name === this.name;
  }

  take(asked: AskedSteps): StepsTaken {
    const { statements, errors } = parseScenario(asked.text);
    if (errors.length > 0) return { steps: [], errors, notRun: statements.length };
    const items = itemsOf(asked, statements);
    this.goBack(items, asked.values);
    let notRun = 0;
    for (const item of items.slice(this.done.length)) {
      const isOver = !item.isGiven && this.done.some(({ step }) => step.failure !== undefined);
      if (isOver) notRun++;
      else this.step(item);
    }
    const mark = this.run.mark();
    const unmet = this.run.finish();
    this.run.restore(mark);
    return {
      steps: this.done.map(({ step }) => step),
      errors: unmet === undefined ? [] : [{ line: unmet.line, column: unmet.column, message: unmet.messages[0] }],
      notRun,
    };
  }

  /** Takes back the steps that are not the first ones of `items`. */
  private goBack(items: readonly Item[], values: boolean): void {
    const isSame = (item: Item | undefined, index: number): boolean => {
      const old = this.done[index]?.item;
      return old?.text === item?.text && old?.line === item?.line && old?.isGiven === item?.isGiven;
    };
    let kept = values === this.hasValues ? items.findIndex((item, i) => !isSame(item, i)) : 0;
    if (kept < 0) kept = items.length;
    this.hasValues = values;
    this.done.length = Math.min(this.done.length, kept);
    this.run.restore(this.done.at(-1)?.mark ?? this.start);
  }

  private step(item: Item): void {
    const { run, hasValues } = this;
    const { statement } = item;
    this.events = [];
    const before = run.kernel.state;
    let failure: ScenarioFailure | undefined;
    if (isScenarioError(statement)) failure = { ...statement, messages: [statement.message], isMistake: true };
    else {
      failure = run.run(statement);
      if (hasValues) {
        const panicked = run.settle(statement);
        failure ??= panicked;
      }
    }
    const { line, text, isGiven } = item;
    const step: SimulatedStep = {
      line,
      text,
      isGiven,
      events: this.events,
      failure,
      after: kernelAfter(run.kernel, hasValues),
      written: hasValues ? writtenSince(run.kernel, before) : undefined,
    };
    this.done.push({ item, step, mark: run.mark() });
  }
}

function itemsOf({ text, given }: AskedSteps, statements: readonly Statement[]): readonly Item[] {
  const lines = text.split(/\r?\n/);
  const items: Item[] = statements.map((statement) => ({
    line: statement.line,
    text: lines
      .slice(statement.line - 1, statement.verb === 'repeat' ? lastLine(statement) : statement.line)
      .map((line) => line.trim())
      .join('\n'),
    isGiven: false,
    statement,
  }));
  let next = text.trimEnd() === '' ? 1 : text.trimEnd().split('\n').length + 1;
  for (const one of given) {
    const own = one.split('\n').map((line, i) => ({ text: line, line: next + i }));
    const { read } = readFrom(own, 0);
    for (const statement of read) items.push({ line: next, text: one.trim(), isGiven: true, statement });
    next += own.length;
  }
  return items;
}

/** The line of a loop's `end`, behind its body. */
function lastLine({ line, lines }: Extract<Statement, { readonly verb: 'repeat' }>): number {
  return (lines.at(-1)?.line ?? line) + 1;
}
