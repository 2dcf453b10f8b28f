import type { Target } from '../abi/target.ts';
import { integerValue } from '../abi/constant.ts';
import { builtin } from '../types/type.ts';
import { unknownByte } from './byte-mark.ts';
import { callEntry, callExpression, callThing } from './call.ts';
import { condition, evaluate, read } from './evaluate.ts';
import { execute, executeBlock, executeBody } from './execute.ts';
import { initialize } from './initialize.ts';
import { behind, locate } from './place.ts';
import type { Steps } from './steps.ts';
import { contentsOf, isMemory, memoryOf } from './cell.ts';
import { BudgetSpent, Interpreter, PathEnd, type ParsedCode, type Writer } from './interpreter.ts';
import type { Kernel, VnetThings } from './kernel.ts';
import { Memory, type Contents } from './memory.ts';
import type { Program, RegionMember, SourceUnit } from './program.ts';
import { modelOf } from './models.ts';
import { forgetNamed } from './not-followed.ts';
import { runModuleEvent } from './module-event.ts';
import { Store, type Cells } from './store.ts';
import type { Cell, Thing } from './thing.ts';
import { unknownValue, type Value } from './value.ts';

/** A function that somebody outside of C calls. */
export interface Entry {
  /** The source in whose words it is named. */
  readonly source: string;
  readonly function: string;
  /** What it is handed: a symbol, "NULL", a number; anything else is not known. */
  readonly argument: string;
}

/** A sysctl's handler with what its oid hands it. */
export interface SysctlCall {
  readonly source: string;
  readonly function: string;
  /** A place in the region, or a symbol as in Entry. */
  readonly arg1: string | { readonly offset: number; readonly isReference: boolean };
  readonly arg2: number | undefined;
}

/** What a function is run in. */
export interface Surroundings {
  readonly cells: Cells;
  /** The reference copies. */
  readonly reference: Memory;
  /** What vnet0 holds; undefined before there is one. */
  readonly vnet0: Memory | undefined;
  /** The vnet that curvnet is; undefined for NULL. */
  readonly vnet: { readonly memory: Memory; readonly ifcnt: number; readonly isVnet0: boolean } | undefined;
  readonly members: Members;
  readonly environment: ReadonlyMap<string, string>;
  /** Objects that an earlier run of the function made: they keep their identity where they are made again. */
  readonly reused?: readonly Thing[] | undefined;
  /** What is known of the example machine: hw.physmem, hz, mp_ncpus ... */
  readonly settings: ReadonlyMap<string, bigint>;
}

/** Members of set_vnet as they lie in the region. */
export interface Members {
  ofSymbol(symbol: string, path: string): RegionMember | undefined;
  at(offset: number): RegionMember | undefined;
  named(name: string): readonly RegionMember[];
  readonly all: readonly RegionMember[];
}

/** Who wrote where in a vnet's region. */
export interface WrittenRange extends Writer {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface RunResult {
  readonly cells: Cells;
  readonly reference: Memory;
  readonly memory: Memory | undefined;
  /** What vnet0 holds where it is another vnet's run that has changed it. */
  readonly vnet0: Memory | undefined;
  readonly ifcnt: number | undefined;
  readonly written: readonly WrittenRange[];
  /** Objects that were looked at or written, with what they held before; undefined: nobody had looked at them. */
  readonly reads: ReadonlyMap<Thing, Cell | undefined>;
  /** Another vnet's run has looked at what vnet0 holds. */
  readonly looksAtVnet0: boolean;
  /** Variables of the environment that were asked for, with their values. */
  readonly asked: ReadonlyMap<string, string | undefined>;
  /** Pieces of the vnet's region that were looked at, as Interpreter.regionReads has them. */
  readonly regionReads: ReadonlySet<number>;
  /** Objects that were made, in order. */
  readonly made: readonly Thing[];
  /** Functions whose bodies were run, as `path\nname`. */
  readonly entered: ReadonlySet<string>;
  /** Every call was followed, or modelled. */
  readonly isFollowed: boolean;
  /** The kernel panics with it; undefined where it does not, or may not. */
  readonly panic: string | undefined;
  /** Why it was not run to its end; nothing above is of use then. */
  readonly gaveUp: string | undefined;
}

const ENDLESS = 2 ** 20;

/** Variables of the kernel that the example machine decides, with the word by which a scenario sets them. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['hz', 'hz'],
  ['mp_ncpus', 'ncpu'],
  ['mp_maxid', 'ncpu'],
  ['maxusers', 'maxusers'],
  ['nmbclusters', 'nmbclusters'],
]);

const STEPS: Steps = {
  evaluate,
  read,
  condition,
  locate,
  behind,
  execute,
  executeBody,
  executeBlock,
  callExpression,
  callThing,
  initialize,
};

/** A machine that runs functions of one kernel; objects keep their identity as long as it lives. */
export class Machine {
  readonly interpreter: Interpreter;
  private readonly program: Program;
  readonly target: Target;
  private readonly kernel: MachineKernel;
  private readonly request: Thing;
  private readonly vnets: Readonly<Record<'vnet0' | 'other', VnetThings>>;
  /** The variable vnet0: before there is one, and then. */
  private readonly noVnet0: Cell;
  private readonly isVnet0: Cell;

  constructor(
    program: Program,
    target: Target,
    parsed: ParsedCode,
    whyUnknown: (key: string) => string | undefined,
    zoneMaxIsExact = false,
  ) {
    this.program = program;
    this.target = target;
    this.kernel = new MachineKernel(whyUnknown, zoneMaxIsExact);
    this.interpreter = new Interpreter(STEPS, program, target, this.kernel, parsed);
    this.kernel.machine = this.interpreter;
    this.vnets = { vnet0: this.vnetThings(true), other: this.vnetThings(false) };
    const sizeBytes = target.pointerBytes;
    this.noVnet0 = { value: integerValue(0n, target.sizeType, target), sizeBytes };
    this.isVnet0 = { value: { kind: 'address', thing: this.vnets.vnet0.vnet, offset: 0 }, sizeBytes };
    this.interpreter.know(this.kernel.reference);
    this.interpreter.know(this.kernel.thread);
    const untouched = unknownByte('struct sysctl_req');
    const out: Thing = this.interpreter.know({
      pointee: { kind: 'function', symbol: 'sysctl_old_user' },
      name: 'sysctl_old_user()',
      sizeBytes: undefined,
      isFixed: true,
      initial: () => Memory.filled(ENDLESS, unknownByte('machine code')),
    });
    this.request = this.interpreter.know({
      pointee: { kind: 'object', symbol: 'req' },
      name: 'struct sysctl_req',
      sizeBytes: undefined,
      isFixed: false,
      untouched,
      initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) => {
        switch (name) {
          case 'newptr':
          case 'newlen':
          case 'newidx':
          case 'oldidx':
            return integerValue(0n, target.sizeType, target);
          case 'oldptr':
            return { kind: 'address', thing: out, offset: 0 };
          case 'oldfunc':
            return { kind: 'address', thing: out, offset: 0 };
          case 'td':
            return { kind: 'address', thing: this.kernel.thread, offset: 0 };
          default:
            return undefined;
        }
      },
    });
  }

  /** Runs a function to its end. */
  run(entry: Entry, around: Surroundings): RunResult {
    const { interpreter, kernel, vnets } = this;
    const things = around.vnet === undefined ? undefined : around.vnet.isVnet0 ? vnets.vnet0 : vnets.other;
    this.begin(around, things);
    let panic: string | undefined;
    let gaveUp: string | undefined;
    try {
      this.call(entry);
    } catch (error) {
      if (error instanceof PathEnd) panic = error.panic ?? `${entry.function}() does not come to an end`;
      else if (error instanceof BudgetSpent || error instanceof RangeError) gaveUp = error.message;
      else throw error;
    }
    const { store } = interpreter;
    const region = things && store.read(things.region);
    const counted = things && kernel.ifcnt(things.vnet);
    const { vnet0 } = vnets;
    const region0 = things === vnet0 ? undefined : store.own(vnet0.region);
    const reference = memoryOf(store.read(kernel.reference), this.target);
    const own = new Set([
      kernel.reference,
      kernel.thread,
      vnet0.region,
      vnet0.vnet,
      ...(things === undefined ? [] : [things.region, things.vnet]),
    ]);
    // Nobody writes into it from here on.
    interpreter.store = new Store(this.target, new Map());
    return {
      cells: store.cells(own),
      reads: store.reads(own),
      asked: kernel.asked,
      looksAtVnet0: things !== vnet0 && region0 !== undefined,
      reference,
      memory: region && isMemory(region) ? region : around.vnet?.memory,
      ifcnt: counted ?? around.vnet?.ifcnt,
      vnet0: region0 !== undefined && isMemory(region0) && region0 !== around.vnet0 ? region0 : undefined,
      written: interpreter.writes.map((write) => this.place(write)),
      regionReads: interpreter.regionReads,
      entered: interpreter.entered,
      made: interpreter.madeNow,
      isFollowed: interpreter.lostNow === 0 && gaveUp === undefined,
      panic,
      gaveUp,
    };
  }

  /** What a sysctl's handler answers who only reads; a string says why that is not known. */
  sysctl(handler: SysctlCall, around: Surroundings): Contents | string {
    const { interpreter, kernel, vnets, target } = this;
    const things = around.vnet === undefined ? undefined : around.vnet.isVnet0 ? vnets.vnet0 : vnets.other;
    const source = this.program.source(handler.source);
    if (source === undefined) return `${handler.source} can't be read`;
    this.begin(around, things);
    kernel.answers.length = 0;
    const { arg1 } = handler;
    try {
      const first: Value =
        typeof arg1 === 'string'
          ? this.argument(source, arg1)
          : things === undefined
            ? unknownValue('no vnet')
            : { kind: 'address', thing: arg1.isReference ? kernel.reference : things.region, offset: arg1.offset };
      const args: Value[] = [
        unknownValue('struct sysctl_oid'),
        first,
        handler.arg2 === undefined
          ? unknownValue('arg2')
          : integerValue(BigInt(handler.arg2), target.ptrdiffType, target),
        { kind: 'address', thing: this.request, offset: 0 },
      ];
      const error = callEntry(
        interpreter,
        interpreter.globals.functionThing(source, source.unit.interner.intern(handler.function)),
        args,
        builtin('int'),
      );
      if (error.kind !== 'integer' || error.value !== 0n)
        return error.kind === 'unknown' ? error.reason : 'the handler refuses';
    } catch (error) {
      if (error instanceof PathEnd) return error.panic ?? 'the handler does not come back';
      if (error instanceof BudgetSpent || error instanceof RangeError) return error.message;
      throw error;
    }
    const [answer, ...others] = kernel.answers;
    return answer === undefined
      ? 'the handler hands nothing out'
      : others.length > 0
        ? 'the handler hands out several pieces'
        : answer;
  }

  /**
   * What a module's event handler gives back for an event, whatever the kernel's state is; undefined where that is not
   * known.
   */
  moduleEvent(source: SourceUnit, handler: string, event: bigint): bigint | undefined {
    const { interpreter, target } = this;
    const none: Members = { ofSymbol: () => undefined, at: () => undefined, named: () => [], all: [] };
    this.begin(
      {
        cells: new Map(),
        reference: Memory.zeroed(0),
        vnet0: undefined,
        vnet: undefined,
        members: none,
        environment: new Map(),
        settings: new Map(),
      },
      undefined,
    );
    try {
      const answer = callEntry(
        interpreter,
        interpreter.globals.functionThing(source, source.unit.interner.intern(handler)),
        [unknownValue('the module'), integerValue(event, 'int', target), unknownValue("the module's data")],
        builtin('int'),
      );
      return answer.kind === 'integer' ? answer.value : undefined;
    } catch (error) {
      if (error instanceof PathEnd || error instanceof BudgetSpent || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** Functions that timers, tasks and threads call when boot is done, as far as it is known. */
  get scheduled(): readonly { readonly file: string | undefined; readonly function: string }[] {
    return [...this.interpreter.scheduled.values()];
  }

  /** True for a variable of the environment that C code has asked for. */
  hasFetched(name: string): boolean {
    return this.kernel.fetched.has(name);
  }

  /** Things of file scope that were looked at or written, by key. */
  get touched(): ReadonlyMap<string, Thing> {
    return this.interpreter.globals.touched;
  }

  /** What objects hold after a function was given up: whatever it could write is unknown. */
  forgotten(entry: Entry, cells: Cells): Cells {
    const { interpreter } = this;
    interpreter.begin(new Map(), cells);
    interpreter.lost.add(`${entry.source}\n${entry.function}`);
    const written = this.program.couldWrite(entry.source, entry.function);
    const reason = `${entry.function}() is not followed`;
    for (const [symbol, writer] of written?.writers ?? [])
      if (!symbol.startsWith('V_')) forgetNamed(interpreter, symbol, writer.path, reason);
    return interpreter.store.cells();
  }

  /** A source has another text: from now on its functions are those of `source`. */
  replaceSource(source: SourceUnit): void {
    this.interpreter.globals.replaceSource(source);
  }

  /** True for a variable that is a lock. */
  isLock(key: string): boolean {
    return this.interpreter.globals.locks.has(key);
  }

  private begin(around: Surroundings, things: VnetThings | undefined): void {
    const { kernel } = this;
    kernel.enter(around, things);
    const cells = new Map<Thing, Cell>();
    cells.set(kernel.reference, around.reference);
    cells.set(kernel.thread, kernel.threadCell(this.target));
    if (things !== undefined && around.vnet !== undefined) {
      cells.set(things.region, around.vnet.memory);
      cells.set(things.vnet, things.vnet.initial());
    }
    this.kernel.vnet0Memory = around.vnet0;
    const pointer = this.interpreter.globals.named('vnet0');
    const held = around.vnet0 === undefined ? this.noVnet0 : this.isVnet0;
    if (around.cells.get(pointer) !== held) cells.set(pointer, held);
    this.interpreter.begin(cells, around.cells, around.reused);
  }

  private call(entry: Entry): void {
    const { interpreter } = this;
    const source = this.program.source(entry.source);
    if (source === undefined) throw new BudgetSpent(`${entry.source} can't be read`);
    const argument = this.argument(source, entry.argument);
    if (entry.function === 'module_register_init') {
      runModuleEvent(interpreter, argument, 0n);
      return;
    }
    // A function that is modelled changes nothing when boot calls it.
    if (modelOf(entry.function) !== undefined) return;
    callEntry(
      interpreter,
      interpreter.globals.functionThing(source, source.unit.interner.intern(entry.function)),
      [argument],
      builtin('void'),
    );
  }

  private argument(source: SourceUnit, text: string): Value {
    const { target } = this;
    if (text === 'NULL') return integerValue(0n, target.sizeType, target);
    if (/^-?\d+$/.test(text)) return integerValue(BigInt(text), target.sizeType, target);
    const symbol = /^&?([A-Za-z_]\w*)$/.exec(text)?.[1];
    if (symbol === undefined) return unknownValue(`the argument ${text}`);
    const place = this.interpreter.globals.place(source, source.unit.interner.intern(symbol));
    return typeof place === 'string' ? unknownValue(place) : { kind: 'address', ...place };
  }

  private place({ offset, sizeBytes, source, code, token }: Interpreter['writes'][number]): WrittenRange {
    const at = source.unit.place(code.definition.body.source, token);
    return {
      offset,
      sizeBytes,
      file: at?.file.path ?? source.path,
      line: at === undefined ? 0 : at.file.lineOf(at.token),
      function: code.name,
    };
  }

  private vnetThings(isVnet0: boolean): VnetThings {
    const region: Thing = {
      pointee: { kind: 'own' },
      name: "the vnet's globals",
      sizeBytes: undefined,
      isFixed: false,
      initial: () => (isVnet0 ? this.kernel.vnet0Memory : undefined) ?? Memory.zeroed(0),
    };
    const base: Thing = {
      pointee: { kind: 'object', symbol: 'vnet_data_base' },
      name: 'vnet_data_base',
      sizeBytes: undefined,
      isFixed: true,
      initial: () => Memory.filled(ENDLESS, unknownByte('vnet_data_base')),
      leadsTo: region,
    };
    const untouched = unknownByte('struct vnet');
    const vnet: Thing = {
      pointee: { kind: 'object', symbol: isVnet0 ? 'vnet0' : 'curvnet' },
      name: 'struct vnet',
      sizeBytes: undefined,
      isFixed: false,
      untouched,
      initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) => this.kernel.vnetMember(name, base),
    };
    for (const thing of [region, base, vnet]) this.interpreter.know(thing);
    return { vnet, region, isVnet0 };
  }
}

/** What C code finds around it, as the last run was given it. */
class MachineKernel implements Kernel {
  readonly reference: Thing = {
    pointee: { kind: 'object', symbol: '__start_set_vnet' },
    name: 'the reference copies',
    sizeBytes: undefined,
    isFixed: false,
    initial: () => Memory.zeroed(0),
  };
  readonly thread: Thing;
  readonly profile: { readonly zoneMaxIsExact: boolean };
  curvnet: VnetThings | undefined;
  machine: Interpreter | undefined;
  /** What a handler has handed out. */
  readonly answers: (Contents | string)[] = [];
  /** Variables of the environment that C code has asked for. */
  readonly fetched = new Set<string>();
  /** Those of the last run, with their values. */
  asked = new Map<string, string | undefined>();
  vnet0Memory: Memory | undefined;
  private around: Surroundings | undefined;
  private countedAt: number | undefined;
  private currentAt: number | undefined;
  private readonly whyUnknown: (key: string) => string | undefined;

  constructor(whyUnknown: (key: string) => string | undefined, zoneMaxIsExact: boolean) {
    this.profile = { zoneMaxIsExact };
    this.whyUnknown = whyUnknown;
    const untouched = unknownByte('struct thread');
    this.thread = {
      pointee: { kind: 'object', symbol: 'curthread' },
      name: 'curthread',
      sizeBytes: undefined,
      isFixed: false,
      untouched,
      initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) =>
        name !== 'td_vnet'
          ? undefined
          : this.curvnet === undefined
            ? { kind: 'integer', type: 'unsigned long', value: 0n }
            : { kind: 'address', thing: this.curvnet.vnet, offset: 0 },
    };
  }

  enter(around: Surroundings, things: VnetThings | undefined): void {
    this.around = around;
    this.curvnet = things;
    this.asked = new Map();
  }

  /** Members of the current struct vnet that are known. */
  vnetMember(name: string, base: Thing): Value | undefined {
    switch (name) {
      case 'vnet_data_base':
        return { kind: 'address', thing: base, offset: 0 };
      case 'vnet_ifcnt':
        return { kind: 'integer', type: 'unsigned int', value: BigInt(this.around?.vnet?.ifcnt ?? 0) };
      case 'vnet_sockcnt':
        return { kind: 'integer', type: 'unsigned int', value: 0n };
      default:
        return undefined;
    }
  }

  /** vnet_ifcnt, where somebody has asked for it. */
  ifcnt(vnet: Thing): number | undefined {
    const { machine } = this;
    if (machine === undefined || this.countedAt === undefined) return undefined;
    const { bytes, marks } = memoryOf(machine.store.read(vnet), machine.target).read(this.countedAt, 4);
    return marks === undefined ? new DataView(bytes.buffer).getUint32(0, !machine.target.isBigEndian) : undefined;
  }

  sysctlOut(contents: Contents | undefined, reason: string): void {
    this.answers.push(contents ?? reason);
  }

  memberIsAt(thing: Thing, name: string, offset: number): void {
    if (name === 'vnet_ifcnt') this.countedAt = offset;
    if (thing === this.thread) this.currentAt = offset;
  }

  /** curthread with td_vnet, where it has been asked for before. */
  threadCell(target: Target): Memory {
    const memory = Memory.filled(ENDLESS, this.thread.untouched ?? unknownByte('struct thread'));
    const vnet = this.thread.member?.('td_vnet');
    if (this.currentAt === undefined || vnet === undefined) return memory;
    const { bytes, marks } = contentsOf(vnet, target.pointerBytes, target);
    return memory.write(this.currentAt, bytes, marks);
  }

  regionMember(symbol: string, path: string): RegionMember | undefined {
    return this.around?.members.ofSymbol(symbol, path);
  }

  memberAt(offset: number): RegionMember | undefined {
    return this.around?.members.at(offset);
  }

  membersNamed(name: string): readonly RegionMember[] {
    return this.around?.members.named(name) ?? [];
  }

  kenv(name: string): string | undefined {
    this.fetched.add(name);
    const value = this.around?.environment.get(name);
    this.asked.set(name, value);
    return value;
  }

  unknownGlobal(key: string): string | undefined {
    return this.whyUnknown(key);
  }

  wildWrite(reason: string): never {
    // The function that does it is given up, with all that it could write by name.
    throw new BudgetSpent(reason);
  }

  nullDereference(): void {
    // Whether the way is gone at all is not known here: what is read is unknown, what is written is wild.
  }

  setting(name: string): bigint | string | undefined {
    const option = SETTINGS.get(name);
    return option === undefined
      ? undefined
      : (this.around?.settings.get(name) ?? `${name} is not set: machine ${option}=N`);
  }
}
