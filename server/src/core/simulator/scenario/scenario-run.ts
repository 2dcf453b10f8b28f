import type { SimulatorEvent } from '../events.ts';
import type { ModuleImage } from '../kernel-image.ts';
import type { KernelState } from '../kernel-state.ts';
import { bootKernel } from '../boot.ts';
import { deferring, settle } from '../deferred.ts';
import { KernelPanic, type SimulatedKernel } from '../simulated-kernel.ts';
import { failure, mistake, type ScenarioFailure } from './scenario-failure.ts';
import { readFrom, withRound } from './parse-scenario.ts';
import { runStatement } from './run-statement.ts';
import { isScenarioError, type SourceLine, type Statement } from './statement.ts';

type Of<V extends Statement['verb']> = Extract<Statement, { readonly verb: V }>;

/** A moment of a run, to come back to. */
export interface RunMark {
  readonly state: KernelState;
  readonly options: SimulatedKernel['options'];
  readonly before: readonly KernelState[];
  readonly snapshots: ReadonlyMap<string, KernelState>;
  readonly preloads: readonly ModuleImage[];
  readonly settings: ReadonlyMap<string, bigint>;
  readonly awaited: Of<'fail'> | undefined;
}

/** A scenario under way: a kernel, what it was before each statement, and what is named or awaited. */
export class ScenarioRun {
  readonly kernel: SimulatedKernel;
  /** Name of the script, for messages of the kernel that carry a place. */
  private readonly script: string;
  private readonly off: KernelState;
  private readonly invariants: boolean;
  private readonly cpus: number;
  private readonly before: KernelState[] = [];
  private readonly snapshots = new Map<string, KernelState>();
  private preloads: readonly ModuleImage[] = [];
  private settings: ReadonlyMap<string, bigint> = new Map();
  private awaited: Of<'fail'> | undefined;
  private readonly listener: ((event: SimulatorEvent, line: number) => void) | undefined;

  constructor(kernel: SimulatedKernel, listener?: (event: SimulatorEvent, line: number) => void, script = 'scenario') {
    this.kernel = kernel;
    this.off = kernel.state;
    this.invariants = kernel.options.invariants;
    this.cpus = kernel.options.cpus;
    this.listener = listener;
    this.script = script;
  }

  /** Runs one statement. What changes the kernel can be taken back by `back`. */
  run(statement: Statement): ScenarioFailure | undefined {
    if (statement.verb === 'fail') {
      const unmet = this.unmet();
      this.awaited = statement;
      return unmet;
    }
    const { awaited } = this;
    this.awaited = undefined;
    const state = this.kernel.state;
    const printed: string[] = [];
    let failed = this.attempt(statement, printed);
    // That C functions have run meanwhile changes nothing.
    const isSame = this.kernel.state === state || this.kernel.state === state.deferred?.settled;
    if (statement.verb !== 'back' && !isSame) this.before.push(state);
    if (awaited === undefined) return failed;
    // A panic of a C function is a failure as well.
    failed ??= this.guarded(statement, printed, () => {
      settle(this.kernel);
      return undefined;
    });
    if (failed === undefined)
      return failure(statement, `the statement does not fail; expected a message with: ${awaited.text}`);
    if (!failed.messages.some((message) => message.includes(awaited.text)))
      return {
        ...failed,
        messages: [`it fails with another message than expected: ${failed.messages.join('; ')}`],
        isMistake: failed.isMistake,
      };
    this.tell(
      { kind: 'holds', text: `it fails: ${failed.messages.find((message) => message.includes(awaited.text)) ?? ''}` },
      statement.line,
    );
    return undefined;
  }

  /** Everything that the next statement hangs on. */
  mark(): RunMark {
    const { kernel, preloads, settings, awaited } = this;
    const { state, options } = kernel;
    return {
      state,
      options,
      before: [...this.before],
      snapshots: new Map(this.snapshots),
      preloads,
      settings,
      awaited,
    };
  }

  /** Makes the run what it was when the mark was made. */
  restore({ state, options, before, snapshots, preloads, settings, awaited }: RunMark): void {
    this.kernel.state = state;
    this.kernel.options = options;
    this.before.splice(0, this.before.length, ...before);
    this.snapshots.clear();
    for (const [name, kept] of snapshots) this.snapshots.set(name, kept);
    this.preloads = preloads;
    this.settings = settings;
    this.awaited = awaited;
  }

  /** Runs the C functions that the statements so far have called; a panic of theirs is a failure of `statement`. */
  settle(statement: Statement): ScenarioFailure | undefined {
    return this.guarded(statement, [], () => {
      settle(this.kernel);
      return undefined;
    });
  }

  /** What is left open at the end of a scenario. */
  finish(): ScenarioFailure | undefined {
    const unmet = this.unmet();
    this.awaited = undefined;
    return unmet;
  }

  private unmet(): ScenarioFailure | undefined {
    return this.awaited === undefined ? undefined : mistake(this.awaited, 'fail needs a statement after it');
  }

  private tell(event: SimulatorEvent, line: number): void {
    this.listener?.(event, line);
  }

  private attempt(statement: Statement, printed: string[]): ScenarioFailure | undefined {
    const { kernel, listener } = this;
    kernel.place = `${this.script}:${statement.line} ${statement.verb}()`;
    // Messages are needed where a failure is awaited; nobody else may be listening.
    kernel.listener =
      listener === undefined
        ? (event): void => {
            if (event.kind === 'printf') printed.push(event.text);
          }
        : (event): void => {
            if (event.kind === 'printf') printed.push(event.text);
            listener(event, statement.line);
          };
    return this.guarded(statement, printed, () => this.dispatch(statement));
  }

  /** A panic is a failure of the statement that is under way. */
  private guarded(
    statement: Statement,
    printed: readonly string[],
    act: () => ScenarioFailure | undefined,
  ): ScenarioFailure | undefined {
    try {
      const failed = act();
      return failed === undefined ? undefined : { ...failed, messages: [...failed.messages, ...printed] };
    } catch (error) {
      if (!(error instanceof KernelPanic)) throw error;
      const { line, column } = statement;
      return { line, column, messages: [`panic: ${error.message}`, ...printed], isMistake: false };
    }
  }

  private dispatch(statement: Statement): ScenarioFailure | undefined {
    switch (statement.verb) {
      case 'boot':
        this.boot(statement);
        return undefined;
      case 'machine':
        this.settings = new Map([...this.settings, ...statement.settings]);
        return undefined;
      case 'preload':
        return this.preload(statement);
      case 'snapshot':
        this.snapshots.set(statement.name.text, this.kernel.state);
        return undefined;
      case 'back':
        return this.back(statement);
      case 'repeat':
        return this.repeat(statement);
      case 'try':
        this.tryTo(statement);
        return undefined;
      case 'fail':
        return undefined;
      default:
        return this.perform(() => runStatement(this.kernel, statement));
    }
  }

  /** Does what changes the kernel or asks it for something: C functions are run when a value is asked for. */
  private perform(act: () => ScenarioFailure | undefined): ScenarioFailure | undefined {
    return this.kernel.machineSource === undefined ? act() : deferring(this.kernel, act);
  }

  /** Runs a statement that may fail: what there is to say of it is told. */
  private tryTo({ statement }: Of<'try'>): void {
    const failed = this.attempt(statement, []);
    if (failed !== undefined) this.tell({ kind: 'note', text: failed.messages[0] }, statement.line);
  }

  /** The machine starts, or starts again: the kernel environment of before is loader.conf(5)'s. */
  private boot({ invariants, cpus }: Of<'boot'>): void {
    const { kernel, off, settings, preloads } = this;
    const options = {
      ...kernel.options,
      settings,
      invariants: invariants ?? this.invariants,
      cpus: cpus ?? this.cpus,
    };
    this.perform(() => {
      kernel.options = options;
      bootKernel(kernel, { ...off, environment: kernel.state.environment }, preloads);
      return undefined;
    });
  }

  private preload({ modules }: Of<'preload'>): ScenarioFailure | undefined {
    const preloads = [...this.preloads];
    for (const word of modules) {
      const failed = this.preloadWithDependencies(word.text.replace(/\.ko$/, ''), preloads);
      if (failed !== undefined) return mistake(word, failed);
    }
    this.preloads = preloads;
    return undefined;
  }

  /** loader(8) loads a file, then what it depends on (stand/common/module.c, file_load_dependencies()). */
  private preloadWithDependencies(name: string, preloads: ModuleImage[]): string | undefined {
    if (preloads.some((image) => image.name === name)) return undefined;
    const image = this.kernel.moduleSource(name);
    if (typeof image === 'string') return image;
    preloads.push(image);
    for (const { module } of image.providers) if (module !== null) this.preloadWithDependencies(module, preloads);
    return undefined;
  }

  private back({ name, line, column }: Of<'back'>): ScenarioFailure | undefined {
    const state = name === undefined ? this.before.pop() : this.snapshots.get(name.text);
    if (state === undefined)
      return mistake(
        name ?? { line, column },
        name === undefined ? 'back: no statement to undo' : `no snapshot ${name.text}`,
      );
    this.kernel.state = state;
    return undefined;
  }

  private repeat({ count, lines }: Of<'repeat'>): ScenarioFailure | undefined {
    const depth = this.before.length;
    for (let round = 1; round <= count; round++) {
      const failed = this.round(withRound(lines, round));
      // A loop is one statement: its rounds can't be taken back one by one.
      this.before.length = depth;
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  private round(lines: readonly SourceLine[]): ScenarioFailure | undefined {
    for (let i = 0; i < lines.length;) {
      const { read, next } = readFrom(lines, i);
      for (const statement of read) {
        const failed = isScenarioError(statement) ? mistake(statement, statement.message) : this.run(statement);
        if (failed !== undefined) return failed;
      }
      i = next;
    }
    return this.finish();
  }
}
