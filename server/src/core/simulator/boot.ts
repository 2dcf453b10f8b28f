import type { ModuleImage } from './kernel-image.ts';
import type { KernelState } from './kernel-state.ts';
import { miStartup } from './mi-startup.ts';
import { tellUnfetched } from './sysctl-tunables.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** Switches the machine on: C functions begin with memory that nobody has written, and wait where they are deferred. */
export function bootKernel(kernel: SimulatedKernel, off: KernelState, preloads: readonly ModuleImage[]): void {
  const opened = kernel.isDeferring ? undefined : kernel.machineSource?.open();
  kernel.sysinits = opened?.sysinits;
  kernel.leftOut = opened?.leftOut ?? [];
  kernel.gaveUp.clear();
  kernel.state = { ...off, machine: opened?.machine, deferred: undefined };
  kernel.unfetched.clear();
  miStartup(kernel, preloads);
  tellUnfetched(kernel);
}
