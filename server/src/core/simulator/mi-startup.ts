import { prison0 } from './kern-jail.ts';
import { linkerPreload } from './linker-preload.ts';
import type { ModuleImage, SetContents, SysinitEntry } from './kernel-image.ts';
import type { SpelledValue } from '../vnet/sysinits.ts';
import type { OwnedSysinit } from './kernel-state.ts';
import { Memory } from '../machine/memory.ts';
import { unknownByte } from '../machine/byte-mark.ts';
import { runSysinit } from './run-sysinit.ts';
import { unfollowed } from './unfollowed-memory.ts';
import type { FunctionRoot, SimulatedKernel } from './simulated-kernel.ts';
import { registerSysctls } from './sysctl-registry.ts';
import { ascending, exchangeSort, stableSort } from './sysinit-order.ts';
import { vnetAlloc } from './vnet-alloc.ts';
import { vnetDataStartup } from './vnet-data-alloc.ts';
import { dpcpuInit, vnetSaveInit } from './vnet-data-copy.ts';

/** sys/kernel.h: the same in every release. */
const SI_SUB_DUMMY = 0;

/** What a simulated SYSINIT does; `added` takes the SYSINITs of files that are linked meanwhile. */
type Action = (
  kernel: SimulatedKernel,
  preloads: readonly ModuleImage[],
) => readonly (readonly OwnedSysinit[])[] | undefined;

/** SYSINITs that are simulated, by the function they call; all others run and do nothing that is known. */
const ACTIONS: Readonly<Record<string, Action>> = {
  sysctl_register_all: (kernel) => {
    registerSysctls(kernel, kernel.image.sysctls, 'kernel', false);
    return undefined;
  },
  vnet_init_prelink: () => undefined,
  vnet_data_startup: (kernel) => {
    vnetDataSpace(kernel);
    return undefined;
  },
  dpcpu_startup: (kernel) => {
    kernel.state = { ...kernel.state, dpcpuFree: modspaceOf(kernel.image.sets.set_pcpu) };
    return undefined;
  },
  linker_preload: (kernel, preloads) => linkerPreload(kernel, preloads),
  vnet0_init: (kernel) => {
    vnet0Init(kernel);
    return undefined;
  },
  vnet_init_done: (kernel) => {
    vnetInitDone(kernel);
    return undefined;
  },
  linker_preload_finish: (kernel) => {
    linkerPreloadFinish(kernel);
    return undefined;
  },
};

/**
 * mi_startup() (init_main.c): every SYSINIT of the kernel in order of subsystem and order, those of preloaded files
 * among them from the moment that they are linked.
 */
export function miStartup(kernel: SimulatedKernel, preloads: readonly ModuleImage[]): void {
  kernel.state = { ...kernel.state, phase: 'booting', prisons: kernel.state.prisons.with(0, prison0()) };
  dpcpuInit(kernel);
  const isStable = kernel.image.profile.sysinitSort.value === 'stable';
  const { isComplete } = kernel.image.sysinits;
  const sysinits = kernel.sysinits ?? kernel.image.sysinits.sysinits;
  // What an exchange sort does to equal keys depends on every entry of the table.
  const sort = (entries: readonly OwnedSysinit[]): readonly OwnedSysinit[] =>
    isStable || !isComplete ? stableSort(entries, ascending) : exchangeSort(entries, ascending);
  let waiting = sort([...withMissing(kernel, sysinits)].map((entry) => ({ entry, owner: 'kernel' })));
  for (;;) {
    const [next, ...rest] = waiting;
    if (next === undefined) break;
    waiting = rest;
    const added = run(kernel, next, preloads);
    if (added === undefined || added.every((list) => list.length === 0)) continue;
    // Up to 13 what is done stays in the table as SI_SUB_DONE, below every other key, and the table is sorted again.
    if (isStable)
      for (const list of added) waiting = stableSort([...waiting, ...stableSort(list, ascending)], ascending);
    else waiting = sort([...waiting, ...added.flat()]);
  }
  afterUnfollowed(kernel, kernel.machine === undefined ? waitingOf(kernel) : kernel.leftOut);
  kernel.state = { ...kernel.state, phase: 'up' };
}

/** Functions of the kernel's SYSINITs that are neither simulated nor registrations of constructors. */
function waitingOf(kernel: SimulatedKernel): readonly FunctionRoot[] {
  return kernel.image.sysinits.sysinits
    .filter((entry) => entry.vnet === undefined && ACTIONS[entry.function] === undefined && entry.file !== '')
    .map((entry) => ({ file: entry.file, function: entry.function }));
}

/** What they could write in vnet0, in which they ran, is unknown. */
function afterUnfollowed(kernel: SimulatedKernel, roots: readonly FunctionRoot[]): void {
  const vnet0 = kernel.state.vnet0 === undefined ? undefined : kernel.vnet(kernel.state.vnet0);
  if (vnet0 === undefined || roots.length === 0 || kernel.isDeferring) return;
  kernel.replaceVnet({ ...vnet0, memory: unfollowed(kernel, vnet0.memory, 'kernel', roots) });
}

function run(
  kernel: SimulatedKernel,
  sysinit: OwnedSysinit,
  preloads: readonly ModuleImage[],
): readonly (readonly OwnedSysinit[])[] | undefined {
  const { entry } = sysinit;
  // SI_SUB_DUMMY keeps the linker set from being empty: mi_startup() skips it.
  if (entry.subsystem.value === SI_SUB_DUMMY) return undefined;
  const action = ACTIONS[entry.function];
  if (action === undefined) {
    runSysinit(kernel, sysinit);
    return undefined;
  }
  kernel.tell({
    kind: 'sysinit',
    function: entry.function,
    subsystem: entry.subsystem.text,
    order: entry.order.text,
    owner: sysinit.owner,
  });
  return action(kernel, preloads);
}

/**
 * SYSINITs that are simulated, with their keys in net/vnet.c, kern_linker.c, kern_sysctl.c and subr_pcpu.c; the last is
 * taken from the subsystem.
 */
const KEYS: readonly (readonly [function: string, subsystem: string, order: string, less?: number])[] = [
  ['sysctl_register_all', 'SI_SUB_KMEM', 'SI_ORDER_FIRST'],
  ['vnet_init_prelink', 'SI_SUB_VNET_PRELINK', 'SI_ORDER_FIRST'],
  ['dpcpu_startup', 'SI_SUB_KLD', 'SI_ORDER_FIRST'],
  ['vnet_data_startup', 'SI_SUB_KLD', 'SI_ORDER_FIRST'],
  ['linker_preload', 'SI_SUB_KLD', 'SI_ORDER_MIDDLE'],
  ['vnet0_init', 'SI_SUB_VNET', 'SI_ORDER_FIRST'],
  ['vnet_init_done', 'SI_SUB_VNET_DONE', 'SI_ORDER_ANY'],
  ['linker_preload_finish', 'SI_SUB_KTHREAD_INIT', 'SI_ORDER_MIDDLE', 100],
];

/**
 * The kernel's SYSINITs with those that are simulated, where the image has none of that name: it holds only what
 * objects with virtualized globals bring, and a tree may call its functions otherwise.
 */
function* withMissing(kernel: SimulatedKernel, sysinits: readonly SysinitEntry[]): Generator<SysinitEntry> {
  const has = new Set(sysinits.map((entry) => entry.function));
  for (const [name, subsystem, order, less = 0] of KEYS) {
    if (has.has(name) || (name.startsWith('vnet') && kernel.vnetSet === undefined)) continue;
    const place = spelled(kernel, subsystem, -less);
    yield {
      identifier: name,
      subsystem: place,
      order: orderOf(kernel, order),
      function: name,
      argument: 'NULL',
      vnet: undefined,
      file: '',
      line: 0,
      object: -1,
    };
  }
  yield* sysinits;
}

/** A subsystem that a tree does not have: what belongs there comes before SI_SUB_VNET_PRELINK, or behind all others. */
function spelled(kernel: SimulatedKernel, text: string, more: number): SpelledValue {
  const value = kernel.subsystem(text) ?? (text === 'SI_SUB_KTHREAD_INIT' ? 0x7fffffff : 2);
  return { value: value + more, text };
}

function orderOf(kernel: SimulatedKernel, text: string): SpelledValue {
  return { value: kernel.image.constants.orders.find(({ name }) => name === text)?.value ?? 0, text };
}

/** The free list that vnet_data_startup() and dpcpu_startup() begin with: all of modspace. */
function modspaceOf(set: SetContents | undefined): ReturnType<typeof vnetDataStartup> {
  const modspace = set?.members.find(({ name }) => name === 'modspace');
  return modspace === undefined
    ? []
    : vnetDataStartup({ start: modspace.offsetBytes, lengthBytes: modspace.sizeBytes });
}

/**
 * vnet_data_startup() (net/vnet.c); in main also vnet_init_var, which link_elf_init() fills (link_elf.c, SI_SUB_KLD,
 * SI_ORDER_THIRD).
 */
function vnetDataSpace(kernel: SimulatedKernel): void {
  const set = kernel.vnetSet;
  if (set === undefined) return;
  kernel.state = { ...kernel.state, vnetFree: modspaceOf(set) };
  if (!kernel.image.profile.savesInitialValues.value) return;
  kernel.state = {
    ...kernel.state,
    initialValues: Memory.zeroed(kernel.vnetSize).mark(
      0,
      kernel.vnetSize,
      unknownByte('never saved by vnet_save_init()'),
    ),
  };
  vnetSaveInit(kernel, 0, set.sizeBytes);
}

/** vnet0_init() (net/vnet.c): curvnet = prison0.pr_vnet = vnet0 = vnet_alloc(). */
function vnet0Init(kernel: SimulatedKernel): void {
  const vnet = vnetAlloc(kernel, 'vnet0');
  if (vnet === undefined) return;
  const { state } = kernel;
  kernel.state = {
    ...state,
    vnet0: vnet.number,
    thread: { ...state.thread, curvnet: vnet.number },
    prisons: state.prisons.with(0, { ...prison0(), vnet: vnet.number }),
  };
  kernel.tell({ kind: 'curvnet', from: 'NULL', to: 'vnet0', by: 'boot' });
}

/** vnet_init_done() (net/vnet.c). */
function vnetInitDone(kernel: SimulatedKernel): void {
  kernel.state = { ...kernel.state, thread: { ...kernel.state.thread, curvnet: undefined } };
  kernel.tell({ kind: 'curvnet', from: 'vnet0', to: 'NULL', by: 'boot' });
}

/** linker_preload_finish() (kern_linker.c): preloaded files can be unloaded by the user. */
function linkerPreloadFinish(kernel: SimulatedKernel): void {
  kernel.state = {
    ...kernel.state,
    files: kernel.state.files.map((file) => (file.isPreloaded ? { ...file, userrefs: file.userrefs + 1 } : file)),
  };
}
