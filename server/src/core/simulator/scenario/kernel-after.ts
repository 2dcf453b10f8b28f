import type { KernelState } from '../kernel-state.ts';
import { nameOf } from '../curvnet.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { shownModules, shownSpace, shownVnets } from './show.ts';

/** What a kernel is after a statement. The lists are what `show vnets`, `show modules` and `show modspace` print. */
export interface KernelAfter {
  readonly phase: KernelState['phase'];
  readonly panic: string | null;
  readonly curvnet: string;
  readonly vnets: unknown;
  readonly modules: unknown;
  /** null before boot, and without VIMAGE. */
  readonly modspace: unknown;
}

/** @param isSettled its C functions have run: what they decide is known. */
export function kernelAfter(kernel: SimulatedKernel, isSettled: boolean): KernelAfter {
  const { phase, panic, thread } = kernel.state;
  const listed = [...kernel.vnetHead()].map((vnet) => (isSettled ? vnet : { ...vnet, ifcnt: undefined }));
  const hasSpace = kernel.image.vimage && phase !== 'off';
  return {
    phase,
    panic: panic ?? null,
    curvnet: nameOf(kernel, thread.curvnet),
    vnets: shownVnets(kernel, listed).data,
    modules: shownModules(kernel).data,
    modspace: hasSpace ? shownSpace(kernel, 'set_vnet').data : null,
  };
}
