import { fillCounters, pcpuStatCounters } from './constructor-effects.ts';
import type { RegisteredSysinit } from './kernel-state.ts';
import type { Memory } from './memory.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** Vnets that begin alike and run the same constructors hold the same memory: it is made once. */
const KNOWN = new WeakMap<readonly RegisteredSysinit[], WeakMap<Memory, Memory>>();

/** A vnet's memory after all of `constructors`. */
export function afterConstructors(kernel: SimulatedKernel, memory: Memory, constructors: readonly RegisteredSysinit[]): Memory {
  let byMemory = KNOWN.get(constructors);
  if (byMemory === undefined) KNOWN.set(constructors, (byMemory = new WeakMap()));
  let after = byMemory.get(memory);
  if (after === undefined) byMemory.set(memory, (after = constructors.reduce((made, entry) => afterConstructor(kernel, made, entry), memory)));
  return after;
}

/** A vnet's memory after one constructor. */
export function afterConstructor(kernel: SimulatedKernel, memory: Memory, entry: RegisteredSysinit): Memory {
  const counters = pcpuStatCounters(entry, ownSets(kernel, entry.owner));
  return counters === undefined ? memory : fillCounters(memory, counters);
}

/** The set that the constructor's own image brought, with its place in the region. */
function ownSets(kernel: SimulatedKernel, owner: string): Parameters<typeof pcpuStatCounters>[1] {
  if (owner === 'kernel') return kernel.vnetSet === undefined ? [] : [{ set: kernel.vnetSet, start: 0 }];
  const file = kernel.state.files.find(({ filename }) => filename === owner);
  const set = file?.image.sets.set_vnet;
  return set === undefined || file?.vnetSet === undefined ? [] : [{ set, start: file.vnetSet.start }];
}
