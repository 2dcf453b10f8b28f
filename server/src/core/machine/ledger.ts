import { builtin } from '../types/type.ts';
import type { Code, Frame } from './frame.ts';
import type { Interpreter, Writer } from './interpreter.ts';
import { memoryOf } from './cell.ts';
import type { Thing } from './thing.ts';
import type { Value } from './value.ts';

/** Whom something has to be given back to. */
export type ResourceKind =
  'memory' | 'zone' | 'item' | 'counter' | 'handler' | 'device' | 'oid' | 'tracker' | 'callout';

/** Something that C code has taken and has to give back. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly thing: Thing;
  /** In it: a callout is a part of something. */
  readonly offset: number;
  /** What a developer calls it: malloc(M_IFADDR). */
  readonly what: string;
  /** Memory's malloc type; what an item came from. */
  readonly type: Thing | undefined;
  /** The list with which it is given back: an oid's context. */
  readonly list: { readonly thing: Thing; readonly offset: number } | undefined;
  /** The calls that took it, the innermost first; the last is the function that boot or the vnet calls. */
  readonly stack: readonly Writer[];
  /** Why it is not known whether it was taken, or given back; undefined: it was taken, and is held. */
  doubt: string | undefined;
}

/** What was taken and not given back since somebody began to count. */
export class Ledger {
  /** By the thing, and the place in it of what is only a part. */
  private readonly held = new Map<Thing, Map<number, Resource>>();
  private count = 0;

  get resources(): readonly Resource[] {
    return [...this.held.values()].flatMap((places) => [...places.values()]);
  }

  /** How much has been taken so far; `doubtSince` takes it. */
  get mark(): number {
    return this.count;
  }

  /** Something is taken. */
  take(m: Interpreter, kind: ResourceKind, thing: Thing, what: string, more: Partial<Resource> = {}): void {
    const { offset = 0 } = more;
    let places = this.held.get(thing);
    if (places === undefined) this.held.set(thing, (places = new Map<number, Resource>()));
    places.set(offset, {
      kind,
      thing,
      offset,
      what,
      type: more.type,
      list: more.list,
      stack: stackOf(m),
      doubt: isCertain(m) ? undefined : 'whether it is allocated is not known',
    });
    this.count++;
  }

  /** True where it is surely held. */
  holds(kind: ResourceKind, value: Value): boolean {
    const found = value.kind === 'address' ? this.held.get(value.thing)?.get(value.offset) : undefined;
    return found?.kind === kind && found.doubt === undefined;
  }

  /** Something is given back; what a value that is not known leads to may be anything of its kind and type. */
  give(m: Interpreter, kinds: readonly ResourceKind[], value: Value, type?: Resource['type']): void {
    if (value.kind === 'integer') return;
    if (value.kind === 'address') {
      const found = this.held.get(value.thing);
      const at = Number.isNaN(value.offset) ? [...(found?.keys() ?? [])] : [value.offset];
      for (const offset of at) {
        const resource = found?.get(offset);
        if (resource === undefined || !kinds.includes(resource.kind)) continue;
        if (isCertain(m) && !Number.isNaN(value.offset)) this.drop(resource);
        else resource.doubt ??= 'whether it is given back is not known';
      }
      return;
    }
    const reason = value.kind === 'unknown' ? value.reason : 'a value that is no pointer';
    for (const resource of this.resources)
      if (kinds.includes(resource.kind) && (type === undefined || mayBe(resource.type, type)))
        resource.doubt ??= `${m.current.code.name}() gives back something that is not known: ${reason}`;
  }

  /** Whatever `isMeant` says of is given back. */
  giveAll(m: Interpreter, isMeant: (resource: Resource) => boolean): void {
    for (const resource of this.resources) {
      if (!isMeant(resource)) continue;
      if (isCertain(m)) this.drop(resource);
      else resource.doubt ??= 'whether it is given back is not known';
    }
  }

  /** What was taken since then was taken by a function that was given up. */
  doubtSince(mark: number, reason: string): void {
    if (this.count === mark) return;
    for (const resource of this.resources.slice(mark - this.count)) resource.doubt ??= reason;
  }

  /** Code that is not followed may have given these back. */
  doubt(isMeant: (resource: Resource) => boolean, reason: string): void {
    for (const resource of this.resources) if (isMeant(resource)) resource.doubt ??= reason;
  }

  private drop(resource: Resource): void {
    const places = this.held.get(resource.thing);
    places?.delete(resource.offset);
    if (places?.size === 0) this.held.delete(resource.thing);
  }
}

/** The name of a malloc type's variable. */
export function typeName(type: Resource['type']): string | undefined {
  return type?.pointee.kind === 'object' ? type.pointee.symbol : undefined;
}

function mayBe(a: Resource['type'], b: Resource['type']): boolean {
  return a === undefined || b === undefined || a === b;
}

/** No condition that is not known decides whether the present statement is reached. */
export function isCertain(m: Interpreter): boolean {
  if (m.uncertain > 0) return false;
  for (let frame: Frame | undefined = m.frame; frame !== undefined; frame = frame.caller)
    if (
      frame.returns.length > 0 ||
      frame.gotos.size > 0 ||
      frame.joins.some(({ breaks, continues }) => breaks.length > 0 || continues.length > 0)
    )
      return false;
  return true;
}

function stackOf(m: Interpreter): readonly Writer[] {
  const stack: Writer[] = [];
  for (let frame: Frame | undefined = m.frame; frame !== undefined; frame = frame.caller)
    stack.push(placeInCode(frame.code, frame.at));
  return stack;
}

/** Where a token of a function's body stands. */
export function placeInCode({ source, definition, name }: Code, token: number): Writer {
  const place = source.unit.place(definition.body.source, token);
  return {
    file: place?.file.path ?? source.path,
    line: place === undefined ? 0 : place.file.lineOf(place.token),
    function: name,
  };
}

/** Calls what epoch(9) was handed, in order; what these hand it comes behind. */
export function callLater(m: Interpreter): void {
  for (let next = m.epochCalls.shift(); next !== undefined; next = m.epochCalls.shift())
    if (next.called.kind === 'address') m.steps.callThing(m, next.called.thing, [next.argument], [], builtin('void'));
}

/** What a call that is not followed may give back is in doubt. */
export function doubtGiven(
  m: Interpreter,
  reason: string,
  path: string | undefined,
  name: string | undefined,
  args: readonly Value[],
): void {
  if (m.ledger === undefined || m.ledger.mark === 0) return;
  const gives = path === undefined || name === undefined ? undefined : m.program.couldGive(path, name);
  const reached = gives === undefined ? reachableFrom(m, args) : undefined;
  m.ledger.doubt(
    (one) =>
      gives === undefined
        ? name === undefined || reached?.has(one.thing) === true
        : GIVERS[one.kind].some((giver) => gives.givers.has(giver)) &&
          (one.kind !== 'memory' || mayFree(gives.types, typeName(one.type))),
    reason,
  );
}

function mayFree(types: ReadonlySet<string> | undefined, type: string | undefined): boolean {
  return types === undefined || type === undefined || types.has(type);
}

/** Functions that give something back, by its kind. */
const GIVERS: Readonly<Record<ResourceKind, readonly string[]>> = {
  memory: ['free', 'zfree', 'contigfree', 'free_domain', 'realloc', 'reallocf'],
  zone: ['uma_zdestroy'],
  item: ['uma_zfree', 'uma_zfree_arg', 'uma_zfree_pcpu', 'uma_zfree_pcpu_arg', 'uma_zfree_smr'],
  counter: ['counter_u64_free'],
  handler: ['eventhandler_deregister', 'eventhandler_deregister_nowait'],
  device: ['destroy_dev', 'destroy_dev_sched'],
  oid: ['sysctl_ctx_free', 'sysctl_remove_oid', 'sysctl_remove_name'],
  tracker: ['smr_destroy'],
  callout: ['_callout_stop_safe', 'callout_stop', 'callout_drain'],
};

export const GIVING_FUNCTIONS: ReadonlySet<string> = new Set(Object.values(GIVERS).flat());

/** Things that a value leads to, directly or through others. */
export function reachableFrom(m: Interpreter, values: readonly Value[]): ReadonlySet<Thing> {
  const seen = new Set<Thing>();
  const waiting: Thing[] = [];
  const add = (value: Value): void => {
    if (value.kind === 'address' && !seen.has(value.thing)) {
      seen.add(value.thing);
      waiting.push(value.thing);
    }
  };
  values.forEach(add);
  for (let thing = waiting.pop(); thing !== undefined; thing = waiting.pop()) {
    if (thing.isFixed || thing.sizeBytes === undefined || thing === m.kernel.curvnet?.region) continue;
    const memory = memoryOf(m.store.read(thing), m.target);
    const { marks } = memory.read(0, Math.min(memory.sizeBytes, thing.sizeBytes, 1 << 20));
    for (const one of marks ?? []) {
      if (one?.mark.kind !== 'pointer' || one.index !== 0) continue;
      const found = m.resolve(one.mark);
      if (found !== undefined) add({ kind: 'address', ...found });
    }
  }
  return seen;
}
