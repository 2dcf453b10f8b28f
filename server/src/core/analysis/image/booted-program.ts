import { P_ASSIGN } from '../../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT } from '../../lexer/token-kinds.ts';
import { Machine } from '../../machine/machine.ts';
import { ParsedCode } from '../../machine/parsed-code.ts';
import type { SysinitEntry, KernelImage } from '../../simulator/kernel-image.ts';
import type { FunctionRoot, MachineSource } from '../../simulator/simulated-kernel.ts';
import type { Closure } from './linked-effects.ts';
import { readImagePart } from './image-part.ts';
import { LinkedProgram } from './linked-program.ts';
import { ViewPool } from '../workspace/type-view.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** More sources than this are no helpers of the virtualized ones: drivers, say. */
const MOST_ADDED = 200;

/**
 * The C code of a kernel, for the simulator to run. Its SYSINITs are those of the sources that have virtualized globals
 * or constructors; what any other could write to a global that is looked at makes that global unknown.
 */
export class BootedProgram implements MachineSource {
  readonly program: LinkedProgram;
  private readonly workspace: Workspace;
  private readonly parsed = new ParsedCode();
  private left: Closure | undefined;
  /** SYSINITs of sources without virtualized globals that register something with those that have them, by source. */
  private readonly added: ReadonlyMap<string, readonly SysinitEntry[]>;
  /** Sources of which boot calls nothing but what is run. */
  private readonly whole: ReadonlySet<string>;
  /** In link order. */
  private readonly entries: readonly SysinitEntry[];
  /** Those that are run besides registrations of constructors. */
  private readonly relevant: ReadonlySet<SysinitEntry>;

  constructor(workspace: Workspace, image: KernelImage) {
    this.workspace = workspace;
    this.program = new LinkedProgram(workspace);
    const order = new Map(workspace.kernel.objects.map(({ source }, i) => [source, i]));
    const members = image.sets.set_vnet?.members ?? [];
    const known = image.sysinits.sysinits;
    const holdsRegion = new Set([
      ...members.map(({ object }) => image.objects[object] ?? ''),
      ...known.filter(({ vnet }) => vnet !== undefined).map(sourceOf),
    ]);
    this.added = this.registering(image, holdsRegion);
    this.entries = [...known, ...this.added.values()]
      .flat()
      .sort((a, b) => (order.get(sourceOf(a)) ?? 0) - (order.get(sourceOf(b)) ?? 0));
    // All of a source's SYSINITs are run where all of them are understood.
    const notUnderstood = new Set(image.problems.map(({ file }) => file));
    this.program.leftOut = () => this.leftClosure();
    this.whole = new Set([
      ...this.added.keys(),
      ...[...holdsRegion].filter((source) => source !== '' && !notUnderstood.has(source)),
    ]);
    this.relevant = new Set(
      this.entries.filter(
        (entry) => entry.vnet === undefined && (holdsRegion.has(sourceOf(entry)) || this.added.has(sourceOf(entry))),
      ),
    );
  }

  /** Functions that were run, or about to be, as `path\nname` of the unit that has them. */
  functions(): readonly string[] {
    return [...this.parsed.codes.values()].map(({ source, name }) => `${source.path}\n${name}`);
  }

  open(): {
    readonly machine: Machine;
    readonly sysinits: readonly SysinitEntry[];
    readonly leftOut: readonly FunctionRoot[];
  } {
    const machine = new Machine(
      this.program,
      this.workspace.target,
      this.parsed,
      (key) => this.whyUnknown(key),
      this.zoneMaxIsExact(),
    );
    return {
      machine,
      sysinits: this.entries.filter((entry) => entry.vnet !== undefined || this.relevant.has(entry)),
      leftOut: this.leftOut().map(([file, name]) => ({ file, function: name })),
    };
  }

  /** Links a module's sources with the kernel's, for a machine that is running. */
  link(name: string, machine: Machine): void {
    // What boot left out is what it left out before.
    this.leftClosure();
    this.program.link(name);
    machine.linked();
  }

  private registering(
    image: KernelImage,
    holdsRegion: ReadonlySet<string>,
  ): ReadonlyMap<string, readonly SysinitEntry[]> {
    const { workspace } = this;
    const found = new Map<string, readonly SysinitEntry[]>();
    const sources = new Set(this.program.effects.boot.registering(holdsRegion));
    if (sources.size > MOST_ADDED) return found;
    const pool = new ViewPool();
    for (const object of workspace.kernel.objects) {
      if (!sources.has(object.source) || found.has(object.source) || image.objects.includes(object.source)) continue;
      const { sysinits, problems } = readImagePart(workspace, object, pool);
      if (problems.length === 0 && sysinits.every(({ vnet }) => vnet === undefined))
        found.set(
          object.source,
          sysinits.map((entry) => ({ ...entry, object: -1, source: object.source })),
        );
    }
    return found;
  }

  /** Whether uma_zone_set_max() of this tree gives a zone what is asked for: up to 13 it rounds its parameter first. */
  private zoneMaxIsExact(): boolean {
    const found = this.program.functionNamed('uma_zone_set_max');
    if (typeof found === 'string') return false;
    const { source, definition } = found;
    const step = definition.declarator.derivations.find((one) => one.kind === 'function');
    const limit = step?.kind === 'function' ? step.parameters[1]?.declarator.name : undefined;
    const { tokens } = definition.body.source;
    for (let i = definition.body.from; i + 1 < definition.body.to; i++)
      if (
        tokens.kind[i] === T_IDENT &&
        tokens.value[i] === limit &&
        tokens.kind[i + 1] === T_PUNCT &&
        tokens.value[i + 1] === P_ASSIGN
      )
        return false;
    return limit !== undefined && source.path !== '';
  }

  /**
   * Why a global may hold what its initializer does not say: a function that boot calls, and that is not run, could
   * write it.
   */
  private whyUnknown(key: string): string | undefined {
    const left = this.leftClosure();
    const at = key.lastIndexOf(':');
    const writer = left.writers.get(key.slice(at + 1));
    return writer === undefined || (at >= 0 && writer.path !== key.slice(0, at))
      ? undefined
      : `${writer.name}() is not followed`;
  }

  private leftClosure(): Closure {
    return (this.left ??= this.program.effects.closure(this.leftOut()));
  }

  /** What boot calls and is not run. */
  private leftOut(): readonly (readonly [string, string])[] {
    const run = new Set([...this.relevant].flatMap((entry) => this.rootsOf(entry).map((root) => root.join(' '))));
    return this.program.effects.boot
      .bootRoots(new Set())
      .filter((root) => !run.has(root.join(' ')) && !this.whole.has(root[0]));
  }

  private rootsOf(entry: SysinitEntry): readonly (readonly [string, string])[] {
    const source = sourceOf(entry);
    return entry.function === 'module_register_init'
      ? this.program.effects.boot.moduleHandlers(source).map((name) => [source, name] as const)
      : [[source, entry.function]];
  }
}

function sourceOf(entry: SysinitEntry): string {
  return entry.source ?? entry.file;
}
