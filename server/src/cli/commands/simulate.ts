import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ContainerSimulation } from '../../core/analysis/container-simulation.ts';
import { openWorkspace } from '../../core/analysis/open.ts';
import { Simulation, type Completion, type ScenarioFailure, type SimulatorEvent } from '../../core/analysis/simulation.ts';
import type { Workspace } from '../../core/analysis/workspace.ts';
import { NodeFiles } from '../../host/node-files.ts';
import { EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, UsageError, type Command, type CommonOptions, type Terminal } from '../command.ts';
import { SimulationText } from '../format/simulate-text.ts';
import { findRoot } from '../open-workspace.ts';

const HELP = `machine hz=N ncpu=N               boot [invariants] [cpus=N]
preload MODULE...          kenv NAME=VALUE | -u NAME
vnet create|destroy NAME          jail create NAME [vnet] [in PARENT]  jail remove NAME
module load|unload NAME...        socket open|close NAME [N]
[in NAME | raw | on cpu N] set V_x.member[0] = VALUE | show V_x | expect V_x == VALUE
[in NAME] sysctl NAME[=VALUE]     [in NAME] kvm SYMBOL
show vnets | vnet NAME | modspace | dpcpu | modules | constructors | destructors | differences NAME | curvnet | jail NAME
curvnet set NAME | restore        { } return
fail TEXT                         snapshot NAME   back [NAME]   repeat N ... end   quit
`;

/** What --quiet leaves: answers, and what the kernel says itself. */
const ASKED_FOR: ReadonlySet<SimulatorEvent['kind']> = new Set(['shown', 'printf', 'panic', 'error', 'note']);

export const simulateCommand: Command = {
  name: 'simulate',
  usage: '[ROOT] [--script FILE | --module NAME...]',
  summary: 'runs the kernel: vnets, modules, sysctl; a scenario, or a prompt',
  options: { script: { type: 'string' } },
  async run(options, terminal) {
    if (options.format === 'sarif') throw new UsageError('no such format: sarif; text or json');
    const script = options.own['script'];
    if (typeof script === 'string' && options.modules.length > 0) throw new UsageError('--script or --module, not both');
    const workspace = openTree(options, terminal);
    const containers = ContainerSimulation.open(workspace);
    if (containers !== undefined) return runContainers(containers, options, terminal);
    const simulation = open(workspace);
    if (options.modules.length > 0) return runScript(simulation, moduleScenario(options.modules), undefined, options, terminal);
    if (typeof script === 'string') return runScript(simulation, readScript(script, terminal), path.basename(script), options, terminal);
    if (process.stdin.isTTY) return converse(simulation, terminal);
    return runScript(simulation, readFileSync(0, 'utf8'), 'stdin', options, terminal);
  },
};

function openTree(options: CommonOptions, terminal: Terminal): Workspace {
  const root = findRoot(options.words[0], options, terminal);
  const workspace = openWorkspace(new NodeFiles(root), { arch: options.arch, kernconf: options.kernconf, options: options.options });
  if ('failure' in workspace) throw new UsageError(`${root}: ${workspace.failure.message}`);
  return workspace;
}

function open(workspace: Workspace): Simulation {
  const simulation = Simulation.open(workspace);
  if ('failure' in simulation) throw new UsageError(`${simulation.failure.file}${simulation.failure.line > 0 ? `:${simulation.failure.line}` : ''}: ${simulation.failure.message}`);
  return simulation;
}

function readScript(file: string, terminal: Terminal): string {
  try {
    return readFileSync(path.resolve(terminal.folder, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file' : 'can not be read'}`);
  }
}

/** A kernel of 2008 or 2009 runs scenarios alone; what they ask of modules and reference copies it does not have. */
function runContainers(simulation: ContainerSimulation, options: CommonOptions, terminal: Terminal): number {
  const script = options.own['script'];
  if (options.modules.length > 0) throw new UsageError(`--module: ${simulation.release} has containers, and no module space`);
  if (typeof script !== 'string' && process.stdin.isTTY) throw new UsageError(`${simulation.release} has containers: it runs a scenario (--script FILE, or standard input), and has no prompt`);
  const text = typeof script === 'string' ? readScript(script, terminal) : readFileSync(0, 'utf8');
  const name = typeof script === 'string' ? path.basename(script) : 'stdin';
  const source = text.split(/\r?\n/);
  const output = new SimulationText((line) => { terminal.out(`${line}\n`); });
  const { errors, failure } = simulation.run(text, (event) => { if (!options.isQuiet || event.kind !== 'constructors') output.tell(event); }, (line) => {
    output.flush();
    if (!options.isQuiet) terminal.out(`> ${source[line - 1]?.trim() ?? ''}\n`);
  });
  output.flush();
  for (const { line, column, message } of errors) terminal.err(`${name}:${line}:${column}: ${message}\n`);
  if (failure !== undefined) terminal.err(`${failureText(failure, name)}\n`);
  return errors.length > 0 || failure?.isMistake === true ? EXIT_USAGE : failure === undefined ? EXIT_OK : EXIT_FINDINGS;
}

/** Lines of moduleScenario that only lead there: their steps are not told. */
const PREPARED_LINES = 2;

/** What --module runs: the modules come into a machine with two vnets, a third vnet is made, and they go again, the last first. */
function moduleScenario(modules: readonly string[]): string {
  const all = (verb: string, names: readonly string[]): string => names.map((name) => `module ${verb} ${name}\n`).join('');
  return `boot\nvnet create red\n${all('load', modules)}show modspace\nvnet create blue\n${all('unload', modules.toReversed())}show modspace\n`;
}

/**
 * Runs a scenario; 1 when it fails, 2 when it can't be understood.
 * @param name the script's, for messages that carry a place; undefined where nobody wrote it.
 */
function runScript(simulation: Simulation, text: string, name: string | undefined, options: CommonOptions, terminal: Terminal): number {
  if (options.format === 'json') return runAsJson(simulation, text, name ?? '', terminal);
  const source = text.split(/\r?\n/);
  const output = new SimulationText((line) => { terminal.out(`${line}\n`); });
  const { errors, failure } = simulation.run(text, (event, line) => { if ((!options.isQuiet && (name !== undefined || line > PREPARED_LINES)) || ASKED_FOR.has(event.kind)) output.tell(event); }, name, (line) => {
    output.flush();
    if (!options.isQuiet) terminal.out(`> ${source[line - 1]?.trim() ?? ''}\n`);
  });
  output.flush();
  for (const { line, column, message } of errors) terminal.err(`${name ?? ''}:${line}:${column}: ${message}\n`);
  if (failure !== undefined) terminal.err(`${name === undefined ? `vnetscope: ${failure.messages[0]}` : failureText(failure, name)}\n`);
  return errors.length > 0 || failure?.isMistake === true ? EXIT_USAGE : failure === undefined ? EXIT_OK : EXIT_FINDINGS;
}

function runAsJson(simulation: Simulation, text: string, name: string, terminal: Terminal): number {
  const { release, arch, kernconf } = simulation.image;
  const events: (SimulatorEvent & { readonly line: number })[] = [];
  const { errors, failure } = simulation.run(text, (event, line) => { events.push({ line, ...event }); }, name);
  const wrong = errors.length > 0 ? errors.map(({ line, column, message }) => ({ line, column, message })) : failure === undefined ? [] : [{ line: failure.line, column: failure.column, message: failure.messages.join('; ') }];
  terminal.out(`${JSON.stringify({ schemaVersion: 1, release, arch, kernconf, script: name, events, errors: wrong }, (_, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value), 1)}\n`);
  return errors.length > 0 || failure?.isMistake === true ? EXIT_USAGE : failure === undefined ? EXIT_OK : EXIT_FINDINGS;
}

function failureText({ line, column, messages }: ScenarioFailure, name: string): string {
  return `${name}:${line}:${column}: ${messages[0]}`;
}

/** The prompt: arrows bring lines back, Tab completes. */
async function converse(simulation: Simulation, terminal: Terminal): Promise<number> {
  const { release, arch, kernconf } = simulation.image;
  terminal.out(`FreeBSD ${release}, ${arch} ${kernconf}. The machine is off: boot starts it, help tells what there is.\n`);
  const output = new SimulationText((line) => { terminal.out(`${line}\n`); });
  const conversation = simulation.converse((event) => { output.tell(event); });
  const prompt = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ', completer: (line: string) => completed(conversation.complete(line)) });
  prompt.prompt();
  for await (const line of prompt) {
    const word = line.trim();
    if (word === 'quit' || word === 'exit') break;
    if (word === 'help') terminal.out(HELP);
    else {
      const reply = conversation.say(line);
      output.flush();
      if (reply.kind === 'failed') terminal.out(`${reply.failure.messages[0]}\n`);
      prompt.setPrompt(reply.kind === 'more' ? '. ' : '> ');
    }
    prompt.prompt();
  }
  prompt.close();
  return EXIT_OK;
}

function completed({ word, choices }: Completion): [string[], string] {
  return [choices.map((choice) => (choices.length === 1 && !choice.endsWith('=') ? `${choice} ` : choice)), word];
}
