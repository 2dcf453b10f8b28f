import type { Target } from '../abi/target.ts';
import { getOrMake } from '../collections/get-or-make.ts';
import type { Block, Expression, FunctionDefinition, Statement } from '../parser/ast.ts';
import { BlockScope, type LocalEntity } from '../types/block-scope.ts';
import { builtin, plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import type { Pointee, PointerMark } from './byte-mark.ts';
import { beginsAs, unknownContents } from './cell.ts';
import type { Code, Frame } from './frame.ts';
import { Globals } from './globals.ts';
import { Memory } from './memory.ts';
import type { Kernel } from './kernel.ts';
import type { Leads } from './leads.ts';
import type { Ledger } from './ledger.ts';
import type { Loop, ParsedCode } from './parsed-code.ts';
import type { Program, SourceUnit } from './program.ts';
import type { Steps } from './steps.ts';
import { Store, type Cells } from './store.ts';
import type { Cell, Thing } from './thing.ts';
import { unknownValue, type Value } from './value.ts';
import { FixedPlaces } from './fixed-place.ts';
import { RepeatedCalls } from './repeated-call.ts';
import type { CallRecorder } from './call-recorder.ts';
import { RecordedCalls } from './recorded-calls.ts';
import type { Kept, Watch } from './watch.ts';
import type { ZoneState } from './models/memory.ts';

/** More statements than this are not run on behalf of one call from outside. */
const MOST_STEPS = 1_000_000;
/** More objects than this are not held at once on its behalf, in all ways that are gone; asked every so many steps. */
const MOST_OBJECTS = 100_000;
const OBJECTS_ASKED = 0xfff;
/** Conditions that are not known: as often, and as deep inside one another. */
const MOST_FORKS = 1000;
const MOST_DEPTH = 8;
/** Bytes of the region that are told apart by who has looked at them. */
export const REGION_PIECE = 64;
/** Calls nested deeper are not followed. */
export const MOST_CALLS = 80;

/** The way that is being gone ends here: panic(9), a loop without an end. */
export class PathEnd extends Error {
  /** What the kernel says of it; undefined where it says nothing. */
  readonly panic: string | undefined;
  /** The call of panic(9): worked out when somebody asks, as most ways end where nobody does. */
  readonly place: (() => Writer | undefined) | undefined;

  constructor(panic: string | undefined, place?: () => Writer | undefined) {
    super(panic ?? 'every path ends');
    this.panic = panic;
    this.place = place;
  }
}

/** Nothing more is run. */
export class BudgetSpent extends Error {}

/** Where something was written, as a developer sees it. */
export interface Writer {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

/** A write to a vnet's region; the place is worked out when somebody asks. */
export interface RegionWrite {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly source: SourceUnit;
  readonly code: Code;
  readonly token: number;
}

/**
 * Runs functions of a kernel's sources over objects that hold bytes, pointers and what is not known. Values are those
 * that the machine would have; what can't be known is unknown, with its reason, and so is all that it flows into.
 */
export class Interpreter {
  readonly steps: Steps;
  readonly program: Program;
  readonly target: Target;
  readonly kernel: Kernel;
  readonly globals: Globals;
  store: Store;
  frame: Frame | undefined;
  calls = 0;
  stepsDone = 0;
  /** Conditions that are not known, around what is run now. */
  uncertain = 0;
  /** How often a condition was not known. */
  forked = 0;
  /** Writes to the vnet's region since the last run began, in order. */
  writes: RegionWrite[] = [];
  /** Pieces of the vnet's region that were looked at since the last run began: offset / REGION_PIECE. */
  regionReads = new Set<number>();
  /** Functions whose bodies were run since then, as `path\nname`. */
  entered = new Set<string>();
  /** Objects that were made since then, in order. */
  madeNow: Thing[] = [];
  /** Those that an earlier run of the same function made: they are made again as long as they are alike. */
  private reused: readonly Thing[] = [];
  /** Calls that were not followed since then. */
  lostNow = 0;
  /** Calls that were not followed, by name, with how often. */
  readonly unfollowed = new Map<string, number>();
  /** Functions that were not followed so far, each with the file that names it. */
  readonly lost = new Set<string>();
  /** Functions that a timer, a task or a thread calls later, each with the file of a static one. */
  readonly scheduled = new Map<string, { readonly file: string | undefined; readonly function: string }>();
  /** What is registered with eventhandler(9). */
  readonly events: Thing;
  /** Looks on while a call is recorded. */
  watch: Watch | undefined;
  /** Notes what the call that is run does, for other vnets. */
  recorder: CallRecorder | undefined;
  readonly recordedCalls = new RecordedCalls();
  readonly repeatedCalls = new RepeatedCalls();
  readonly fixedPlaces = new FixedPlaces();
  /** Keeps what is taken and given back, and long loops are run round by round; undefined: nobody counts. */
  ledger: Ledger | undefined;
  /** Objects that were written through pointers that are not known: whoever goes on behind that forgets them. */
  wild: Leads | undefined;
  /** What epoch(9) calls when its readers have left, in order. */
  epochCalls: { readonly called: Value; readonly argument: Value }[] = [];
  onFork: ((reason: string) => void) | undefined;
  onNotFollowed: ((name: string | undefined, why: string) => void) | undefined;
  private readonly codes: ParsedCode['codes'];
  private readonly scopes: ParsedCode['scopes'];
  private readonly types: ParsedCode['types'];
  private readonly constants: ParsedCode['constants'];
  private readonly localTypes: ParsedCode['locals'];
  private readonly casts: ParsedCode['casts'];
  private readonly objects: ParsedCode['objects'];
  /** Of uma(9), by the object that stands for each. */
  readonly zones = new WeakMap<Thing, ZoneState>();
  private readonly strings = new Map<string, Thing>();
  private readonly pointees = new WeakMap<Pointee, Thing>();
  private readonly made = new Map<number, Thing>();
  private nextMade = 1;

  constructor(steps: Steps, program: Program, target: Target, kernel: Kernel, parsed: ParsedCode) {
    this.steps = steps;
    ({ codes: this.codes, scopes: this.scopes, types: this.types, constants: this.constants } = parsed);
    ({ locals: this.localTypes, casts: this.casts, objects: this.objects } = parsed);
    this.program = program;
    this.target = target;
    this.kernel = kernel;
    this.store = new Store(target, new Map());
    this.globals = new Globals(this);
    this.events = this.know({
      pointee: { kind: 'object', symbol: 'eventhandler(9)' },
      name: 'eventhandler(9)',
      sizeBytes: undefined,
      isFixed: false,
      initial: () => Memory.zeroed(2 ** 20),
    });
  }

  /** Begins to run on what objects hold; `cells` stands before `outer` and is changed by it. */
  begin(cells: Map<Thing, Cell>, outer: Cells, reused: readonly Thing[] = []): void {
    this.reused = reused;
    this.madeNow = [];
    this.fixedPlaces.forget();
    this.store = new Store(this.target, cells, outer);
    this.frame = undefined;
    this.calls = this.stepsDone = this.uncertain = this.forked = 0;
    this.writes = [];
    this.regionReads = new Set();
    this.entered = new Set();
    this.lostNow = 0;
    this.recorder = undefined;
    this.epochCalls = [];
    this.wild = undefined;
  }

  /** The vnet's region is looked at. */
  looksAt(thing: Thing, offset: number, sizeBytes: number): void {
    if (this.watch === undefined) this.recorder?.looked(thing, offset, sizeBytes);
    else this.watch.onLook(thing, offset, sizeBytes);
    if (thing !== this.kernel.curvnet?.region) return;
    this.watch?.regionLooks.push({ thing, offset, sizeBytes });
    for (let piece = Math.floor(offset / REGION_PIECE); piece * REGION_PIECE < offset + sizeBytes; piece++)
      this.regionReads.add(piece);
  }

  step(count = 1): void {
    const before = this.stepsDone;
    this.stepsDone += count;
    if (this.stepsDone > MOST_STEPS) throw new BudgetSpent(`more than ${MOST_STEPS} steps`);
    if (((before ^ this.stepsDone) & ~OBJECTS_ASKED) !== 0 && this.store.size > MOST_OBJECTS) {
      this.stepsDone = MOST_STEPS + 1;
      throw new BudgetSpent(`more than ${MOST_OBJECTS} objects`);
    }
  }

  /** Whether so many steps are left, and so many calls inside one another. */
  hasRoom(steps: number, calls: number): boolean {
    return this.stepsDone + steps <= MOST_STEPS && this.calls + calls < MOST_CALLS;
  }

  /** Begins to record a call, or ends it. */
  watchedBy(watch: Watch | undefined): void {
    this.watch = watch;
    this.store.watch = watch;
    if (watch !== undefined) this.entered = new Set();
  }

  /** What is counted while a call is recorded. */
  kept(): Kept {
    const { stepsDone: steps, writes, entered, frame, calls } = this;
    return { steps, writes: writes.length, entered, frame, calls };
  }

  /**
   * A condition is not known: two ways are gone. Where that has come about too often or too deeply, the function is
   * given up.
   */
  forks(reason: string): void {
    this.watch?.end();
    this.onFork?.(reason);
    this.forked++;
    if (this.uncertain >= MOST_DEPTH) throw new BudgetSpent('too many conditions in it are not known');
    if (this.forked > MOST_FORKS) throw new BudgetSpent('too many conditions are not known');
  }

  /** A function is handed to something that calls it when boot is done. */
  schedule(called: Value): void {
    if (called.kind !== 'address' || called.thing.pointee.kind !== 'function') return;
    this.watch?.end();
    const { file, symbol } = called.thing.pointee;
    this.scheduled.set(`${file ?? ''} ${symbol}`, { file, function: symbol });
  }

  /** No step is left. */
  get isSpent(): boolean {
    return this.stepsDone > MOST_STEPS;
  }

  get current(): Frame {
    if (this.frame === undefined) throw new Error('no function is running');
    return this.frame;
  }

  /** The code of a function, parsed once. */
  code(source: SourceUnit, definition: FunctionDefinition): Code {
    let known = this.codes.get(definition);
    if (known === undefined) {
      const { block } = source.unit.body(definition);
      const type = plain(source.resolver.ofDeclarator(definition.specifiers, definition.declarator));
      known = {
        result: type.kind === 'function' ? type.result : builtin('void'),
        name: source.resolver.spelling(definition.declarator.name),
        source,
        definition,
        block,
        scope: BlockScope.ofFunction(definition),
      };
      this.codes.set(definition, known);
    }
    return known;
  }

  /** The names that a block, or the head of a loop, declares with its statements: all of them from its start. */
  scopeOf(of: Block | Loop, statements: readonly Statement[], outer: BlockScope | undefined): BlockScope {
    return getOrMake(this.scopes, of, () => {
      const scope = new BlockScope(outer);
      for (const statement of statements) if (statement.kind === 'declare') scope.add(statement);
      return scope;
    });
  }

  /** An expression's type before decay, worked out once: each stands in one scope. */
  typeOf(expression: Expression, scope: BlockScope | undefined): Type {
    let known = this.types.get(expression);
    if (known === undefined)
      this.types.set(expression, (known = this.current.code.source.resolver.ofExpression(expression, scope)));
    return known;
  }

  /** The value of a name that is an enumerator's; undefined for any other. */
  enumerator(e: Extract<Expression, { readonly kind: 'name' }>, scope: BlockScope | undefined): Value | undefined {
    if (this.objects.has(e)) return undefined;
    const found = this.current.code.source.engine.enumeratorNamed(e.name, scope);
    if (found === undefined) {
      this.objects.add(e);
      return undefined;
    }
    return isUnknown(found)
      ? unknownValue(found.reason)
      : found.kind === 'address'
        ? unknownValue('an enumerator')
        : found;
  }

  /** The type of a name that a block or a parameter list declares. */
  localType(local: LocalEntity, name: number, scope: BlockScope): Type | undefined {
    let known = this.localTypes.get(local);
    if (known === undefined) {
      known = this.current.code.source.resolver.ofName(name, scope);
      if (known !== undefined) this.localTypes.set(local, known);
    }
    return known;
  }

  /** What a cast makes of its operand. */
  castType(cast: Extract<Expression, { readonly kind: 'cast' }>, scope: BlockScope | undefined): Type {
    let known = this.casts.get(cast);
    if (known === undefined)
      this.casts.set(cast, (known = this.current.code.source.resolver.ofTypeName(cast.type, scope)));
    return known;
  }

  constantOf(expression: Expression, work: () => Value): Value {
    let known = this.constants.get(expression);
    if (known === undefined) this.constants.set(expression, (known = work()));
    return known;
  }

  /** A new object. */
  make(what: string, sizeBytes: number | undefined, initial: () => Cell, alignBytes?: number): Thing {
    this.watch?.end();
    const old = this.reused[this.madeNow.length];
    if (old?.name === what && old.sizeBytes === sizeBytes && old.alignBytes === alignBytes && beginsAs(old, initial)) {
      this.madeNow.push(old);
      return old;
    }
    const id = this.nextMade++;
    const thing: Thing = {
      pointee: { kind: 'made', what, id },
      name: what,
      sizeBytes,
      isFixed: false,
      isOne: true,
      ...(alignBytes === undefined ? {} : { alignBytes }),
      initial,
    };
    this.made.set(id, thing);
    this.recorder?.owns(thing);
    this.madeNow.push(thing);
    return this.know(thing);
  }

  know(thing: Thing): Thing {
    this.pointees.set(thing.pointee, thing);
    return thing;
  }

  string(bytes: Uint8Array): Thing {
    const text = String.fromCharCode(...bytes);
    let known = this.strings.get(text);
    if (known === undefined) {
      const memory = Memory.zeroed(bytes.length + 8).write(0, bytes);
      known = this.know({
        pointee: { kind: 'string', text: text.replace(/\0$/, '') },
        name: JSON.stringify(text),
        sizeBytes: bytes.length,
        isFixed: true,
        initial: () => memory,
      });
      this.strings.set(text, known);
    }
    return known;
  }

  local(entity: LocalEntity, name: string, sizeBytes: number, frame: Frame): Thing {
    let known = frame.locals.get(entity);
    if (known === undefined) {
      known = this.know({
        pointee: { kind: 'made', what: name, id: 0 },
        name,
        sizeBytes,
        isFixed: false,
        initial: () => {
          const reason = `${name} is not initialized`;
          if (sizeBytes <= 8) return { value: unknownValue(reason), sizeBytes };
          const { bytes, marks } = unknownContents(reason, sizeBytes);
          return Memory.zeroed(sizeBytes).write(0, bytes, marks);
        },
      });
      frame.locals.set(entity, known);
      this.watch?.local(known);
      this.recorder?.owns(known);
    }
    return known;
  }

  /** What a pointer in memory points into. */
  readonly resolve = (mark: PointerMark): { readonly thing: Thing; readonly offset: number } | undefined => {
    const { pointee, addend } = mark;
    const known = this.pointees.get(pointee);
    if (known !== undefined) return { thing: known, offset: addend };
    if (pointee.kind === 'made') {
      const thing = this.made.get(pointee.id);
      return thing && { thing, offset: addend };
    }
    const found = this.globals.pointee(pointee);
    return found && { thing: found.thing, offset: found.offset + addend };
  };
}
