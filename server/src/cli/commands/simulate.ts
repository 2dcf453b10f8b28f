import path from 'node:path';
import { ContainerSimulation } from '../../core/analysis/containers/container-simulation.ts';
import type { ScenarioFailure } from '../../core/simulator/scenario/scenario-failure.ts';
import { Simulation } from '../../core/analysis/image/simulation.ts';
import type { SimulatorEvent } from '../../core/simulator/events.ts';
import type { Workspace } from '../../core/analysis/workspace/workspace.ts';
import { readInput, readNamed } from '../../host/named-file.ts';
import {
  EXIT_FINDINGS,
  EXIT_OK,
  EXIT_USAGE,
  UsageError,
  type Command,
  type CommonOptions,
  type Terminal,
} from '../command.ts';
import { SimulationText } from '../format/simulate-text.ts';
import { answer, openStored } from '../open-workspace.ts';
import { findSubject, subjectModules } from '../subject.ts';
import { converse } from './simulate-prompt.ts';
import { answerRequests, runSteps } from './simulate-steps.ts';

/** What --quiet still prints: answers, and the kernel's own output. */
const ASKED_FOR: ReadonlySet<SimulatorEvent['kind']> = new Set(['shown', 'printf', 'panic', 'error', 'note']);

export const simulateCommand: Command = {
  name: 'simulate',
  usage: '[ROOT | MODULES...] [--script FILE [--steps [--values]] | [--leaks] --module NAME... | --leaks | --requests]',
  summary: 'runs the kernel: vnets, modules, sysctl; a scenario, or a prompt',
  modules: 'names',
  options: {
    script: { type: 'string' },
    leaks: { type: 'boolean' },
    steps: { type: 'boolean' },
    values: { type: 'boolean' },
    requests: { type: 'boolean' },
  },
  help: `Without these options, reads statements from a prompt, or a scenario from standard input.

  --script FILE      runs the scenario in FILE
  --module NAME...   loads the modules into a kernel with two vnets, and unloads them
  --leaks            what a vnet leaves behind when it is destroyed; with --module also what the modules leave. Exits with 1
                     if there is something
  --steps            with --format json: each statement with what happened, and the vnets, modules and modspace then
  --values           with --steps: what each statement wrote into which vnet
  --requests         answers scenarios from standard input, one a line: {"name", "text", "given", "values"}

The statements are in server/doc/simulate.md, and at the prompt under help.`,
  async run(options, terminal) {
    const script = options.own['script'];
    const wantsSteps = options.own['steps'] === true;
    const wantsValues = options.own['values'] === true;
    if (wantsSteps && options.format !== 'json') throw new UsageError('--steps wants --format json');
    if (wantsValues && !wantsSteps) throw new UsageError('--values wants --steps');
    if (wantsSteps && (options.modules.length > 0 || options.own['leaks'] === true))
      throw new UsageError('--steps wants a scenario: --script FILE, or standard input');
    if (typeof script === 'string' && options.modules.length > 0)
      throw new UsageError('--script or --module, not both');
    const showsLeaks = options.own['leaks'] === true;
    if (showsLeaks && typeof script === 'string') throw new UsageError('--script or --leaks, not both');
    const subject = findSubject(options.words, options, terminal);
    if (options.own['requests'] === true) {
      const { workspace, save } = openStored(subject, options);
      withoutContainers(workspace, 'steps');
      const simulation = open(workspace);
      save();
      return answerRequests(simulation, terminal);
    }
    if (
      typeof script !== 'string' &&
      options.modules.length === 0 &&
      !showsLeaks &&
      subject.isModule !== 'named' &&
      process.stdin.isTTY
    ) {
      const { workspace } = openStored(subject, { ...options, usesCache: false });
      withoutContainers(workspace, 'prompt');
      return converse(open(workspace), terminal);
    }
    const given =
      showsLeaks || options.modules.length > 0 || (subject.isModule === 'named' && script === undefined)
        ? undefined
        : typeof script === 'string'
          ? { name: path.basename(script), text: readScript(script, terminal) }
          : { name: 'stdin', text: textOf(readInput(), 'stdin') };
    // The output of the same scenario is printed again from the cache while its sources have not changed.
    let printed: Printed | undefined;
    const { pieces, code } = answer(
      subject,
      `simulate ${JSON.stringify([options.format, options.isQuiet, options.modules, given, showsLeaks, wantsSteps, wantsValues])}`,
      options,
      (workspace) =>
        (printed = recorded(terminal, (heard) => {
          if (wantsSteps) {
            withoutContainers(workspace, 'steps');
            const { name, text } = given ?? { name: 'stdin', text: '' };
            return runSteps(open(workspace), { name, text, given: [], values: wantsValues }, heard);
          }
          const containers = ContainerSimulation.open(workspace);
          if (containers !== undefined) {
            if (options.modules.length > 0)
              throw new UsageError(`--module: ${containers.release} has containers, and no module space`);
            return runContainers(containers, given ?? { name: 'stdin', text: '' }, options, heard);
          }
          const simulation = open(workspace);
          // A module's folder among the arguments means its modules. In that folder, the prompt knows them.
          const modules = given === undefined ? subjectModules(subject, workspace) : [];
          if (showsLeaks) return runLeaks(simulation, modules, options, heard);
          if (given === undefined && modules.length > 0)
            return runModules(simulation, workspace, modules, options, heard);
          const { name, text } = given ?? { name: 'stdin', text: '' };
          return runScript(simulation, text, name, options, heard);
        })),
    );
    if (printed === undefined) for (const [to, text] of pieces) terminal[to](text);
    return code;
  },
};

/** Everything that a run printed, in order, and how it ended. */
interface Printed {
  readonly pieces: readonly (readonly [to: 'out' | 'err', text: string])[];
  readonly code: number;
}

/** Runs something that prints, and records its output. */
function recorded(terminal: Terminal, work: (heard: Terminal) => number): Printed {
  const pieces: [to: 'out' | 'err', text: string][] = [];
  const hear = (to: 'out' | 'err', text: string): void => {
    const last = pieces.at(-1);
    if (last?.[0] === to) last[1] += text;
    else pieces.push([to, text]);
    terminal[to](text);
  };
  const code = work({
    ...terminal,
    out: (text) => {
      hear('out', text);
    },
    err: (text) => {
      hear('err', text);
    },
  });
  return { pieces, code };
}

/** A kernel of 2008 or 2009 runs a scenario from end to end, and nothing else. */
function withoutContainers(workspace: Workspace, what: 'prompt' | 'steps'): void {
  const containers = ContainerSimulation.open(workspace);
  if (containers !== undefined)
    throw new UsageError(
      `${containers.release} has containers: it runs a scenario (--script FILE, or standard input), and has no ${what}`,
    );
}

function open(workspace: Workspace): Simulation {
  const simulation = Simulation.open(workspace);
  if ('failure' in simulation)
    throw new UsageError(
      `${simulation.failure.file}${simulation.failure.line > 0 ? `:${simulation.failure.line}` : ''}: ${simulation.failure.message}`,
    );
  return simulation;
}

function readScript(file: string, terminal: Terminal): string {
  return textOf(readNamed(path.resolve(terminal.folder, file)), file);
}

function textOf(bytes: Buffer | { readonly error: string }, name: string): string {
  if ('error' in bytes) throw new UsageError(`${name}: ${bytes.error}`);
  return bytes.toString('utf8');
}

/** A kernel of 2008 or 2009 only runs scenarios. It has no module space and no reference copies. */
function runContainers(
  simulation: ContainerSimulation,
  { name, text }: { readonly name: string; readonly text: string },
  options: CommonOptions,
  terminal: Terminal,
): number {
  const source = text.split(/\r?\n/);
  const output = new SimulationText((line) => {
    terminal.out(`${line}\n`);
  });
  const { errors, failure } = simulation.run(
    text,
    (event) => {
      if (!options.isQuiet || event.kind !== 'constructors') output.tell(event);
    },
    (line) => {
      output.flush();
      if (!options.isQuiet) terminal.out(`> ${source[line - 1]?.trim() ?? ''}\n`);
    },
  );
  output.flush();
  for (const { line, column, message } of errors) terminal.err(`${name}:${line}:${column}: ${message}\n`);
  if (failure !== undefined) terminal.err(`${failureText(failure, name)}\n`);
  return errors.length > 0 || failure?.isMistake === true
    ? EXIT_USAGE
    : failure === undefined
      ? EXIT_OK
      : EXIT_FINDINGS;
}

/** Setup lines of moduleScenario: their events are not printed. */
const PREPARED_LINES = 2;

/**
 * The scenario of --module: load the modules into a kernel with two vnets, create a third, unload them, the last first.
 * If the kernel refuses a module outside the tree, the scenario continues: what the module lacks may be elsewhere.
 */
function runModules(
  simulation: Simulation,
  workspace: Workspace,
  modules: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
): number {
  const lines = (names: readonly string[], line: (name: string) => string): string =>
    names.map((name) => `${line(name)}\n`).join('');
  const isOutside = (name: string): boolean => workspace.outside.given.some((entry) => entry.name === name);
  const loads = lines(modules, (name) => `${isOutside(name) ? 'try ' : ''}module load ${name}`);
  const refused = new Set<string>();
  simulation.run(`boot\nvnet create red\n${loads}`, (event) => {
    if (event.kind === 'error') refused.add(event.call);
  });
  const loaded = modules.filter((name) => !refused.has(`kldload ${name}`));
  const unloads = lines(loaded.toReversed(), (name) => `module unload ${kmodOf(workspace, name)}`);
  const code = runScript(
    simulation,
    `boot\nvnet create red\n${loads}show modspace\nvnet create blue\n${unloads}show modspace\n`,
    undefined,
    options,
    terminal,
  );
  return code === EXIT_OK && loaded.length < modules.length ? EXIT_FINDINGS : code;
}

/** What the machine has on which --leaks looks: with sizes that are not known no loop over them is. */
const LEAKS_MACHINE = 'machine ncpu=2 hz=1000 maxusers=384 nmbclusters=65536 hypervisor=none';

/** The scenario of --leaks: each module by itself, then a vnet with all of them loaded. */
function runLeaks(
  simulation: Simulation,
  modules: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
): number {
  const lines = [
    LEAKS_MACHINE,
    'boot',
    ...modules.flatMap((name) => [`try show leaks ${name}`, `try module load ${name}`]),
    'show leaks',
    '',
  ];
  let leaks = 0;
  const code = runScript(
    simulation,
    lines.join('\n'),
    undefined,
    options.format === 'json' ? options : { ...options, isQuiet: true },
    terminal,
    (event) => {
      if (event.kind === 'shown' && hasLeaks(event.data)) leaks++;
    },
  );
  return code === EXIT_OK && leaks > 0 ? EXIT_FINDINGS : code;
}

function hasLeaks(data: unknown): boolean {
  return (
    typeof data === 'object' && data !== null && 'leaks' in data && Array.isArray(data.leaks) && data.leaks.length > 0
  );
}

/** The kld name of a module that is known by its folder. */
function kmodOf(workspace: Workspace, name: string): string {
  const module = workspace.module(name);
  return 'failure' in module || module.name === '' ? name : module.name;
}

/**
 * Runs a scenario; returns 1 if it fails, 2 if it cannot be read.
 * @param name the script's, for messages with a location; undefined if the scenario is generated.
 */
function runScript(
  simulation: Simulation,
  text: string,
  name: string | undefined,
  options: CommonOptions,
  terminal: Terminal,
  onEvent?: (event: SimulatorEvent) => void,
): number {
  if (options.format === 'json') return runAsJson(simulation, text, name ?? '', terminal, onEvent);
  const source = text.split(/\r?\n/);
  const output = new SimulationText((line) => {
    terminal.out(`${line}\n`);
  });
  // A failure in a generated scenario needs no message: the kernel has printed one.
  const isTold = (event: SimulatorEvent): boolean =>
    name === undefined && event.kind === 'note' && /^kldload /.test(event.text);
  const { errors, failure } = simulation.run(
    text,
    (event, line) => {
      onEvent?.(event);
      if (
        !isTold(event) &&
        ((!options.isQuiet && (name !== undefined || line > PREPARED_LINES)) || ASKED_FOR.has(event.kind))
      )
        output.tell(event);
    },
    name,
    (line) => {
      output.flush();
      if (!options.isQuiet)
        terminal.out(`> ${source[line - 1]?.trim().replace(name === undefined ? /^try / : /^$/, '') ?? ''}\n`);
    },
  );
  output.flush();
  for (const { line, column, message } of errors) terminal.err(`${name ?? ''}:${line}:${column}: ${message}\n`);
  if (failure !== undefined)
    terminal.err(`${name === undefined ? `vnetscope: ${failure.messages[0]}` : failureText(failure, name)}\n`);
  return errors.length > 0 || failure?.isMistake === true
    ? EXIT_USAGE
    : failure === undefined
      ? EXIT_OK
      : EXIT_FINDINGS;
}

function runAsJson(
  simulation: Simulation,
  text: string,
  name: string,
  terminal: Terminal,
  onEvent?: (event: SimulatorEvent) => void,
): number {
  const { release, arch, kernconf } = simulation.image;
  const events: (SimulatorEvent & { readonly line: number })[] = [];
  const { errors, failure } = simulation.run(
    text,
    (event, line) => {
      onEvent?.(event);
      events.push({ line, ...event });
    },
    name,
  );
  const wrong =
    errors.length > 0
      ? errors.map(({ line, column, message }) => ({ line, column, message }))
      : failure === undefined
        ? []
        : [{ line: failure.line, column: failure.column, message: failure.messages.join('; ') }];
  terminal.out(
    `${JSON.stringify({ schemaVersion: 1, release, arch, kernconf, script: name, events, errors: wrong }, (_, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value), 1)}\n`,
  );
  return errors.length > 0 || failure?.isMistake === true
    ? EXIT_USAGE
    : failure === undefined
      ? EXIT_OK
      : EXIT_FINDINGS;
}

function failureText({ line, column, messages }: ScenarioFailure, name: string): string {
  return `${name}:${line}:${column}: ${messages[0]}`;
}
