import { integerValue } from '../../abi/constant.ts';
import { plain, type Type } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { store, unknownRange, writeBytes, type Place } from '../access.ts';
import { unknownByte } from '../byte-mark.ts';
import { contentsOf, memoryOf, valueOf } from '../cell.ts';
import type { Interpreter } from '../interpreter.ts';
import { Memory } from '../memory.ts';
import type { Model } from '../models.ts';
import { forgetNamed } from '../not-followed.ts';
import { memberPlace } from '../place.ts';
import { unknownValue, type Value } from '../value.ts';
import { stringAt } from './strings.ts';

/**
 * A record of what is registered: function, argument, tag, the event's name, priority and kind, each in a word of its
 * own.
 */
const RECORD_BYTES = 64;
const WORD = { function: 0, argument: 8, tag: 16, name: 24, priority: 32, kind: 40 } as const;
/** Called as it is; called for each vnet by an iterator; taken off. */
const PLAIN = 0n;
const GONE = 2n;

interface Registered {
  readonly at: number;
  readonly handler: Extract<Value, { kind: 'address' }>;
  readonly argument: Value;
  readonly tag: Value;
  readonly name: string;
  readonly priority: bigint;
  readonly kind: bigint;
}

function word(m: Interpreter, memory: Memory, offset: number): Value {
  const size = m.target.pointerBytes;
  return valueOf(memory.read(offset, size), { kind: 'pointer' }, m.target, m.resolve);
}

/** What is registered, in order; undefined where that is not known. */
function registered(m: Interpreter): readonly Registered[] | undefined {
  const memory = memoryOf(m.store.read(m.events), m.target);
  // What may be registered besides, not only memory tells.
  m.recorder?.spoil();
  const count = word(m, memory, 0);
  if (count.kind !== 'integer') return undefined;
  const found: Registered[] = [];
  for (let i = 1; i <= Number(count.value); i++) {
    const at = i * RECORD_BYTES;
    const read = (offset: number): Value => word(m, memory, at + offset);
    const [handler, kind, priority, name] = [
      read(WORD.function),
      read(WORD.kind),
      read(WORD.priority),
      stringAt(m, read(WORD.name)),
    ];
    if (handler.kind !== 'address' || kind.kind !== 'integer' || priority.kind !== 'integer' || name === undefined)
      return undefined;
    found.push({
      at,
      handler,
      argument: read(WORD.argument),
      tag: read(WORD.tag),
      name,
      priority: priority.value,
      kind: kind.value,
    });
  }
  return found;
}

function put(m: Interpreter, offset: number, value: Value): void {
  writeBytes(m, m.events, offset, contentsOf(value, m.target.pointerBytes, m.target));
}

function lose(m: Interpreter, reason: string): void {
  unknownRange(m, m.events, 0, RECORD_BYTES * 1024, reason);
}

/** eventhandler_register(list, name, function, argument, priority) (kern/subr_eventhandler.c). */
const register =
  (kind: bigint): Model =>
  (call) => {
    const { m } = call;
    const values = Array.from({ length: call.count }, (_, i) => call.value(i));
    const tag = m.make('an event handler', undefined, () =>
      Memory.filled(2 ** 20, unknownByte('inside eventhandler(9)')),
    );
    const known = registered(m);
    const [, name, handler, argument, priority] = values;
    m.ledger?.take(m, 'handler', tag, `EVENTHANDLER_REGISTER(${(name && stringAt(m, name)) ?? 'an event'})`);
    if (
      known === undefined ||
      name === undefined ||
      stringAt(m, name) === undefined ||
      handler?.kind !== 'address' ||
      priority?.kind !== 'integer'
    )
      lose(m, 'what is registered with eventhandler(9)');
    else {
      const at = (known.length + 1) * RECORD_BYTES;
      const number = (value: bigint): Value => integerValue(value, m.target.sizeType, m.target);
      for (const [offset, value] of [
        [WORD.function, handler],
        [WORD.argument, argument ?? number(0n)],
        [WORD.tag, { kind: 'address', thing: tag, offset: 0 }],
        [WORD.name, name],
        [WORD.priority, number(priority.value)],
        [WORD.kind, number(kind)],
      ] as const)
        put(m, at + offset, value);
      put(m, 0, number(BigInt(known.length + 1)));
    }
    return { kind: 'address', thing: tag, offset: 0 };
  };

/** Records at the end that are taken off are as if they had never been. */
function forgetLast(m: Interpreter): void {
  const known = registered(m) ?? [];
  const left = known.findLastIndex(({ kind }) => kind !== GONE) + 1;
  if (left === known.length) return;
  const bytes = new Uint8Array((known.length - left) * RECORD_BYTES);
  writeBytes(m, m.events, (left + 1) * RECORD_BYTES, { bytes, marks: undefined });
  put(m, 0, integerValue(BigInt(left), m.target.sizeType, m.target));
}

const deregister: Model = (call) => {
  const { m } = call;
  for (let i = 0; i < call.count; i++) call.value(i);
  const tag = call.value(1);
  m.ledger?.give(m, ['handler'], tag);
  const found =
    tag.kind !== 'address'
      ? undefined
      : registered(m)?.find((one) => one.tag.kind === 'address' && one.tag.thing === tag.thing);
  if (found === undefined) lose(m, 'what is registered with eventhandler(9)');
  else {
    put(m, found.at + WORD.kind, integerValue(GONE, m.target.sizeType, m.target));
    forgetLast(m);
  }
  return unknownValue('no value');
};

/**
 * eventhandler_find_list(): a list of what is registered, for the macro that calls it; handlers that code which is not
 * run may have registered could have written what they can.
 */
const findList: Model = (call) => {
  const { m } = call;
  const name = stringAt(m, call.value(0));
  if (name === undefined) return m.kernel.wildWrite('the handlers of an event that is not known');
  const live = liveHandlers(m, name);
  return live.length === 0 ? integerValue(0n, m.target.sizeType, m.target) : listOf(m, call.resultType(), live);
};

/** What a variable of EVENTHANDLER_LIST_DEFINE() leads to: the same list, perhaps an empty one. */
export function eventList(m: Interpreter, event: string, type: Type): Value {
  return listOf(m, type, liveHandlers(m, event));
}

/** Handlers of an event that are called, in order; what all others could write is forgotten. */
function liveHandlers(m: Interpreter, name: string): readonly Registered[] {
  const all = registered(m);
  // Whatever may be registered may be called, from anywhere.
  if (all === undefined) return m.kernel.wildWrite(`what is registered for the event ${name}`);
  const known = all.filter((one) => one.name === name);
  const isRegistered = (path: string, symbol: string): boolean =>
    known.some(
      ({
        handler: {
          thing: { pointee },
        },
      }) =>
        pointee.kind === 'function' &&
        pointee.symbol === symbol &&
        (pointee.file === undefined || pointee.file === path),
    );
  const forget = (writers: ReturnType<typeof m.program.eventWrites>['writers']): void => {
    for (const [symbol, writer] of writers)
      forgetNamed(
        m,
        symbol,
        writer.path,
        `${writer.name}() handles the event ${name} and is not followed`,
        writer.isPassed,
      );
  };
  forget(m.program.eventWrites(name, isRegistered, m.lost).writers);
  // What an iterator calls for each vnet is not run.
  for (const { kind, handler } of known) {
    const { pointee } = handler.thing;
    if (kind === PLAIN || kind === GONE) continue;
    const written =
      pointee.kind === 'function'
        ? m.program.couldWrite(pointee.file ?? m.current.code.source.path, pointee.symbol)
        : undefined;
    if (written === undefined) return m.kernel.wildWrite(`the event ${name}`);
    forget(written.writers);
  }
  return known.filter(({ kind }) => kind === PLAIN).sort((a, b) => Number(a.priority - b.priority));
}

/** struct eventhandler_list with these entries. */
function listOf(m: Interpreter, result: Type, live: readonly Registered[]): Value {
  const { source } = m.current.code;
  const { engine, unit } = source;
  const type = plain(result);
  if (type.kind !== 'pointer') return m.kernel.wildWrite('the handlers of an event');
  const size = engine.size(type.target);
  if (isUnknown(size)) return m.kernel.wildWrite('the handlers of an event');
  const list = m.make('the handlers of an event', size, () => Memory.zeroed(size));
  const member = (place: Place, ...names: readonly string[]): Place => {
    let at = place;
    for (const name of names) {
      const next = memberPlace(m, at, unit.interner.intern(name));
      if (next.kind !== 'place') return m.kernel.wildWrite('the handlers of an event');
      at = next;
    }
    return at;
  };
  let link = member(
    { kind: 'place', thing: list, offset: 0, type: type.target, bits: undefined },
    'el_entries',
    'tqh_first',
  );
  for (const { handler, argument, priority } of live) {
    const entry = plain(link.type);
    const entryBytes = entry.kind === 'pointer' ? engine.size(entry.target) : undefined;
    if (entry.kind !== 'pointer' || entryBytes === undefined || isUnknown(entryBytes))
      return m.kernel.wildWrite('the handlers of an event');
    const bytes = entryBytes + m.target.pointerBytes;
    const thing = m.make('an event handler', bytes, () => Memory.zeroed(bytes));
    const place: Place = { kind: 'place', thing, offset: 0, type: entry.target, bits: undefined };
    store(m, member(place, 'ee_priority'), integerValue(priority, 'int', m.target));
    store(m, member(place, 'ee_arg'), argument);
    writeBytes(m, thing, entryBytes, contentsOf(handler, m.target.pointerBytes, m.target));
    store(m, link, { kind: 'address', thing, offset: 0 });
    link = member(place, 'ee_link', 'tqe_next');
  }
  return { kind: 'address', thing: list, offset: 0 };
}

const nothing: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  return unknownValue('no value');
};

/** eventhandler_create_list(name): what holds it is looked at as `eventList` says. */
const createList: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  const thing = call.m.make('the handlers of an event', undefined, () =>
    Memory.filled(2 ** 20, unknownByte('inside eventhandler(9)')),
  );
  return { kind: 'address', thing, offset: 0 };
};

/** eventhandler(9). */
export const EVENT_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['eventhandler_find_list', findList],
  ['eventhandler_create_list', createList],
  ['eventhandler_register', register(PLAIN)],
  ['vimage_eventhandler_register', register(1n)],
  ['eventhandler_deregister', deregister],
  ['eventhandler_deregister_nowait', deregister],
  ['eventhandler_prune_list', nothing],
]);
