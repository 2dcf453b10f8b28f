import { isFailure, type Failure } from '../../kernel/failure.ts';
import type { SourceUnit } from '../../machine/program.ts';
import type { SimulatorEvent } from '../../simulator/events.ts';
import type { KernelImage } from '../../simulator/kernel-image.ts';
import { completeStatement, type Completion } from '../../simulator/scenario/completion.ts';
import { namesOfKernel } from '../../simulator/scenario/kernel-names.ts';
import type { ScenarioFailure } from '../../simulator/scenario/scenario-failure.ts';
import { parseScenario, readFrom } from '../../simulator/scenario/parse-scenario.ts';
import { ScenarioRun } from '../../simulator/scenario/scenario-run.ts';
import { isScenarioError, type ScenarioError } from '../../simulator/scenario/statement.ts';
import { SimulatedKernel } from '../../simulator/simulated-kernel.ts';
import { BootedProgram } from './booted-program.ts';
import { ImageEffects } from './image-effects.ts';
import { kernelImage } from './kernel-image.ts';
import { ModuleImages } from './module-image.ts';
import { OtherSysctls } from './other-sysctls.ts';
import { panicPlaceOf } from './panic-places.ts';
import { ViewPool } from '../workspace/type-view.ts';
import { UnloadAnswers } from './unload-answer.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** How many CPUs a machine has that nobody has said anything about. */
const CPUS = 2;

/** An event with the scenario's line that it comes from. */
export type Listener = (event: SimulatorEvent, line: number) => void;

/** The kernel of a tree, ready to run: every face comes in here. */
export class Simulation {
  readonly image: KernelImage;
  private readonly workspace: Workspace;
  private readonly modules: ModuleImages;
  /** What C functions do; undefined as long as nobody has asked for a value. */
  private code: { readonly effects: ImageEffects; readonly program: BootedProgram } | undefined;
  private readonly unload: UnloadAnswers;
  private names: readonly string[] | undefined;
  private readonly pool: ViewPool;
  /** undefined as long as nobody has asked for a sysctl that the image lacks. */
  private others: OtherSysctls | undefined;

  private constructor(workspace: Workspace, image: KernelImage, pool: ViewPool) {
    this.workspace = workspace;
    this.image = image;
    this.pool = pool;
    this.modules = new ModuleImages(workspace, pool);
    this.unload = workspace.keeper(UnloadAnswers);
  }

  /** A Failure when a size is unknown, so that nothing could be placed. */
  static open(workspace: Workspace): Simulation | Failure {
    const pool = new ViewPool();
    const image = kernelImage(workspace, pool);
    return isFailure(image) ? image : new Simulation(workspace, image, pool);
  }

  /** A machine that is switched off, with this kernel on its disk. */
  start(): SimulatedKernel {
    const kernel = new SimulatedKernel(
      this.image,
      (name) => {
        const module = this.modules.image(name);
        return isFailure(module) ? module.failure.message : module;
      },
      { invariants: this.workspace.kernel.options.has('INVARIANTS'), cpus: CPUS },
    );
    kernel.undefinedSymbols = (module, dependencies) =>
      this.modules
        .undefinedIn(module, dependencies)
        .flatMap(({ symbol, certainty }) => (certainty === 'undefined' ? [symbol] : []));
    kernel.unloadAnswer = (module, handler) => this.unload.of(module.name, handler);
    kernel.isInKernel = (name) => name === 'kernel' || this.modules.isInKernel(name);
    kernel.isDeclaredInKernel = (module, name) => this.modules.isDeclaredInKernel(module, name);
    kernel.functionPlace = (name) => panicPlaceOf(this.workspace, name);
    kernel.otherSysctl = (name) => (this.others ??= new OtherSysctls(this.workspace, this.image, this.pool)).find(name);
    kernel.couldWrite = (owner, roots) => this.running().effects.couldWrite(owner, roots);
    kernel.writesLater = (roots) => this.running().program.program.writesLater(roots);
    kernel.machineSource = {
      open: () => this.running().program.open(),
      link: (module, machine) => {
        this.running().program.link(module, machine);
      },
    };
    return kernel;
  }

  private running(): NonNullable<typeof this.code> {
    if (this.code === undefined) {
      const program = new BootedProgram(this.workspace, this.image);
      this.code = { program, effects: new ImageEffects(this.workspace, program.program.effects) };
    }
    return this.code;
  }

  /** Sources that were read to run functions of theirs. */
  sources(): readonly string[] {
    return this.code?.program.program.read() ?? [];
  }

  /** Functions that were run, or about to be, as `path\nname` of the unit that has them. */
  functions(): readonly string[] {
    return this.code?.program.functions() ?? [];
  }

  /** The unit of a source's present text, in place of its former one; undefined where it can't be read. */
  replaceSource(path: string): SourceUnit | undefined {
    return this.code?.program.program.replace(path);
  }

  /** Names of the tree's modules, sorted. */
  moduleNames(): readonly string[] {
    this.names ??= [...new Set(this.workspace.moduleList().map(({ name }) => name))].sort();
    return this.names;
  }

  /**
   * Runs a whole scenario to its end or to what fails first. Nothing runs when a line of it can't be read.
   * @param script its name, for messages that carry a place.
   */
  run(
    text: string,
    listener: Listener,
    script = 'scenario',
    onStatement?: (line: number) => void,
  ): { readonly errors: readonly ScenarioError[]; readonly failure: ScenarioFailure | undefined } {
    const { statements, errors } = parseScenario(text);
    if (errors.length > 0) return { errors, failure: undefined };
    const session = new ScenarioRun(this.start(), listener, script);
    for (const statement of statements) {
      onStatement?.(statement.line);
      const failure = session.run(statement);
      if (failure !== undefined) return { errors, failure };
    }
    return { errors, failure: session.finish() };
  }

  /** A scenario that is given line by line. */
  converse(listener: Listener): Conversation {
    return new Conversation(this, this.start(), listener);
  }
}

/** What one line of a conversation led to. */
export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'more' }
  | { readonly kind: 'failed'; readonly failure: ScenarioFailure };

/** A prompt's side of a scenario: lines come one by one, a loop waits for its `end`. */
export class Conversation {
  private readonly simulation: Simulation;
  private readonly kernel: SimulatedKernel;
  private readonly session: ScenarioRun;
  private lines: string[] = [];
  private count = 0;

  constructor(simulation: Simulation, kernel: SimulatedKernel, listener: Listener) {
    this.simulation = simulation;
    this.kernel = kernel;
    this.session = new ScenarioRun(kernel, listener, 'prompt');
  }

  /** Takes a line; a failure leaves the kernel as the statement left it. */
  say(line: string): Reply {
    this.lines.push(line);
    this.count++;
    const depth = this.lines.reduce(
      (sum, text) => sum + (/^\s*repeat\b/.test(text) ? 1 : /^\s*end\s*(?:#.*)?$/.test(text) ? -1 : 0),
      0,
    );
    if (depth > 0) return { kind: 'more' };
    const first = this.count - this.lines.length + 1;
    const { read } = readFrom(
      this.lines.map((text, i) => ({ text, line: first + i })),
      0,
    );
    this.lines = [];
    for (const statement of read) {
      const failure = isScenarioError(statement)
        ? { ...statement, messages: [statement.message] as const, isMistake: true }
        : this.session.run(statement);
      if (failure !== undefined) return { kind: 'failed', failure };
    }
    return { kind: 'done' };
  }

  complete(line: string): Completion {
    return completeStatement(
      namesOfKernel(this.kernel, () => this.simulation.moduleNames()),
      line,
    );
  }
}
