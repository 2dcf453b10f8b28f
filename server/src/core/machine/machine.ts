import type { Target } from '../abi/target.ts';
import { integerValue } from '../abi/constant.ts';
import { builtin } from '../types/type.ts';
import { callEntry, callExpression, callThing } from './call.ts';
import { condition, evaluate, read } from './evaluate.ts';
import { execute, executeBlock, executeBody } from './execute.ts';
import { initialize } from './initialize.ts';
import { behind, locate } from './place.ts';
import type { Steps } from './steps.ts';
import { isMemory, memoryOf } from './cell.ts';
import { BudgetSpent, Interpreter, PathEnd } from './interpreter.ts';
import type { ParsedCode } from './parsed-code.ts';
import type { VnetThings } from './kernel.ts';
import { Memory, type Contents } from './memory.ts';
import type { Program, SourceUnit } from './program.ts';
import { callLater, doubtGiven, type Ledger } from './ledger.ts';
import { modelOf } from './models.ts';
import { eventList } from './models/events.ts';
import { forgetNamed, forgetReachable } from './not-followed.ts';
import { MODULE_EVENTS, runModuleEvent } from './module-event.ts';
import { Store, type Cells } from './store.ts';
import { SysctlThings } from './sysctl-things.ts';
import { nullEnded } from './null-ended.ts';
import { MachineKernel } from './machine-kernel.ts';
import type { Entry, Members, RunResult, Surroundings, SysctlCall, WrittenRange } from './run.ts';
import type { Cell, Thing } from './thing.ts';
import { unknownValue, type Value } from './value.ts';
import { vnetThings } from './vnet-things.ts';

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
  eventList,
};

/** A machine that runs functions of one kernel; objects keep their identity as long as it lives. */
export class Machine {
  readonly interpreter: Interpreter;
  private readonly program: Program;
  readonly target: Target;
  private readonly kernel: MachineKernel;
  private readonly handed: SysctlThings;
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
    this.vnets = {
      vnet0: vnetThings(this.kernel, this.interpreter, true),
      other: vnetThings(this.kernel, this.interpreter, false),
    };
    const sizeBytes = target.pointerBytes;
    this.noVnet0 = { value: integerValue(0n, target.sizeType, target), sizeBytes };
    this.isVnet0 = { value: { kind: 'address', thing: this.vnets.vnet0.vnet, offset: 0 }, sizeBytes };
    this.interpreter.know(this.kernel.reference);
    this.interpreter.know(this.kernel.thread);
    this.handed = new SysctlThings(this.kernel, target, (thing) => this.interpreter.know(thing));
  }

  /** Runs a function to its end. */
  run(entry: Entry, around: Surroundings): RunResult {
    const { interpreter, kernel, vnets } = this;
    const things = around.vnet === undefined ? undefined : around.vnet.isVnet0 ? vnets.vnet0 : vnets.other;
    this.begin(around, things);
    let panic: string | undefined;
    let panicAt: RunResult['panicAt'];
    let gaveUp: string | undefined;
    let answer: Value | undefined;
    const taken = interpreter.ledger?.mark ?? 0;
    try {
      interpreter.recordedCalls.isOn =
        entry.isConstructor === true && around.reused === undefined && interpreter.ledger === undefined;
      answer = this.call(entry);
      // They are called soon, and what they free is freed then.
      if (interpreter.ledger !== undefined) callLater(interpreter);
    } catch (error) {
      if (error instanceof PathEnd) {
        panic = error.panic ?? `${entry.function}() does not return on any path`;
        panicAt = error.place?.();
      } else if (error instanceof BudgetSpent || error instanceof RangeError) gaveUp = error.message;
      else throw error;
    }
    if (gaveUp !== undefined) {
      const reason = `${entry.function}() is not followed: ${gaveUp}`;
      interpreter.ledger?.doubtSince(taken, reason);
      // Which function a module's handler is nobody has come to know.
      if (MODULE_EVENTS.has(entry.function)) interpreter.ledger?.doubt(() => true, reason);
      else doubtGiven(interpreter, reason, entry.source, entry.function, []);
    }
    const { store } = interpreter;
    const region = things && store.read(things.region);
    const ifcnt = things && kernel.ifcnt(things.vnet);
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
      ifcnt,
      vnet0: region0 !== undefined && isMemory(region0) && region0 !== around.vnet0 ? region0 : undefined,
      written: interpreter.writes.map((write) => this.place(write)),
      regionReads: interpreter.regionReads,
      entered: interpreter.entered,
      made: interpreter.madeNow,
      isFollowed: interpreter.lostNow === 0 && gaveUp === undefined,
      answer: answer?.kind === 'integer' ? answer.value : undefined,
      panic,
      panicAt,
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
      const isInVnet = typeof arg1 !== 'string' && !arg1.isReference;
      const first: Value =
        typeof arg1 === 'string'
          ? this.argument(source, arg1)
          : things === undefined
            ? unknownValue('no vnet')
            : { kind: 'address', thing: arg1.isReference ? kernel.reference : things.region, offset: arg1.offset };
      const second =
        handler.arg2 === undefined ? undefined : integerValue(BigInt(handler.arg2), target.ptrdiffType, target);
      this.handed.asked = {
        arg1: isInVnet ? { kind: 'address', thing: kernel.reference, offset: arg1.offset } : first,
        arg2: second,
        name: { kind: 'address', thing: interpreter.string(nullEnded(handler.name)), offset: 0 },
      };
      const args: Value[] = [
        { kind: 'address', thing: this.handed.oid, offset: 0 },
        first,
        second ?? unknownValue('arg2'),
        { kind: 'address', thing: this.handed.request, offset: 0 },
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
      if (error instanceof PathEnd) return error.panic ?? 'the handler does not return';
      if (error instanceof BudgetSpent || error instanceof RangeError) return error.message;
      throw error;
    }
    const [answer, ...others] = kernel.answers;
    return answer === undefined
      ? 'the handler outputs nothing'
      : others.length > 0
        ? 'the handler outputs several values'
        : answer;
  }

  /**
   * What a module's event handler gives back for an event, whatever the kernel's state is; undefined where that is not
   * known.
   */
  moduleEvent(source: SourceUnit, handler: string, event: string): bigint | undefined {
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
        [
          unknownValue('the module'),
          integerValue(MODULE_EVENTS.get(event) ?? 0n, 'int', target),
          unknownValue("the module's data"),
        ],
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

  /**
   * What objects hold after a function was given up: whatever it could write is unknown. Of the region of the vnet in
   * which it ran only what it wrote through pointers that are not known.
   */
  forgotten(
    entry: Entry,
    cells: Cells,
    region?: Memory,
  ): { readonly cells: Cells; readonly memory: Memory | undefined } {
    const { interpreter } = this;
    const { curvnet } = interpreter.kernel;
    const { wild } = interpreter;
    const own = new Map<Thing, Cell>();
    if (curvnet !== undefined && region !== undefined) own.set(curvnet.region, region);
    interpreter.begin(own, cells);
    interpreter.lost.add(`${entry.source}\n${entry.function}`);
    const written = this.program.couldWrite(entry.source, entry.function);
    const reason = `${entry.function}() is not followed`;
    forgetReachable(interpreter, [], wild, reason);
    for (const [symbol, writer] of written?.writers ?? [])
      if (!symbol.startsWith('V_')) forgetNamed(interpreter, symbol, writer.path, reason);
    const after = curvnet && interpreter.store.own(curvnet.region);
    return {
      cells: interpreter.store.cells(new Set(curvnet === undefined ? [] : [curvnet.region])),
      memory: after !== undefined && isMemory(after) ? after : region,
    };
  }

  /** A source has another text: from now on its functions are those of `source`. */
  replaceSource(source: SourceUnit): void {
    this.interpreter.globals.replaceSource(source);
    this.interpreter.recordedCalls.forget();
  }

  /** Sources were linked that were not: what was nowhere may be there. */
  linked(): void {
    this.interpreter.globals.linked();
    this.interpreter.recordedCalls.forget();
  }

  /** Keeps what C code takes and gives back from now on; undefined: no more. */
  count(ledger: Ledger | undefined): void {
    this.interpreter.ledger = ledger;
  }

  /** True for a variable that is a lock. */
  isLock(key: string): boolean {
    return this.interpreter.globals.locks.has(key);
  }

  private begin(around: Surroundings, things: VnetThings | undefined): void {
    const { kernel } = this;
    const { recordedCalls } = this.interpreter;
    recordedCalls.isOn = false;
    // What calls did they did with variables in these places.
    if (!kernel.enter(around, things)) recordedCalls.forget();
    const cells = new Map<Thing, Cell>();
    cells.set(kernel.reference, around.reference);
    cells.set(kernel.thread, kernel.threadCell(this.target));
    if (things !== undefined && around.vnet !== undefined) {
      cells.set(things.region, around.vnet.memory);
      cells.set(things.vnet, kernel.vnetCell(things.vnet, this.target));
    }
    this.kernel.vnet0Memory = around.vnet0;
    const pointer = this.interpreter.globals.named('vnet0');
    const held = around.vnet0 === undefined ? this.noVnet0 : this.isVnet0;
    if (around.cells.get(pointer) !== held) cells.set(pointer, held);
    this.interpreter.begin(cells, around.cells, around.reused);
  }

  private call(entry: Entry): Value | undefined {
    const { interpreter } = this;
    const source = this.program.source(entry.source);
    if (source === undefined) throw new BudgetSpent(`${entry.source} can't be read`);
    const argument = this.argument(source, entry.argument);
    const event = MODULE_EVENTS.get(entry.function);
    if (event !== undefined) return runModuleEvent(interpreter, argument, event);
    // A function that is modelled changes nothing when boot calls it.
    if (modelOf(entry.function) !== undefined) return undefined;
    return callEntry(
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
    if (/^0x[0-9a-f]+$/.test(text)) return integerValue(BigInt(text), target.sizeType, target);
    // As readers of struct sysinit write an address: a symbol, and bytes behind it.
    const [, symbol, bytes = '0'] = /^&?([A-Za-z_]\w*)(?: \+ (\d+))?$/.exec(text) ?? [];
    if (symbol === undefined) return unknownValue(`the argument ${text}`);
    const place = this.interpreter.globals.place(source, source.unit.interner.intern(symbol));
    return typeof place === 'string'
      ? unknownValue(place)
      : { kind: 'address', thing: place.thing, offset: place.offset + Number(bytes) };
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
}
