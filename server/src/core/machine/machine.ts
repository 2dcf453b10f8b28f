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
import { isMemory, memoryOf } from './cell.ts';
import { BudgetSpent, Interpreter, PathEnd, type ParsedCode, type Writer } from './interpreter.ts';
import type { Kernel, VnetThings } from './kernel.ts';
import { Memory } from './memory.ts';
import type { Program, RegionMember, SourceUnit } from './program.ts';
import { modelOf } from './models.ts';
import { forgetNamed } from './not-followed.ts';
import { runModuleEvent } from './module-event.ts';
import type { Cells } from './store.ts';
import type { Thing } from './thing.ts';
import { unknownValue, type Value } from './value.ts';

/** A function that somebody outside of C calls. */
export interface Entry {
  /** The source in whose words it is named. */
  readonly source: string;
  readonly function: string;
  /** What it is handed: a symbol, "NULL", a number; anything else is not known. */
  readonly argument: string;
}

/** What a function is run in. */
export interface Surroundings {
  readonly cells: Cells;
  /** The reference copies. */
  readonly reference: Memory;
  /** The vnet that curvnet is; undefined for NULL. */
  readonly vnet: { readonly memory: Memory; readonly ifcnt: number; readonly isVnet0: boolean } | undefined;
  readonly members: Members;
  readonly environment: ReadonlyMap<string, string>;
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
  readonly ifcnt: number | undefined;
  readonly written: readonly WrittenRange[];
  /** The kernel panics with it; undefined where it does not, or may not. */
  readonly panic: string | undefined;
  /** Why it was not run to its end; nothing above is of use then. */
  readonly gaveUp: string | undefined;
}

const ENDLESS = 2 ** 20;

const STEPS: Steps = { evaluate, read, condition, locate, behind, execute, executeBody, executeBlock, callExpression, callThing, initialize };

/** A machine that runs functions of one kernel; objects keep their identity as long as it lives. */
export class Machine {
  readonly interpreter: Interpreter;
  private readonly program: Program;
  readonly target: Target;
  private readonly kernel: MachineKernel;
  private readonly vnets: Readonly<Record<'vnet0' | 'other', VnetThings>>;

  constructor(program: Program, target: Target, parsed: ParsedCode, whyUnknown: (key: string) => string | undefined) {
    this.program = program;
    this.target = target;
    this.kernel = new MachineKernel(whyUnknown);
    this.interpreter = new Interpreter(STEPS, program, target, this.kernel, parsed);
    this.kernel.machine = this.interpreter;
    this.vnets = { vnet0: this.vnetThings(true), other: this.vnetThings(false) };
    this.interpreter.know(this.kernel.reference);
    this.interpreter.know(this.kernel.thread);
  }

  /** Runs a function to its end. */
  run(entry: Entry, around: Surroundings): RunResult {
    const { interpreter, kernel, vnets } = this;
    const things = around.vnet === undefined ? undefined : around.vnet.isVnet0 ? vnets.vnet0 : vnets.other;
    kernel.enter(around, things);
    const cells = new Map(around.cells);
    cells.set(kernel.reference, around.reference);
    cells.delete(kernel.thread);
    if (things !== undefined && around.vnet !== undefined) {
      cells.set(things.region, around.vnet.memory);
      cells.delete(things.vnet);
    }
    interpreter.begin(cells);
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
    const after = new Map(store.cells);
    const region = things && store.read(things.region);
    const counted = things && kernel.ifcnt(things.vnet);
    for (const own of [kernel.reference, kernel.thread, ...(things === undefined ? [] : [things.region, things.vnet])]) after.delete(own);
    return {
      cells: after, reference: memoryOf(store.read(kernel.reference), this.target), memory: region && isMemory(region) ? region : around.vnet?.memory, ifcnt: counted ?? around.vnet?.ifcnt,
      written: interpreter.writes.map((write) => this.place(write)), panic, gaveUp,
    };
  }

  /** Things of file scope that were looked at or written, by key. */
  get touched(): ReadonlyMap<string, Thing> {
    return this.interpreter.globals.touched;
  }

  /** What objects hold after a function was given up: whatever it could write is unknown. */
  forgotten(entry: Entry, cells: Cells): Cells {
    const { interpreter } = this;
    interpreter.begin(cells);
    const written = this.program.couldWrite(entry.source, entry.function);
    const reason = `${entry.function}() is not followed`;
    for (const [symbol, writer] of written?.writers ?? []) if (!symbol.startsWith('V_')) forgetNamed(interpreter, symbol, writer.path, reason);
    return new Map(interpreter.store.cells);
  }

  /** True for a variable that is a lock. */
  isLock(key: string): boolean {
    return this.interpreter.globals.locks.has(key);
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
    callEntry(interpreter, interpreter.globals.functionThing(source, source.unit.interner.intern(entry.function)), [argument], builtin('void'));
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
    return { offset, sizeBytes, file: at?.file.path ?? source.path, line: at === undefined ? 0 : at.file.lineOf(at.token), function: code.name };
  }

  private vnetThings(isVnet0: boolean): VnetThings {
    const region: Thing = { pointee: { kind: 'own' }, name: "the vnet's globals", sizeBytes: undefined, isFixed: false, initial: () => Memory.zeroed(0) };
    const base: Thing = { pointee: { kind: 'object', symbol: 'vnet_data_base' }, name: 'vnet_data_base', sizeBytes: undefined, isFixed: true, initial: () => Memory.filled(ENDLESS, unknownByte('vnet_data_base')), leadsTo: region };
    const untouched = unknownByte('struct vnet');
    const vnet: Thing = {
      pointee: { kind: 'object', symbol: isVnet0 ? 'vnet0' : 'curvnet' }, name: 'struct vnet', sizeBytes: undefined, isFixed: false, untouched, initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) => this.kernel.vnetMember(name, base),
    };
    for (const thing of [region, base, vnet]) this.interpreter.know(thing);
    return { vnet, region, isVnet0 };
  }
}

/** What C code finds around it, as the last run was given it. */
class MachineKernel implements Kernel {
  readonly reference: Thing = { pointee: { kind: 'object', symbol: '__start_set_vnet' }, name: 'the reference copies', sizeBytes: undefined, isFixed: false, initial: () => Memory.zeroed(0) };
  readonly thread: Thing;
  readonly profile = { zoneMaxIsExact: false };
  curvnet: VnetThings | undefined;
  machine: Interpreter | undefined;
  private around: Surroundings | undefined;
  private countedAt: number | undefined;
  private readonly whyUnknown: (key: string) => string | undefined;

  constructor(whyUnknown: (key: string) => string | undefined) {
    this.whyUnknown = whyUnknown;
    const untouched = unknownByte('struct thread');
    this.thread = {
      pointee: { kind: 'object', symbol: 'curthread' }, name: 'curthread', sizeBytes: undefined, isFixed: false, untouched, initial: () => Memory.filled(ENDLESS, untouched),
      member: (name) => (name !== 'td_vnet' ? undefined : this.curvnet === undefined ? { kind: 'integer', type: 'unsigned long', value: 0n } : { kind: 'address', thing: this.curvnet.vnet, offset: 0 }),
    };
  }

  enter(around: Surroundings, things: VnetThings | undefined): void {
    this.around = around;
    this.curvnet = things;
  }

  /** Members of the current struct vnet that are known. */
  vnetMember(name: string, base: Thing): Value | undefined {
    switch (name) {
      case 'vnet_data_base': return { kind: 'address', thing: base, offset: 0 };
      case 'vnet_ifcnt': return { kind: 'integer', type: 'unsigned int', value: BigInt(this.around?.vnet?.ifcnt ?? 0) };
      case 'vnet_sockcnt': return { kind: 'integer', type: 'unsigned int', value: 0n };
      default: return undefined;
    }
  }

  /** vnet_ifcnt, where somebody has asked for it. */
  ifcnt(vnet: Thing): number | undefined {
    const { machine } = this;
    if (machine === undefined || this.countedAt === undefined) return undefined;
    const { bytes, marks } = memoryOf(machine.store.read(vnet), machine.target).read(this.countedAt, 4);
    return marks === undefined ? new DataView(bytes.buffer).getUint32(0, !machine.target.isBigEndian) : undefined;
  }

  memberIsAt(name: string, offset: number): void {
    if (name === 'vnet_ifcnt') this.countedAt = offset;
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
    return this.around?.environment.get(name);
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

  setting(name: string): bigint | undefined {
    return this.around?.settings.get(name);
  }
}
