import { Ledger, type Resource } from '../machine/ledger.ts';
import type { Machine } from '../machine/machine.ts';
import type { Writer } from '../machine/interpreter.ts';
import { construct, type Constructed } from './constructed-vnet.ts';
import { takeApart } from './destructed-vnet.ts';
import { MODULE_EVENTS, MODULE_LOAD, MODULE_QUIESCE, NO_OBJECTION } from '../machine/module-event.ts';
import { errnoOf } from './errno.ts';
import { kernKldload, kernKldunload } from './kern-linker.ts';
import type { KernelState, Vnet } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** Something that nothing gives back. */
export interface Leak {
  readonly kind: Resource['kind'];
  readonly what: string;
  /** The calls that took it, the innermost first. */
  readonly stack: readonly Writer[];
  /** How often it was taken there. */
  readonly count: number;
  /** Why it is not known whether it stays; undefined: it stays. */
  readonly doubt: string | undefined;
}

export interface LeakReport {
  readonly leaks: readonly Leak[];
  /** Functions that were not run to their end, with why: what they take or give back is not known. */
  readonly gaveUp: ReadonlyMap<string, string>;
}

/**
 * What a new vnet's constructors take and nothing gives back when it is destroyed at once, on the host's and the loaded
 * modules' state as it is. A first vnet is made and destroyed before: what only the first one takes is kept for others.
 */
export function vnetLeaks(kernel: SimulatedKernel, machine: Machine): LeakReport {
  return counting(kernel, machine, (count) => {
    vnetRound(kernel);
    count();
    vnetRound(kernel);
  });
}

/**
 * What a module takes and does not give back when it is unloaded again, in a kernel whose only vnet is the host's. It
 * is loaded and unloaded once before.
 * @returns a string where the kernel refuses to load or unload it.
 */
export function moduleLeaks(kernel: SimulatedKernel, machine: Machine, name: string): LeakReport | string {
  let refused: string | undefined;
  let doubt: string | undefined;
  const { onRun } = kernel;
  kernel.onRun = ({ entry: { function: called, argument }, result: { answer, gaveUp, panic } }): void => {
    if (!MODULE_EVENTS.has(called) || gaveUp !== undefined || panic !== undefined) return;
    if (answer === undefined) doubt ??= `what the handler of ${argument} answers ${called}() is not known`;
    else if (answer !== 0n && !(called === MODULE_QUIESCE && NO_OBJECTION.has(answer)))
      refused ??= `${called === MODULE_LOAD ? 'kldload' : 'kldunload'} ${name}: ${errnoOf(Number(answer)).text}`;
  };
  const round = (): void => {
    const loaded = kernKldload(kernel, name);
    if ('number' in loaded) {
      refused ??= `kldload ${name}: ${loaded.text}`;
      return;
    }
    const answer = kernKldunload(kernel, name);
    if (answer !== undefined) refused ??= `kldunload ${name}: ${typeof answer === 'string' ? answer : answer.text}`;
  };
  try {
    const { leaks, gaveUp } = counting(kernel, machine, (count) => {
      round();
      count();
      if (refused === undefined) round();
    });
    return refused ?? { leaks: leaks.map((leak) => ({ ...leak, doubt: leak.doubt ?? doubt })), gaveUp };
  } finally {
    kernel.onRun = onRun;
  }
}

function counting(kernel: SimulatedKernel, machine: Machine, act: (count: () => void) => void): LeakReport {
  const { state, listener } = kernel;
  const ledger = new Ledger();
  const before = new Map(kernel.gaveUp);
  kernel.listener = undefined;
  kernel.gaveUp.clear();
  let gaveUp: ReadonlyMap<string, string>;
  machine.count(new Ledger());
  try {
    act(() => {
      kernel.gaveUp.clear();
      machine.count(ledger);
    });
  } finally {
    machine.count(undefined);
    gaveUp = new Map(kernel.gaveUp);
    kernel.gaveUp.clear();
    for (const [name, why] of before) kernel.gaveUp.set(name, why);
    kernel.listener = listener;
    kernel.state = state;
  }
  return { leaks: together(ledger.resources), gaveUp };
}

/** A vnet is made and destroyed; all else goes on with what they leave, exactly. */
function vnetRound(kernel: SimulatedKernel): void {
  const { state } = kernel;
  if (state.reference === undefined) return;
  const fresh: Vnet = {
    number: state.nextVnet,
    name: 'a vnet',
    address: 0n,
    magic: 0,
    ifcnt: 0,
    sockcnt: 0,
    state: 0,
    shutdown: false,
    dataMem: 0n,
    memory: state.reference,
    isListed: false,
    written: [],
    writers: [],
    heap: new Map(),
  };
  const made = construct(kernel, fresh, state.constructors);
  goOn(kernel, state, made);
  const gone = takeApart(kernel, { ...fresh, ...heldBy(made) }, state.destructors, made.cells);
  goOn(kernel, state, gone);
}

function heldBy({ memory, ifcnt, heap }: Constructed): Pick<Vnet, 'memory' | 'ifcnt' | 'heap'> {
  return { memory, ifcnt, heap };
}

function goOn(
  kernel: SimulatedKernel,
  { vnet0, nextVnet }: KernelState,
  { cells, reference, vnet0: memory }: Constructed,
): void {
  kernel.state = { ...kernel.state, cells, reference, nextVnet: nextVnet + 1 };
  const own = vnet0 === undefined ? undefined : kernel.vnet(vnet0);
  if (own !== undefined && memory !== undefined) kernel.replaceVnet({ ...own, memory });
}

/** Leaks of one statement are one. */
function together(resources: readonly Resource[]): readonly Leak[] {
  const found = new Map<string, Leak>();
  for (const { kind, what, stack, doubt } of resources) {
    const key = JSON.stringify([kind, what, stack, doubt]);
    const known = found.get(key);
    found.set(key, { kind, what, stack, doubt, count: (known?.count ?? 0) + 1 });
  }
  return [...found.values()];
}
