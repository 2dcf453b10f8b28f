import { isInherited, S_SET, type HandlerKind } from '../../../flow/file-flow.ts';
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
  /** How many places at the ends of all ways do what. */
  readonly ends: Readonly<Record<Exclude<Brings, 'handed-on'>, readonly string[]>>;
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
  private count = 0;
  readonly ends = { set: new Set<string>(), 'not-set': new Set<string>(), unknown: new Set<string>() };

  constructor(flow: TreeFlow, most: number) {
    this.most = most;
    this.flow = flow;
  }

  callersOf(target: TreeFunction, depth: number): readonly CurvnetCaller[] {
    this.seen.add(target);
    const byCaller = new Map<TreeFunction, { readonly states: number[]; readonly places: FlowSpot[] }>();
    for (const { node, call } of this.flow.callers(target)) {
      const known = byCaller.get(node) ?? { states: [], places: [] };
      known.states.push(call.state);
      known.places.push(spotIn(node.path, call));
      byCaller.set(node, known);
    }
    const found = [...byCaller].map(([node, { states, places }]) => this.caller(node, states, places, depth));
    found.push(...this.registrations(target));
    if (found.length === 0) this.ends.unknown.add(target.flow.name);
    return found;
  }

  private caller(
    node: TreeFunction,
    states: readonly number[],
    places: readonly FlowSpot[],
    depth: number,
  ): CurvnetCaller {
    const handsOn = states.some((state) => isInherited(state));
    const sets = states.some((state) => (state & S_SET) !== 0);
    const brings: Brings = handsOn ? 'handed-on' : sets ? 'set' : 'not-set';
    const name = node.flow.name;
    const isFirst = !this.seen.has(node);
    this.count++;
    const goesOn = handsOn && isFirst && depth + 1 < this.most && this.count < MOST_CALLERS;
    if (sets) this.ends.set.add(name);
    if (brings === 'not-set') this.ends['not-set'].add(name);
    return {
      name,
      at: spotIn(node.path, node.flow),
      places,
      brings,
      how: undefined,
      callers: goesOn ? this.callersOf(node, depth + 1) : [],
    };
  }

  /** Handed over to be called later: who calls then decides what curvnet is. */
  private registrations(target: TreeFunction): readonly CurvnetCaller[] {
    return this.flow.contexts.handedOver(target).map(({ path, registration }): CurvnetCaller => {
      const [brings, how] = LATER[registration.kind];
      this.ends[brings].add(target.flow.name);
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
}

/**
 * With what curvnet the kernel calls what was handed over. softclock, taskqueue threads, new threads, interrupts,
 * epoch_call's tasks, devfs and system calls set none (kern_fork.c: a new thread's td_vnet is NULL). vnet_sysinit() and
 * vnet_sysuninit() set each vnet's. At boot curvnet is vnet0 from SI_SUB_VNET to SI_SUB_VNET_DONE, at kldload that of
 * the thread (kern_linker.c).
 */
const LATER: Readonly<Record<HandlerKind, readonly [brings: Exclude<Brings, 'handed-on'>, how: string]>> = {
  callout: ['not-set', 'a callout: softclock sets no vnet'],
  task: ['not-set', 'a task: its queue sets no vnet'],
  kthread: ['not-set', 'a kernel thread: a new thread has no vnet'],
  event: ['unknown', 'an event handler: it runs with the vnet of whoever announces the event'],
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
