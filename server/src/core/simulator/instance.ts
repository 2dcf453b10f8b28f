import type { InstanceSet } from '../vnet/set-variables.ts';
import type { MemoryRange } from '../machine/memory.ts';
import type { Contents, Memory } from '../machine/memory.ts';
import { settle } from './deferred.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** One of the memories that hold a set: a reference copy, a vnet's, a CPU's. */
export type Instance =
  | { readonly kind: 'reference'; readonly set: InstanceSet }
  | { readonly kind: 'vnet'; readonly vnet: number }
  | { readonly kind: 'cpu'; readonly cpu: number };

export function setOfInstance(instance: Instance): InstanceSet {
  return instance.kind === 'reference' ? instance.set : instance.kind === 'vnet' ? 'set_vnet' : 'set_pcpu';
}

function memoryNow(kernel: SimulatedKernel, instance: Instance): Memory | undefined {
  const { state } = kernel;
  switch (instance.kind) {
    case 'reference':
      return instance.set === 'set_vnet' ? state.reference : state.pcpuReference;
    case 'vnet':
      return kernel.vnet(instance.vnet)?.memory;
    case 'cpu':
      return state.cpus[instance.cpu];
  }
}

/** The memory as C functions have left it: those that were put off are run. */
function memoryOf(kernel: SimulatedKernel, instance: Instance): Memory | undefined {
  if (setOfInstance(instance) === 'set_vnet') settle(kernel);
  return memoryNow(kernel, instance);
}

/** What lies at an offset; undefined where the instance's memory does not reach. */
export function readInstance(
  kernel: SimulatedKernel,
  instance: Instance,
  offset: number,
  sizeBytes: number,
): Contents | undefined {
  const memory = memoryOf(kernel, instance);
  return memory === undefined || offset < 0 || offset + sizeBytes > memory.sizeBytes
    ? undefined
    : memory.read(offset, sizeBytes);
}

/** Writes on purpose; the offset must be inside. */
export function writeInstance(kernel: SimulatedKernel, instance: Instance, offset: number, contents: Contents): void {
  const memory = memoryOf(kernel, instance);
  if (memory === undefined) return;
  const after = memory.write(offset, contents.bytes, contents.marks);
  const { state } = kernel;
  switch (instance.kind) {
    case 'reference':
      kernel.state = instance.set === 'set_vnet' ? { ...state, reference: after } : { ...state, pcpuReference: after };
      return;
    case 'vnet': {
      const vnet = kernel.vnet(instance.vnet);
      if (vnet !== undefined)
        kernel.replaceVnet({
          ...vnet,
          memory: after,
          written: withRange(vnet.written, { offset, sizeBytes: contents.bytes.length }),
        });
      return;
    }
    case 'cpu':
      kernel.state = { ...state, cpus: state.cpus.with(instance.cpu, after) };
  }
}

/** Ascending ranges that neither touch nor overlap, with one more. */
export function withRange(ranges: readonly MemoryRange[], { offset, sizeBytes }: MemoryRange): readonly MemoryRange[] {
  let from = offset;
  let to = offset + sizeBytes;
  const before: MemoryRange[] = [];
  const after: MemoryRange[] = [];
  for (const range of ranges) {
    if (range.offset + range.sizeBytes < from) before.push(range);
    else if (range.offset > to) after.push(range);
    else {
      from = Math.min(from, range.offset);
      to = Math.max(to, range.offset + range.sizeBytes);
    }
  }
  return [...before, { offset: from, sizeBytes: to - from }, ...after];
}

/** "vnet a", "the reference copy", "CPU 1". */
export function instanceName(kernel: SimulatedKernel, instance: Instance): string {
  switch (instance.kind) {
    case 'reference':
      return instance.set === 'set_vnet' ? 'the reference copy' : "set_pcpu's reference";
    case 'vnet':
      return kernel.vnet(instance.vnet)?.name ?? 'a freed vnet';
    case 'cpu':
      return `CPU ${instance.cpu}`;
  }
}
