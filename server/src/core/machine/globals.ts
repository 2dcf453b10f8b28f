import { getOrMake } from '../collections/get-or-make.ts';
import { counted } from '../abi/exact.ts';
import { nullEnded } from './null-ended.ts';
import { initialBytes } from '../abi/initial-bytes.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { Declaration, InitDeclarator, Initializer } from '../parser/ast.ts';
import type { AddressBase } from '../abi/constant.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { pointerBytes, unknownByte, type Pointee } from './byte-mark.ts';
import type { Interpreter } from './interpreter.ts';
import { Memory } from './memory.ts';
import { integerName as integerOfType, isConstType } from './access.ts';
import { integerValue } from '../abi/constant.ts';
import { unknownValue } from './value.ts';
import type { FoundFunction, SourceUnit } from './program.ts';
import type { Cell, Thing } from './thing.ts';

export interface ThingPlace {
  readonly thing: Thing;
  readonly offset: number;
}

/** Records of locks and of what only counts for others: struct mtx ... */
const LOCKS: ReadonlySet<string> = new Set([
  'mtx',
  'mtx_padalign',
  'sx',
  'rwlock',
  'rwlock_padalign',
  'rmlock',
  'rmslock',
  'lock',
  'lock_class',
  'malloc_type',
]);

/** EVENTHANDLER_LIST_DEFINE() (sys/eventhandler.h). */
const EVENT_LIST = /^_eventhandler_list_(\w+)$/;

/** Of an object whose size is not known. */
const ENDLESS = 2 ** 40;

/** Functions and variables of file scope: each is one object, whichever source names it. */
export class Globals {
  /** Variables whose initial value somebody has read or written over, by key: `file:name` of a static one. */
  readonly touched = new Map<string, Thing>();
  /** Why variables are unknown that were not looked at before something could have written them. */
  readonly forgotten = new Map<string, string>();
  /** Variables whose bytes say nothing but how other threads wait: locks are free when no other thread runs. */
  readonly locks = new Set<string>();
  /** Variables that C code may not write: const ones. */
  private readonly constants = new Set<string>();
  private readonly m: Interpreter;
  private readonly places = new WeakMap<SourceUnit, Map<number, ThingPlace>>();
  private readonly variables = new Map<string, Thing>();
  private readonly functions = new Map<string, Thing>();
  private readonly definitions = new Map<Thing, FoundFunction | string>();

  constructor(m: Interpreter) {
    this.m = m;
  }

  /** Where a name of file scope is; a string says why that is not known. */
  place(source: SourceUnit, name: number): ThingPlace | string {
    const known = getOrMake(this.places, source, () => new Map<number, ThingPlace>());
    const found = known.get(name) ?? this.find(source, name);
    if (typeof found !== 'string' && found.thing !== this.m.kernel.reference) known.set(name, found);
    return found;
  }

  private find(source: SourceUnit, name: number): ThingPlace | string {
    const { unit, resolver, engine } = source;
    const spelling = resolver.spelling(name);
    const member = this.m.kernel.regionMember(spelling, source.path);
    if (member !== undefined) return { thing: this.m.kernel.reference, offset: member.start };
    let declared: { readonly declaration: Declaration; readonly declarator: InitDeclarator } | undefined;
    let isStatic = false;
    for (const entity of unit.entities(name)) {
      if (entity.kind === 'definition' || entity.kind === 'function')
        return { thing: this.functionThing(source, name), offset: 0 };
      if (entity.kind !== 'variable') continue;
      // `vfs_init_t vfs_stdinit;` declares a function as well (C17 6.7.6.3).
      if (plain(resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator)).kind === 'function')
        return { thing: this.functionThing(source, name), offset: 0 };
      const { storage } = entity.declaration.specifiers;
      if ((storage & S_STATIC) !== 0) isStatic = true;
      const isDefinition = entity.declarator.initializer !== undefined || (storage & S_EXTERN) === 0;
      if (isDefinition && declared?.declarator.initializer === undefined) declared = entity;
    }
    const symbol = engine.symbolName(name);
    const key = isStatic ? `${source.path}:${symbol}` : symbol;
    let thing = this.variables.get(key);
    if (thing === undefined) {
      thing =
        declared === undefined ? this.elsewhere(key, symbol) : this.variable(key, symbol, isStatic, source, declared);
      this.variables.set(key, thing);
    }
    return { thing, offset: 0 };
  }

  /** Objects of a name that some source has asked for: the static one of `path`, and the global one. */
  ofSymbol(symbol: string, path: string): readonly Thing[] {
    return [symbol, `${path}:${symbol}`].flatMap((key) =>
      this.constants.has(key) ? [] : (this.variables.get(key) ?? []),
    );
  }

  /** From now on a variable that nobody has looked at yet is unknown. */
  forget(symbol: string, path: string, reason: string): void {
    for (const key of [symbol, `${path}:${symbol}`]) if (!this.forgotten.has(key)) this.forgotten.set(key, reason);
  }

  /** The variable of a name as any source sees it. */
  named(symbol: string): Thing {
    return getOrMake(this.variables, symbol, () => this.elsewhere(symbol, symbol));
  }

  /** A static variable of a block. */
  blockStatic(
    source: SourceUnit,
    key: string,
    name: string,
    type: Type,
    initializer: Initializer | undefined,
    scope: BlockScope | undefined,
  ): Thing {
    let thing = this.variables.get(key);
    if (thing === undefined) {
      const { engine } = source;
      const size = engine.size(
        engine.completed(type, initializer ?? { kind: 'list', items: [], from: 0, to: 0 }, scope),
      );
      const sizeBytes = isUnknown(size) ? undefined : size;
      thing = this.know(key, {
        pointee: { kind: 'object', symbol: name, file: source.path },
        name,
        sizeBytes,
        isFixed: false,
        initial: () => this.initial(source, key, type, initializer, scope, sizeBytes),
      });
      this.variables.set(key, thing);
    }
    return thing;
  }

  functionThing(source: SourceUnit, name: number): Thing {
    const { unit, resolver } = source;
    const own = unit.entities(name).find((entity) => entity.kind === 'definition');
    const spelling = resolver.spelling(name);
    const isLocal = own?.kind === 'definition' && (own.definition.specifiers.storage & S_STATIC) !== 0;
    const key = isLocal ? `${source.path}:${spelling}` : spelling;
    let thing = this.functions.get(key);
    if (thing === undefined) {
      thing = this.m.know({
        pointee: isLocal
          ? { kind: 'function', symbol: spelling, file: source.path }
          : { kind: 'function', symbol: spelling },
        name: `${spelling}()`,
        sizeBytes: undefined,
        isFixed: true,
        initial: () => Memory.filled(ENDLESS, unknownByte('machine code')),
      });
      this.functions.set(key, thing);
      if (own?.kind === 'definition') this.definitions.set(thing, { source, definition: own.definition });
    }
    return thing;
  }

  /** The definition behind a function's object; a string says why there is none. */
  definition(thing: Thing): FoundFunction | string {
    let known = this.definitions.get(thing);
    if (known === undefined) {
      known =
        thing.pointee.kind === 'function'
          ? this.m.program.functionNamed(thing.pointee.symbol)
          : `${thing.name} is no function`;
      this.definitions.set(thing, known);
    }
    return known;
  }

  /** Sources were linked that were not: what was nowhere may be there now. */
  linked(): void {
    for (const [thing, found] of this.definitions) if (typeof found === 'string') this.definitions.delete(thing);
  }

  /** Functions of a source's former text are those of its present one. */
  replaceSource(source: SourceUnit): void {
    for (const [thing, found] of [...this.definitions]) {
      if (typeof found === 'string' || found.source.path !== source.path || thing.pointee.kind !== 'function') continue;
      const name = source.unit.interner.intern(thing.pointee.symbol);
      const now = source.unit.entities(name).find((entity) => entity.kind === 'definition');
      this.definitions.set(
        thing,
        now?.kind === 'definition' ? { source, definition: now.definition } : `${thing.name} is not there any more`,
      );
    }
  }

  /** What an address points into that a linker has put into memory. */
  pointee(pointee: Pointee): ThingPlace | undefined {
    const { kernel } = this.m;
    switch (pointee.kind) {
      case 'own':
        return kernel.curvnet && { thing: kernel.curvnet.region, offset: 0 };
      case 'reference': {
        const member = kernel.regionMember(pointee.symbol, '');
        return member && { thing: kernel.reference, offset: member.start };
      }
      case 'string':
        return { thing: this.m.string(nullEnded(pointee.text)), offset: 0 };
      case 'object':
        return pointee.file === undefined ? { thing: this.named(pointee.symbol), offset: 0 } : undefined;
      case 'function': {
        let thing = this.functions.get(
          pointee.file === undefined ? pointee.symbol : `${pointee.file}:${pointee.symbol}`,
        );
        if (thing === undefined && pointee.file === undefined) {
          const found = this.m.program.functionNamed(pointee.symbol);
          if (typeof found !== 'string') thing = this.functionThing(found.source, found.definition.declarator.name);
        }
        return thing && { thing, offset: 0 };
      }
      default:
        return undefined;
    }
  }

  private know(key: string, thing: Thing): Thing {
    const event = EVENT_LIST.exec(key)?.[1];
    return this.m.know({
      ...thing,
      ...(event === undefined ? {} : { event }),
      isOne: true,
      initial: () => {
        this.touched.set(key, thing);
        return thing.initial();
      },
    });
  }

  private elsewhere(key: string, symbol: string): Thing {
    const found = this.m.program.variableNamed(symbol);
    if (typeof found !== 'string') {
      const declared = found.unit
        .entities(found.unit.interner.intern(symbol))
        .flatMap((entity) =>
          entity.kind === 'variable' && (entity.declaration.specifiers.storage & S_STATIC) === 0 ? [entity] : [],
        );
      const best =
        declared.find(({ declarator }) => declarator.initializer !== undefined) ??
        declared.find(({ declaration }) => (declaration.specifiers.storage & S_EXTERN) === 0);
      if (best !== undefined) return this.variable(key, symbol, false, found, best);
    }
    const reason = typeof found === 'string' ? found : `${symbol} is not defined in the sources that are read`;
    return this.know(key, {
      pointee: { kind: 'object', symbol },
      name: symbol,
      sizeBytes: undefined,
      isFixed: false,
      initial: () => Memory.filled(ENDLESS, unknownByte(reason)),
    });
  }

  private variable(
    key: string,
    symbol: string,
    isStatic: boolean,
    source: SourceUnit,
    { declaration, declarator }: { readonly declaration: Declaration; readonly declarator: InitDeclarator },
  ): Thing {
    const { engine, resolver, unit } = source;
    const type = resolver.ofDeclarator(declaration.specifiers, declarator);
    const size = engine.sizeOfVariable(type, declarator);
    const sizeBytes = isUnknown(size) ? undefined : (counted(size) ?? undefined);
    const inner = plain(type);
    let element = type;
    for (let array = inner; array.kind === 'array'; array = plain(element)) element = array.element;
    if (isConstType(element)) this.constants.add(key);
    if (inner.kind === 'record' && LOCKS.has(resolver.spelling(inner.specifier.tag))) this.locks.add(key);
    const setting = this.m.kernel.setting(key);
    const initializer = (): Initializer | undefined =>
      declarator.initializer && unit.initializer(declarator.initializer);
    return this.know(key, {
      pointee: isStatic ? { kind: 'object', symbol, file: source.path } : { kind: 'object', symbol },
      name: symbol,
      sizeBytes,
      isFixed: false,
      ...(isConstType(element) ? { isConst: true } : {}),
      ...(typeof setting === 'string' ? { why: setting } : {}),
      initial: () => this.initial(source, key, type, initializer(), undefined, sizeBytes),
    });
  }

  private initial(
    source: SourceUnit,
    key: string,
    type: Type,
    initializer: Initializer | undefined,
    scope: BlockScope | undefined,
    sizeBytes: number | undefined,
  ): Cell {
    const size = sizeBytes ?? ENDLESS;
    // What the example machine has; what it would have to be told is named.
    const setting = this.m.kernel.setting(key);
    const name = setting === undefined ? undefined : integerOfType(source, type);
    if (name !== undefined && setting !== undefined)
      return {
        value: typeof setting === 'bigint' ? integerValue(setting, name, source.engine.target) : unknownValue(setting),
        sizeBytes: size,
      };
    const why =
      this.locks.has(key) || this.constants.has(key)
        ? undefined
        : (this.forgotten.get(key) ?? this.m.kernel.unknownGlobal(key));
    if (why !== undefined) return Memory.filled(size, unknownByte(why));
    if (sizeBytes === undefined) return Memory.filled(ENDLESS, unknownByte('its size is not known'));
    const made = initialBytes(source.engine, type, initializer, scope);
    if (isUnknown(made)) return Memory.filled(size, unknownByte(made.reason));
    let memory = Memory.zeroed(Math.max(size, made.bytes.length)).write(0, made.bytes);
    for (const relocation of made.relocations) {
      const place = this.baseThing(source, relocation.base);
      const { offsetBytes, sizeBytes: width } = relocation;
      memory =
        typeof place === 'string'
          ? memory.mark(offsetBytes, width, unknownByte(place))
          : memory.write(
              offsetBytes,
              new Uint8Array(width),
              pointerBytes(place.thing.pointee, place.offset + Number(relocation.addend), width),
            );
    }
    return memory;
  }

  /** What the base of an address constant is. */
  baseThing(source: SourceUnit, base: AddressBase): ThingPlace | string {
    switch (base.kind) {
      case 'symbol':
        return this.place(source, base.name);
      case 'string': {
        const bytes = new Uint8Array((base.units.length + 1) * base.unitBytes);
        base.units.forEach((unit, i) => {
          bytes[i * base.unitBytes] = unit & 0xff;
        });
        return base.unitBytes === 1 ? { thing: this.m.string(bytes), offset: 0 } : 'wide strings are not modelled';
      }
      case 'literal': {
        const { literal } = base;
        const type = source.resolver.ofTypeName(literal.type);
        return {
          thing: this.blockStatic(
            source,
            `${source.path}:literal ${literal.from} ${plain(type).kind}`,
            'an unnamed object',
            type,
            literal.initializer,
            undefined,
          ),
          offset: 0,
        };
      }
      default:
        return 'an address of something local';
    }
  }
}
