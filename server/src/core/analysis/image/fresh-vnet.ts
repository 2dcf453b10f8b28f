import { isFailure, type Failure } from '../../kernel/failure.ts';
import { readPlace } from '../../simulator/access.ts';
import type { FunctionRun, SimulatedKernel } from '../../simulator/simulated-kernel.ts';
import { parseScenario } from '../../simulator/scenario/parse-scenario.ts';
import { ScenarioRun } from '../../simulator/scenario/scenario-run.ts';
import { vnetLeaks } from '../../simulator/leaks.ts';
import { settle } from '../../simulator/deferred.ts';
import type { Writer } from '../../machine/interpreter.ts';
import { changedFunctions, haveSameEffects } from './changed-functions.ts';
import { runAgain } from './run-again.ts';
import { Simulation } from './simulation.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a scalar or a pointer of a vnet holds after the constructors have run. */
export interface FreshValue {
  readonly name: string;
  /** The file of its definition. */
  readonly file: string;
  readonly inVnet0: string;
  readonly inOthers: string;
  /** Who wrote it last in a vnet that is not vnet0; undefined: it is as it was copied. */
  readonly writer: { readonly function: string; readonly file: string; readonly line: number } | undefined;
}

/** Something that a destroyed vnet leaves, and the constructor that took it. */
export interface FreshLeak {
  readonly what: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** The example machine; what depends on more is unknown, with the setting's name. */
const SCENARIO = 'boot\nvnet create a\n';

/**
 * What is in a fresh vnet, while the tree is edited: the kernel is booted once, and after an edit inside of functions
 * only those constructors are run again that come by them, or that look at what is different now.
 */
export class FreshVnet {
  private readonly workspace: Workspace;
  private readonly simulation: Simulation;
  /** As it is after boot and the last edit, to be looked at. */
  readonly kernel: SimulatedKernel;
  private readonly texts = new Map<string, string>();
  private runs: readonly FunctionRun[] = [];
  /** The number of the vnet that is not vnet0. */
  private other: number | undefined;

  private constructor(workspace: Workspace, simulation: Simulation) {
    this.workspace = workspace;
    this.simulation = simulation;
    this.kernel = simulation.start();
  }

  /**
   * Boots the kernel, which takes seconds; a Failure where it can't be placed, or does not come up. `onRun` is called
   * after each function that boot calls.
   */
  static boot(workspace: Workspace, onRun?: () => void): FreshVnet | Failure {
    const simulation = Simulation.open(workspace);
    if (isFailure(simulation)) return simulation;
    const made = new FreshVnet(workspace, simulation);
    const runs: FunctionRun[] = [];
    made.kernel.onRun = (run) => {
      runs.push(run);
      onRun?.();
    };
    const session = new ScenarioRun(made.kernel);
    for (const statement of parseScenario(SCENARIO).statements) {
      const failure = session.run(statement);
      if (failure !== undefined)
        return { failure: { message: failure.messages.join(' '), file: '', line: 0 }, near: [] };
    }
    settle(made.kernel);
    made.kernel.onRun = undefined;
    made.runs = runs;
    made.other = [...made.kernel.vnetHead()].find(({ number }) => number !== made.kernel.state.vnet0)?.number;
    for (const path of simulation.sources()) {
      const text = workspace.files.read(path);
      if (text !== undefined) made.texts.set(path, text);
    }
    return made;
  }

  /** Functions that were run so far, or about to be, as `path\nname` of the unit that has them. */
  functions(): readonly string[] {
    return this.simulation.functions();
  }

  values(): readonly FreshValue[] {
    const { kernel, other } = this;
    const { vnet0 } = kernel.state;
    if (vnet0 === undefined || other === undefined) return [];
    const writers = kernel.vnet(other)?.writers ?? [];
    return (kernel.vnetSet?.members ?? []).flatMap((member) => {
      const { view, name, file, offsetBytes, sizeBytes } = member;
      if (view.kind !== 'scalar' && view.kind !== 'pointer') return [];
      const accessed = {
        variable: { member, set: 'set_vnet' as const, start: offsetBytes, owner: 'kernel' },
        place: { view, offsetBits: 0, widthBits: undefined },
      };
      const writer = writers.findLast(
        (range) => range.offset < offsetBytes + sizeBytes && range.offset + range.sizeBytes > offsetBytes,
      );
      return [
        {
          name,
          file,
          inVnet0: readPlace(kernel, { kind: 'vnet', vnet: vnet0 }, accessed),
          inOthers: readPlace(kernel, { kind: 'vnet', vnet: other }, accessed),
          writer: writer && placeOf(writer),
        },
      ];
    });
  }

  /** What a vnet that is made and destroyed at once leaves for ever, as far as that is known. */
  leaks(): readonly FreshLeak[] {
    const { machine } = this.kernel.state;
    if (machine === undefined) return [];
    return vnetLeaks(this.kernel, machine).leaks.flatMap(({ what, stack, doubt }) => {
      // The innermost function that a person would look at: the outermost is the constructor.
      const by = stack.at(-1);
      return doubt !== undefined || by === undefined ? [] : [{ what, ...placeOf(by) }];
    });
  }

  /**
   * A source has another text now: runs again what that concerns. False where more has changed than what functions do,
   * or where it is not known what is concerned: then the kernel has to be booted anew.
   */
  changed(path: string): boolean {
    const before = this.texts.get(path);
    const text = this.workspace.files.read(path);
    // What no function that was run stands in is a matter of the next boot, if it is one of boot at all.
    if (before === undefined) return !path.endsWith('.h') && !this.workspace.isCompiled(path);
    if (text === undefined) return false;
    const names = changedFunctions(this.workspace, path, before, text);
    if (names === undefined) return false;
    this.texts.set(path, text);
    if (names.size === 0 && before === text) return true;
    const { machine } = this.kernel;
    const source = this.simulation.replaceSource(path);
    if (machine === undefined || source === undefined || this.other === undefined) return false;
    machine.replaceSource(source);
    const runs = runAgain(this.kernel, this.runs, {
      functions: new Set([...names].map((name) => `${path}\n${name}`)),
      hasSameEffects: haveSameEffects(this.workspace, path, before, text),
      other: this.other,
    });
    if (runs === undefined) return false;
    this.runs = runs;
    return true;
  }
}

function placeOf({ function: name, file, line }: Writer): NonNullable<FreshValue['writer']> {
  return { function: name, file, line };
}
