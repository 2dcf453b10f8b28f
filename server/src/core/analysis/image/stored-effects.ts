import type { FileEffects, FunctionEffects } from '../../flow/function-effects.ts';
import type { Interner } from '../../lexer/interner.ts';

type Pairs = readonly (readonly [number, number])[];
type Sets = readonly (readonly [number, readonly number[]])[];

/** A function's effects; names are indices of the file's own list. */
type StoredFunction = readonly [
  name: number,
  isStatic: 0 | 1,
  /** -1: not said. */
  arity: number,
  calls: readonly number[],
  localCalls: readonly number[],
  memberCalls: Sets,
  writes: readonly number[],
  passes: Sets,
  hands: readonly (readonly [number, number, number])[],
  parameters: readonly number[],
  mentions: readonly number[],
];

/** A file's effects as they are stored: by its content, without its path and without interned numbers. */
export interface StoredEffects {
  /** The first is the empty name, as 0 is the interner's. */
  readonly names: readonly string[];
  readonly functions: readonly StoredFunction[];
  readonly members: Pairs;
  readonly aliases: Pairs;
  readonly pointers: Pairs;
  readonly loads: Pairs;
  readonly events: Pairs;
  readonly invocations: Sets;
  readonly moduleHandlers: readonly number[];
  readonly variables: readonly number[];
}

/** Effects as plain data. */
export function toStored(effects: FileEffects, interner: Interner): StoredEffects {
  const names = [''];
  const indices = new Map<number, number>([[0, 0]]);
  const index = (id: number): number => {
    let known = indices.get(id);
    if (known === undefined) {
      indices.set(id, (known = names.length));
      names.push(interner.spelling(id));
    }
    return known;
  };
  const list = (ids: Iterable<number>): number[] => Array.from(ids, index);
  const pairs = (all: Pairs): Pairs => all.map(([a, b]) => [index(a), index(b)]);
  return {
    names,
    functions: effects.functions.map((one) => [
      index(one.name),
      one.isStatic ? 1 : 0,
      one.arity ?? -1,
      list(one.calls),
      list(one.localCalls),
      Array.from(one.memberCalls, ([member, counts]) => [index(member), [...counts]] as const),
      list(one.writes),
      Array.from(one.passes, ([name, to]) => [index(name), list(to)] as const),
      one.hands.map(([name, called, at]) => [index(name), index(called), at] as const),
      list(one.parameters),
      list(one.mentions),
    ]),
    members: pairs(effects.members),
    aliases: pairs(effects.aliases),
    pointers: pairs(effects.pointers),
    loads: pairs(effects.loads),
    events: pairs(effects.events),
    invocations: effects.invocations.map(([macro, named]) => [index(macro), list(named)] as const),
    moduleHandlers: list(effects.moduleHandlers),
    variables: list(effects.variables),
  };
}

/** Effects that were stored, of a file that may lie elsewhere now. */
export function fromStored(stored: StoredEffects, path: string, interner: Interner): FileEffects {
  const ids = Int32Array.from(stored.names, (name, i) => (i === 0 ? 0 : interner.intern(name)));
  const id = (index: number): number => ids[index] as number;
  const list = (indices: readonly number[]): number[] => indices.map(id);
  const pairs = (all: Pairs): Pairs => all.map(([a, b]) => [id(a), id(b)]);
  return {
    path,
    functions: stored.functions.map((one) => new ReadFunction(one, ids)),
    members: pairs(stored.members),
    aliases: pairs(stored.aliases),
    pointers: pairs(stored.pointers),
    loads: pairs(stored.loads),
    events: pairs(stored.events),
    invocations: stored.invocations.map(([macro, named]) => [id(macro), list(named)] as const),
    moduleHandlers: list(stored.moduleHandlers),
    variables: new Set(list(stored.variables)),
  };
}

/** A function whose sets are made when they are asked for: most functions of a kernel never are. */
class ReadFunction implements FunctionEffects {
  readonly name: number;
  readonly isStatic: boolean;
  readonly arity: number | undefined;
  private readonly stored: StoredFunction;
  private readonly ids: Int32Array;
  private made: Omit<FunctionEffects, 'name' | 'isStatic' | 'arity'> | undefined;

  constructor(stored: StoredFunction, ids: Int32Array) {
    const [name, isStatic, arity] = stored;
    this.name = ids[name] as number;
    this.isStatic = isStatic === 1;
    this.arity = arity < 0 ? undefined : arity;
    this.stored = stored;
    this.ids = ids;
  }

  get calls(): ReadonlySet<number> {
    return this.all.calls;
  }

  get localCalls(): ReadonlySet<number> {
    return this.all.localCalls;
  }

  get memberCalls(): ReadonlyMap<number, ReadonlySet<number>> {
    return this.all.memberCalls;
  }

  get writes(): ReadonlySet<number> {
    return this.all.writes;
  }

  get passes(): ReadonlyMap<number, ReadonlySet<number>> {
    return this.all.passes;
  }

  get hands(): FunctionEffects['hands'] {
    return this.all.hands;
  }

  get parameters(): readonly number[] {
    return this.all.parameters;
  }

  get mentions(): ReadonlySet<number> {
    return this.all.mentions;
  }

  private get all(): NonNullable<ReadFunction['made']> {
    if (this.made !== undefined) return this.made;
    const [, , , calls, localCalls, memberCalls, writes, passes, hands, parameters, mentions] = this.stored;
    const id = (index: number): number => this.ids[index] as number;
    const set = (indices: readonly number[]): ReadonlySet<number> => new Set(indices.map(id));
    return (this.made = {
      calls: set(calls),
      localCalls: set(localCalls),
      memberCalls: new Map(memberCalls.map(([member, counts]) => [id(member), new Set(counts)])),
      writes: set(writes),
      passes: new Map(passes.map(([name, to]) => [id(name), set(to)])),
      hands: hands.map(([name, called, at]) => [id(name), id(called), at] as const),
      parameters: parameters.map(id),
      mentions: set(mentions),
    });
  }
}
