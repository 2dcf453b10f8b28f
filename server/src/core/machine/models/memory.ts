import { integerValue } from '../../abi/constant.ts';
import * as P from '../../lexer/punctuators.ts';
import { unknownByte } from '../byte-mark.ts';
import { builtin } from '../../types/type.ts';
import { binaryOnNumbers } from '../arithmetic.ts';
import { writeBytes } from '../access.ts';
import { contentsOf, memoryOf, valueOf } from '../cell.ts';
import { Memory } from '../memory.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Call, Model } from '../models.ts';
import type { ResourceKind } from '../ledger.ts';
import type { Thing } from '../thing.ts';
import { boundsOf, unknownValue, type Value } from '../value.ts';

const ENDLESS = 2 ** 40;
/** M_ZERO (sys/malloc.h): the same in every release. */
const M_ZERO = 0x100n;
/** Sizes of malloc(9)'s zones are multiples of it from there on, and so are the places in their slabs. */
const CACHE_LINE = 64;

/** New memory; what its bytes are is said by `flags`. */
function allocate(
  m: Interpreter,
  what: string,
  size: Value,
  flags: Value,
  [kind, type]: readonly [kind: 'memory' | 'item', type?: Thing | undefined],
  isAligned = false,
): Value {
  const bits = flags.kind === 'integer' ? flags.value : undefined;
  const sizeBytes = size.kind === 'integer' ? Number(size.value) : undefined;
  const room = sizeBytes ?? ENDLESS;
  const isZero = bits !== undefined && (bits & M_ZERO) !== 0n;
  const thing = m.make(
    what,
    sizeBytes,
    () => (isZero ? Memory.zeroed(room) : Memory.filled(room, unknownByte(`${what}: malloc(9) did not clear it`))),
    isAligned && sizeBytes !== undefined && sizeBytes >= CACHE_LINE ? CACHE_LINE : undefined,
  );
  m.ledger?.take(m, kind, thing, what, { type });
  // The example machine has memory enough; a caller that may not sleep gets it all the same.
  return { kind: 'address', thing, offset: 0 };
}

function nameOf(value: Value, otherwise: string): string {
  if (value.kind !== 'address') return otherwise;
  const { pointee } = value.thing;
  return pointee.kind === 'string' ? pointee.text : value.thing.name;
}

function product(m: Interpreter, a: Value, b: Value): Value {
  return binaryOnNumbers(P.P_STAR, a, m.target.sizeType, b, m.target.sizeType, m.target);
}

const mallocNamed = (call: Call, size: Value, type: number, flags: number): Value =>
  allocate(
    call.m,
    `malloc(${nameOf(call.value(type), 'memory')})`,
    size,
    call.value(flags),
    ['memory', thingOf(call.value(type))],
    true,
  );

function thingOf(value: Value): Thing | undefined {
  return value.kind === 'address' ? value.thing : undefined;
}

/** free(9) and its like; the malloc type comes last. */
const free =
  (type: number): Model =>
  (call) => {
    for (let i = 0; i < call.count; i++) call.value(i);
    call.m.ledger?.give(call.m, ['memory'], call.value(0), thingOf(call.value(type)));
    return unknownValue('no value');
  };

const gives =
  (kind: ResourceKind, index: number): Model =>
  (call) => {
    for (let i = 0; i < call.count; i++) call.value(i);
    call.m.ledger?.give(call.m, [kind], call.value(index));
    return unknownValue('no value');
  };

/** A zone's own object: what is allocated from it is counted there. */
export interface ZoneState {
  readonly size: Value;
  readonly name: string;
  /** What makes an item ready, in this order: uminit(mem, size, flags), ctor(mem, size, udata, flags). */
  readonly inits: readonly Value[];
  readonly constructors: readonly Value[];
  /** Nothing was ever allocated from it. */
  isUnused: boolean;
}

/** Where a zone's object keeps its limit. */
const MAX_AT = 0;
const MAX_BYTES = 4;

/** The zone that a model makes, with what its caller has handed it. */
function zone(call: Call, state: Pick<ZoneState, 'size' | 'inits' | 'constructors'>): Value {
  const { m } = call;
  for (let i = 0; i < call.count; i++) call.value(i);
  const name = nameOf(call.value(0), 'a zone');
  const thing = m.make(`the zone "${name}"`, 64, () => Memory.filled(64, unknownByte('inside a zone')));
  m.ledger?.take(m, 'zone', thing, `the zone "${name}"`);
  m.zones.set(thing, { ...state, name, isUnused: true });
  return { kind: 'address', thing, offset: 0 };
}

const zcreate: Model = (call) =>
  zone(call, { size: call.value(1), inits: [call.value(4)], constructors: [call.value(2)] });

/** uma_zsecond_create(name, ctor, dtor, zinit, zfini, primary): items of another zone. */
const zsecond: Model = (call) => {
  const primary = call.value(5);
  const known = primary.kind === 'address' ? call.m.zones.get(primary.thing) : undefined;
  if (primary.kind === 'address') call.m.recorder?.asksZone(primary.thing, false);
  return zone(call, {
    size: known?.size ?? unknownValue('the size of a zone'),
    inits: [...(known?.inits ?? []), call.value(3)],
    constructors: [call.value(1)],
  });
};

/** uma_zcache_create(name, size, ctor, dtor, zinit, zfini, import, release, arg, flags). */
const zcache: Model = (call) =>
  zone(call, { size: call.value(1), inits: [call.value(4)], constructors: [call.value(2)] });

/** Calls a zone's function for an item, where it has one. */
function ready(call: Call, made: Value, called: Value, args: readonly Value[]): void {
  if (called.kind === 'integer' && called.value === 0n) return;
  if (called.kind !== 'address') call.m.kernel.wildWrite('a function of a zone');
  else call.m.steps.callThing(call.m, called.thing, [made, ...args], [], builtin('int'));
}

const zalloc =
  (flags: number): Model =>
  (call) => {
    const from = call.value(0);
    const state = from.kind === 'address' ? call.m.zones.get(from.thing) : undefined;
    // Whatever the zone is, what it gives is nobody else's.
    if (state === undefined)
      return allocate(call.m, 'memory of a zone', unknownValue('the size of a zone'), call.value(flags), ['item']);
    state.isUnused = false;
    if (from.kind === 'address') call.m.recorder?.asksZone(from.thing, true);
    const made = allocate(call.m, `memory of the zone "${state.name}"`, state.size, call.value(flags), [
      'item',
      thingOf(from),
    ]);
    const how = call.value(flags);
    for (const init of state.inits) ready(call, made, init, [state.size, how]);
    const data = flags === 2 ? call.value(1) : integerValue(0n, call.m.target.sizeType, call.m.target);
    for (const constructor of state.constructors) ready(call, made, constructor, [state.size, data, how]);
    return made;
  };

const nothing: Model = (call) => {
  for (let i = 0; i < call.count; i++) call.value(i);
  return unknownValue('no value');
};

function counter(call: Call): Value {
  const { m } = call;
  const thing = m.make('a counter', undefined, () => Memory.zeroed(ENDLESS));
  m.ledger?.take(m, 'counter', thing, 'counter_u64_alloc()');
  return { kind: 'address', thing, offset: 0 };
}

/** uma_zone_set_max() gives back what the zone really got: it is rounded in releases before 14. */
const setMax: Model = (call) => {
  const asked = call.value(1);
  const bounds = boundsOf(asked);
  const zone = call.value(0);
  if (zone.kind === 'address' && call.m.zones.has(zone.thing))
    writeBytes(call.m, zone.thing, MAX_AT, contentsOf(asked, MAX_BYTES, call.m.target));
  return call.m.kernel.profile.zoneMaxIsExact
    ? asked
    : unknownValue('uma(9) rounds the limit of a zone', bounds?.[0] ?? 0n, 0x7fff_ffffn);
};

/** uma_zone_get_max(): what the zone was given, where it is kept as it is. */
const getMax: Model = (call) => {
  const { m } = call;
  const zone = call.value(0);
  if (zone.kind !== 'address' || !m.zones.has(zone.thing) || !m.kernel.profile.zoneMaxIsExact)
    return unknownValue('the limit of a zone');
  m.looksAt(zone.thing, MAX_AT, MAX_BYTES);
  return valueOf(
    memoryOf(m.store.read(zone.thing), m.target).read(MAX_AT, MAX_BYTES),
    { kind: 'integer', type: 'int' },
    m.target,
    m.resolve,
  );
};

/** Items of a zone: none, or nobody knows how many. */
const zoneItems: Model = (call) => {
  const zone = call.value(0);
  call.m.recorder?.spoil();
  return zone.kind === 'address' && call.m.zones.get(zone.thing)?.isUnused === true
    ? integerValue(0n, 'int', call.m.target)
    : unknownValue('how much is allocated from a zone');
};

/** malloc(9), uma(9), counter(9). */
export const MEMORY_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['malloc', (call) => mallocNamed(call, call.value(0), 1, 2)],
  ['malloc_domainset', (call) => mallocNamed(call, call.value(0), 1, 3)],
  ['malloc_aligned', (call) => mallocNamed(call, call.value(0), 2, 3)],
  ['malloc_exec', (call) => mallocNamed(call, call.value(0), 1, 2)],
  ['mallocarray', (call) => mallocNamed(call, product(call.m, call.value(0), call.value(1)), 2, 3)],
  ['contigmalloc', (call) => mallocNamed(call, call.value(0), 1, 2)],
  ['free', free(1)],
  ['zfree', free(1)],
  ['contigfree', free(2)],
  ['free_domain', free(1)],
  ['uma_zcreate', zcreate],
  ['uma_zsecond_create', zsecond],
  ['uma_zcache_create', zcache],
  ['uma_zdestroy', gives('zone', 0)],
  ['uma_zalloc', zalloc(1)],
  ['uma_zalloc_arg', zalloc(2)],
  ['uma_zalloc_pcpu', zalloc(1)],
  ['uma_zalloc_pcpu_arg', zalloc(2)],
  ['uma_zalloc_smr', zalloc(1)],
  ['uma_zfree', gives('item', 1)],
  ['uma_zfree_arg', gives('item', 1)],
  ['uma_zfree_pcpu', gives('item', 1)],
  ['uma_zfree_pcpu_arg', gives('item', 1)],
  ['uma_zfree_smr', gives('item', 1)],
  ['uma_zone_set_max', setMax],
  ['uma_zone_get_max', getMax],
  ['uma_zone_set_warning', nothing],
  ['uma_zone_set_maxaction', nothing],
  ['uma_zone_reserve', nothing],
  ['uma_prealloc', nothing],
  ['uma_zone_set_init', nothing],
  ['uma_zone_set_fini', nothing],
  ['uma_zone_set_smr', nothing],
  ['uma_zone_set_maxcache', nothing],
  ['uma_zone_reclaim', nothing],
  ['uma_zone_set_zinit', nothing],
  ['uma_zone_set_zfini', nothing],
  ['uma_zone_get_cur', zoneItems],
  ['uma_zone_get_smr', () => unknownValue('inside a zone')],
  ['counter_u64_alloc', counter],
  ['counter_u64_free', gives('counter', 0)],
  ['counter_u64_zero', nothing],
  ['counter_u64_add', nothing],
  ['counter_u64_add_protected', nothing],
  ['counter_u64_fetch', () => unknownValue('a counter is read')],
  ['counter_u64_read_one', () => unknownValue('a counter is read')],
  ['counter_enter', nothing],
  ['counter_exit', nothing],
  [
    'smr_create',
    (call) => {
      const thing = call.m.make('an smr(9) tracker', undefined, () =>
        Memory.filled(ENDLESS, unknownByte('inside smr(9)')),
      );
      call.m.ledger?.take(call.m, 'tracker', thing, 'smr_create()');
      return { kind: 'address', thing, offset: 0 };
    },
  ],
  ['smr_destroy', gives('tracker', 0)],
  ['smr_synchronize', nothing],
  ['smr_enter', nothing],
  ['smr_exit', nothing],
]);
