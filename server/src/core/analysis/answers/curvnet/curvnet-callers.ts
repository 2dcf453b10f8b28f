import { isInherited, S_SET, type HandlerKind, type Registration } from '../../../flow/file-flow.ts';
import { GLOBAL_EVENTS } from '../../../flow/handler-calls.ts';
import type { TreeFlow, TreeFunction } from '../../../flow/tree-flow.ts';
import { functionAround } from '../../../written/outline.ts';
import { identifierAt } from '../../../written/token-at.ts';
import type { Session } from '../../session/session.ts';
import type { Spot } from '../../../text/spot.ts';

/** A place of the tree; its line is counted by who shows it: there may be many of them. */
export interface FlowSpot extends Spot {
  readonly path: string;
}

/** What curvnet is where a function is entered. */
export type Brings =
  /** The caller has set it around the call. */
  | 'set'
  /** The caller hands on what it was called with. */
  | 'handed-on'
  /** Nobody has set it. */
  | 'not-set'
  /** Whoever calls decides, and that is not known. */
  | 'unknown';

/** Who enters a function, and with what. */
export interface CurvnetCaller {
  /** The function that calls, or what registers this one. */
  readonly name: string;
  /** Where that function is named in its head; undefined for a registration. */
  readonly at: FlowSpot | undefined;
  /** The calls, or the registration. */
  readonly places: readonly FlowSpot[];
  readonly brings: Brings;
  /** One clause for people: how it is called, for registrations; undefined for plain calls. */
  readonly how: string | undefined;
  /** Who enters the caller, where it hands on; empty where that was told before. */
  readonly callers: readonly CurvnetCaller[];
}

export interface CurvnetCallers {
  readonly name: string;
  readonly at: FlowSpot;
  /** The way to what needs curvnet, `V_x` last; empty when nothing does. */
  readonly needs: readonly string[];
  readonly callers: readonly CurvnetCaller[];
  /**
   * What the ends of all ways do; `left` are functions that others than those of their file call, `perhaps` those
   * that do not set it and call a method of whatever record they have.
   */
  readonly ends: Readonly<Record<Exclude<Brings, 'handed-on'> | 'left' | 'perhaps', readonly string[]>>;
}

const MOST_DEPTH = 16;
const MOST_CALLERS = 2000;

/**
 * The function that is named at an offset, or in whose body it stands; undefined while the tree's flow is being read.
 */
export function functionAtOffset(session: Session, path: string, offset: number): TreeFunction | undefined {
  const { flow } = session;
  const file = session.tokens(path);
  const token = file === undefined ? -1 : identifierAt(file, offset);
  if (flow === undefined || file === undefined) return undefined;
  const named = token < 0 ? undefined : flow.resolve(path, file.spelling(token))[0];
  if (named !== undefined) return named;
  const around = functionAround(file, token < 0 ? 0 : token)?.head?.name;
  return around === undefined ? undefined : flow.resolve(path, file.spelling(around))[0];
}

/**
 * Who enters a function with which curvnet, up to the places that set it or do not.
 * @param depth so many calls away at most
 */
export function curvnetCallers(flow: TreeFlow, target: TreeFunction, depth = MOST_DEPTH): CurvnetCallers {
  const walk = new Walk(flow, depth);
  const callers = walk.callersOf(target, 0);
  return {
    name: target.flow.name,
    at: spotIn(target.path, target.flow),
    needs: flow.story(target, 'needs').map(({ name }) => name),
    callers,
    ends: {
      set: [...walk.ends.set],
      'not-set': [...walk.ends['not-set']],
      unknown: [...walk.ends.unknown],
      left: [...walk.ends.left],
      perhaps: [...walk.ends.perhaps],
    },
  };
}

function spotIn(path: string, { start, end }: Spot): FlowSpot {
  return { path, start, end };
}

class Walk {
  private readonly flow: TreeFlow;
  private readonly most: number;
  private readonly seen = new Set<TreeFunction>();
  /** Those of which only the callers of their own file were told. */
  private readonly seenInside = new Set<TreeFunction>();
  /** Members and events whose callers were told. */
  private readonly told = new Set<string>();
  private count = 0;
  readonly ends = {
    set: new Set<string>(),
    'not-set': new Set<string>(),
    unknown: new Set<string>(),
    left: new Set<string>(),
    perhaps: new Set<string>(),
  };

  constructor(flow: TreeFlow, most: number) {
    this.most = most;
    this.flow = flow;
  }

  /** @param subsystem the file whose pointer was called: who calls into it from elsewhere may mean other functions */
  callersOf(target: TreeFunction, depth: number, subsystem?: string): readonly CurvnetCaller[] {
    (subsystem === undefined ? this.seen : this.seenInside).add(target);
    const calls = this.flow.callers(target).map(({ node, call }): Entry => ({ by: node, use: call }));
    const inside = subsystem === undefined ? calls : calls.filter(({ by }) => by.path === subsystem);
    if (inside.length < calls.length) this.ends.left.add(target.flow.name);
    const found = [
      ...this.entered(inside, depth, () => subsystem),
      ...this.registrations(target, depth, subsystem !== undefined),
      ...this.methods(target, depth),
    ];
    if (found.length + calls.length === 0) this.ends.unknown.add(target.flow.name);
    return found;
  }

  /** Each function that enters, with all places where it does. */
  private entered(
    entries: readonly Entry[],
    depth: number,
    subsystemOf: (path: string) => string | undefined,
  ): readonly CurvnetCaller[] {
    const byCaller = new Map<TreeFunction, { readonly states: number[]; readonly places: FlowSpot[] }>();
    for (const { by, use } of entries) {
      const known = byCaller.get(by) ?? { states: [], places: [] };
      known.states.push(use.state);
      known.places.push(spotIn(by.path, use));
      byCaller.set(by, known);
    }
    return [...byCaller].map(([node, { states, places }]) =>
      this.caller(node, states, places, depth, subsystemOf(node.path)),
    );
  }

  private caller(
    node: TreeFunction,
    states: readonly number[],
    places: readonly FlowSpot[],
    depth: number,
    subsystem: string | undefined,
  ): CurvnetCaller {
    const handsOn = states.some((state) => isInherited(state));
    const sets = states.some((state) => (state & S_SET) !== 0);
    const brings: Brings = handsOn ? 'handed-on' : sets ? 'set' : 'not-set';
    const name = node.flow.name;
    const isFirst = !this.seen.has(node) && (subsystem === undefined || !this.seenInside.has(node));
    this.count++;
    const goesOn = handsOn && isFirst && depth + 1 < this.most && this.count < MOST_CALLERS;
    if (sets) this.ends.set.add(name);
    if (brings === 'not-set') this.ends[subsystem === undefined ? 'not-set' : 'perhaps'].add(name);
    return {
      name,
      at: spotIn(node.path, node.flow),
      places,
      brings,
      how: undefined,
      callers: goesOn ? this.callersOf(node, depth + 1, subsystem) : [],
    };
  }

  /** Handed over to be called later: who calls then decides what curvnet is. */
  private registrations(target: TreeFunction, depth: number, isPerhaps: boolean): readonly CurvnetCaller[] {
    return this.flow.contexts.handedOver(target).map(({ path, registration }): CurvnetCaller => {
      if (registration.kind === 'event') return this.event(target, path, registration, depth);
      const [brings, how] = LATER[registration.kind];
      this.ends[isPerhaps && brings === 'not-set' ? 'perhaps' : brings].add(target.flow.name);
      return {
        name: `${registration.via}(${registration.handler})`,
        at: undefined,
        places: [spotIn(path, registration)],
        brings,
        how,
        callers: [],
      };
    });
  }

  /** An event handler runs where the event is announced. */
  private event(target: TreeFunction, path: string, registration: Registration, depth: number): CurvnetCaller {
    const { via, handler, detail } = registration;
    const entries = this.flow.contexts.announcers(detail);
    if (entries.length === 0 && GLOBAL_EVENTS.has(detail)) {
      this.ends['not-set'].add(handler);
      const places = [spotIn(path, registration)];
      const how = 'an event handler: the event is announced where no vnet is set';
      return { name: `${via}(${handler})`, at: undefined, places, brings: 'not-set', how, callers: [] };
    }
    const how = 'an event handler: it runs with the vnet of whoever announces the event';
    return this.indirect(
      target,
      { name: `${via}(${handler})`, how, at: spotIn(path, registration), key: detail, entries, isExact: true },
      depth,
    );
  }

  /** Called through a pointer: by who calls that member of any record. */
  private methods(target: TreeFunction, depth: number): readonly CurvnetCaller[] {
    return this.flow.contexts.methodsOf(target).map(({ path, method }): CurvnetCaller => {
      const { via, handler, called } = method;
      const known = KNOWN_METHODS.get(called[0] ?? '');
      if (known !== undefined) {
        const [brings, how] = known;
        this.ends[brings].add(target.flow.name);
        const places = [spotIn(path, method)];
        return { name: `${via}(${handler})`, at: undefined, places, brings, how, callers: [] };
      }
      const calls = called.map((name) => this.flow.callsThrough(name));
      const first = Math.max(
        calls.findIndex((some) => some.length > 0),
        0,
      );
      const name = called[first] ?? '';
      const entries = (calls[first] ?? []).map(({ node, call }): Entry => ({ by: node, use: call }));
      const how = `a method: it runs with the vnet of whoever calls ${name.replace('.', '')}`;
      return this.indirect(
        target,
        { name: `${via}(${handler})`, how, at: spotIn(path, method), key: name, entries, isExact: EXACT.test(name) },
        depth,
      );
    });
  }

  /** What is entered by who knows it by another name; told once for all that have that name. */
  private indirect(
    target: TreeFunction,
    { name, how, at, key, entries, isExact }: Indirect,
    depth: number,
  ): CurvnetCaller {
    const isFirst = !this.told.has(key);
    this.told.add(key);
    if (entries.length === 0) this.ends.unknown.add(target.flow.name);
    const goesOn = isFirst && depth + 1 < this.most && this.count < MOST_CALLERS;
    const callers = goesOn ? this.entered(entries, depth + 1, (path) => (isExact ? undefined : path)) : [];
    const brings = entries.length === 0 ? 'unknown' : 'handed-on';
    return { name, at: undefined, places: [at], brings, how, callers };
  }
}

/** A way in by another name than the function's. */
interface Indirect {
  readonly name: string;
  readonly how: string;
  readonly at: FlowSpot;
  /** The event, or the member. */
  readonly key: string;
  readonly entries: readonly Entry[];
  /** Whoever enters means this function too; false where the record that is at hand decides. */
  readonly isExact: boolean;
}

/** A function and the place in it where another is entered. */
interface Entry {
  readonly by: TreeFunction;
  readonly use: Spot & { readonly state: number };
}

/**
 * Cloners, domains and methods of kobj(9) are chosen by a name or a list that anybody may mean: who calls, calls this
 * one too.
 */
const EXACT = /^\.(?:ifcs?|ifca|dom)_|_nl$|^[A-Z]/;

/**
 * What is found by a number or waits in a queue: curvnet is set by userland_sysctl() (kern_sysctl.c), and by nobody in
 * usb_process() (usb_process.c).
 */
const KNOWN_METHODS: ReadonlyMap<string, readonly ['set' | 'not-set', how: string]> = new Map([
  ['.oid_handler', ['set', "a sysctl's handler: userland_sysctl() sets the vnet of the thread's jail"]],
  ['.evhand', ['set', "a module's event handler: vnet0 at boot, the thread's vnet at kldload and kldunload"]],
  ['.pm_callback', ['not-set', "USB's callback: its process sets no vnet"]],
]);

/**
 * With what curvnet the kernel calls what was handed over. softclock, taskqueue threads, new threads, interrupts,
 * epoch_call's tasks, devfs and system calls set none (kern_fork.c: a new thread's td_vnet is NULL). vnet_sysinit() and
 * vnet_sysuninit() set each vnet's. At boot curvnet is vnet0 from SI_SUB_VNET to SI_SUB_VNET_DONE, at kldload that of
 * the thread (kern_linker.c).
 */
const LATER: Readonly<
  Record<Exclude<HandlerKind, 'event'>, readonly [brings: Exclude<Brings, 'handed-on'>, how: string]>
> = {
  callout: ['not-set', 'a callout: softclock sets no vnet'],
  task: ['not-set', 'a task: its queue sets no vnet'],
  kthread: ['not-set', 'a kernel thread: a new thread has no vnet'],
  interrupt: ['not-set', 'an interrupt handler: its thread has no vnet'],
  epoch: ['not-set', 'an epoch callback: its task sets no vnet'],
  sysinit: ['set', "a SYSINIT: vnet0 at boot between SI_SUB_VNET and SI_SUB_VNET_DONE, the thread's vnet at kldload"],
  sysuninit: ['set', "a SYSUNINIT: the thread's vnet at kldunload"],
  module: ['set', "a module's event handler: vnet0 at boot, the thread's vnet at kldload and kldunload"],
  cdev: ['not-set', "a character device's method: devfs sets no vnet"],
  timer: ['not-set', "a protocol's timer or drain: who calls it sets no vnet"],
  'boot-hook': ['not-set', 'a boot-time hook: it runs without a vnet'],
  'system-call': ['not-set', 'a system call: the thread has no vnet'],
  'bus-method': ['not-set', "a bus's method: who calls it sets no vnet"],
  usb: ['not-set', "USB's callback: its process sets no vnet"],
  crypto: ['not-set', 'a callback of crypto(9): its thread sets no vnet'],
  rdma: ['not-set', 'a callback of the RDMA connection manager: its work queue sets no vnet'],
  tty: ['not-set', 'a method of a terminal: it runs without a vnet'],
  jail: ['not-set', "a jail's method: osd(9) sets no vnet"],
  debugger: ['unknown', 'a command of the debugger: it has what the stopped thread had'],
  'vnet-sysinit': ['set', 'a constructor: vnet_sysinit() runs it in every vnet'],
  'vnet-sysuninit': ['set', 'a destructor: vnet_sysuninit() runs it in every vnet that goes'],
};
