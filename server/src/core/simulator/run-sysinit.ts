import type { OwnedSysinit, RegisteredSysinit } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { runPlainFunction } from './constructed-vnet.ts';
import {
  vnetDeregisterSysinit,
  vnetDeregisterSysuninit,
  vnetRegisterSysinit,
  vnetRegisterSysuninit,
} from './vnet-sysinit.ts';

/**
 * Calls one SYSINIT or SYSUNINIT: what it registers is registered, any other function is run where a machine is there
 * to run it.
 */
export function runSysinit(kernel: SimulatedKernel, { entry, owner }: OwnedSysinit): void {
  const { vnet } = entry;
  if (vnet === undefined) {
    if (entry.file !== '')
      runPlainFunction(
        kernel,
        { source: entry.source ?? entry.file, function: entry.function, argument: entry.argument },
        owner,
      );
    return;
  }
  const registered: RegisteredSysinit = { vnet, owner, file: entry.file, line: entry.line, source: entry.source };
  if (vnet.action === 'register') {
    if (vnet.kind === 'constructor') vnetRegisterSysinit(kernel, registered);
    else vnetRegisterSysuninit(kernel, registered);
  } else if (vnet.kind === 'constructor') {
    vnetDeregisterSysinit(kernel, vnet.symbol, owner);
  } else {
    vnetDeregisterSysuninit(kernel, vnet.symbol, owner);
  }
}
