import { unknownByte } from '../machine/byte-mark.ts';
import { fillCounters, pcpuStatCounters } from './constructor-effects.ts';
import type { RegisteredSysinit } from './kernel-state.ts';
import type { Memory } from '../machine/memory.ts';
import { setsInPlace } from './find-variable.ts';
import type { FunctionRoot, SimulatedKernel } from './simulated-kernel.ts';

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
  if (counters !== undefined) return fillCounters(memory, counters);
  return unfollowed(kernel, memory, entry.owner, [{ file: entry.file, function: entry.vnet.function }]);
}

/** Memory after functions that are not followed: whatever they could write is unknown. */
export function unfollowed(kernel: SimulatedKernel, memory: Memory, owner: string, roots: readonly FunctionRoot[]): Memory {
  if (kernel.couldWrite === undefined) return memory;
  const writers = kernel.couldWrite(owner, roots);
  const files = new Set(roots.map(({ file }) => file));
  const [first] = roots;
  let after = memory;
  for (const { contents, start } of setsInPlace(kernel, 'set_vnet')) {
    for (const { name, file, isStatic, offsetBytes, sizeBytes } of contents.members) {
      if (name === 'modspace') continue;
      const writer = writers?.get(`V_${name}`);
      // Where a function is not found, all that its file has to itself is in question.
      const reason = writer !== undefined && (!isStatic || writer.path === file || writer.path.endsWith('.h')) ? `${writer.name}() is not followed` : writers === undefined && files.has(file) ? `${first?.function ?? ''}() is not found` : undefined;
      if (reason !== undefined) after = after.mark(start + offsetBytes, sizeBytes, unknownByte(reason));
    }
  }
  return after;
}

/** The set that the constructor's own image brought, with its place in the region. */
function ownSets(kernel: SimulatedKernel, owner: string): Parameters<typeof pcpuStatCounters>[1] {
  if (owner === 'kernel') return kernel.vnetSet === undefined ? [] : [{ set: kernel.vnetSet, start: 0 }];
  const file = kernel.state.files.find(({ filename }) => filename === owner);
  const set = file?.image.sets.set_vnet;
  return set === undefined || file?.vnetSet === undefined ? [] : [{ set, start: file.vnetSet.start }];
}
