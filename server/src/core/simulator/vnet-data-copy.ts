import type { Memory } from '../machine/memory.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/**
 * vnet_data_copy() (net/vnet.c): a piece of the reference copies goes into each vnet of vnet_head. Returns into how
 * many.
 */
export function vnetDataCopy(kernel: SimulatedKernel, start: number, sizeBytes: number): number {
  const { reference } = kernel.state;
  if (reference === undefined || isOutside(reference, start, sizeBytes)) return 0;
  return kernel.eachListed((memory) => memory.copyFrom(reference, start, sizeBytes));
}

/** vnet_save_init() (net/vnet.c, main): a piece of the reference copies goes into vnet_init_var. */
export function vnetSaveInit(kernel: SimulatedKernel, start: number, sizeBytes: number): void {
  const { reference, initialValues } = kernel.state;
  if (reference === undefined || initialValues === undefined) return;
  const isInside = !isOutside(reference, start, sizeBytes);
  kernel.kassert(
    isInside,
    'Assertion VNET_START <= (uintptr_t)start && (uintptr_t)start + size <= VNET_STOP failed',
    'vnet_save_init',
  );
  if (!isInside) return;
  kernel.state = { ...kernel.state, initialValues: initialValues.copyFrom(reference, start, sizeBytes) };
}

/** vnet_restore_init() (net/vnet.c, main): the way back, when a tunable is unset. */
export function vnetRestoreInit(kernel: SimulatedKernel, start: number, sizeBytes: number): void {
  const { reference, initialValues } = kernel.state;
  if (reference === undefined || initialValues === undefined || isOutside(reference, start, sizeBytes)) return;
  kernel.state = { ...kernel.state, reference: reference.copyFrom(initialValues, start, sizeBytes) };
}

/** dpcpu_copy() (kern/subr_pcpu.c): a piece of the reference goes to each CPU. */
export function dpcpuCopy(kernel: SimulatedKernel, start: number, sizeBytes: number): number {
  const { pcpuReference, cpus } = kernel.state;
  if (pcpuReference === undefined || isOutside(pcpuReference, start, sizeBytes)) return 0;
  kernel.state = { ...kernel.state, cpus: cpus.map((cpu) => cpu.copyFrom(pcpuReference, start, sizeBytes)) };
  return cpus.length;
}

/** dpcpu_init() (kern/subr_pcpu.c) for each CPU. */
export function dpcpuInit(kernel: SimulatedKernel): void {
  const { pcpuReference } = kernel.state;
  if (pcpuReference !== undefined)
    kernel.state = { ...kernel.state, cpus: Array.from({ length: kernel.options.cpus }, () => pcpuReference) };
}

function isOutside(memory: Memory, start: number, sizeBytes: number): boolean {
  return start < 0 || start + sizeBytes > memory.sizeBytes;
}
