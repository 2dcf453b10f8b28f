import { unknownByte } from './byte-mark.ts';
import type { Interpreter } from './interpreter.ts';
import type { VnetThings } from './kernel.ts';
import type { MachineKernel } from './machine-kernel.ts';
import { ENDLESS, Memory } from './memory.ts';
import type { Thing } from './thing.ts';

/** A vnet as C code sees it: of all that are not vnet0 one runs at a time. */
export function vnetThings(kernel: MachineKernel, m: Interpreter, isVnet0: boolean): VnetThings {
  const region: Thing = {
    pointee: { kind: 'own' },
    name: "the vnet's globals",
    sizeBytes: undefined,
    isFixed: false,
    initial: () => (isVnet0 ? kernel.vnet0Memory : undefined) ?? Memory.zeroed(0),
  };
  const base: Thing = {
    pointee: { kind: 'object', symbol: 'vnet_data_base' },
    name: 'vnet_data_base',
    sizeBytes: undefined,
    isFixed: true,
    initial: () => Memory.filled(ENDLESS, unknownByte('vnet_data_base')),
    leadsTo: region,
  };
  const untouched = unknownByte('struct vnet');
  const vnet: Thing = {
    pointee: { kind: 'object', symbol: isVnet0 ? 'vnet0' : 'curvnet' },
    name: 'struct vnet',
    sizeBytes: undefined,
    isFixed: false,
    untouched,
    initial: () => Memory.filled(ENDLESS, untouched),
    member: (name) => kernel.vnetMember(name, base),
  };
  for (const thing of [region, base, vnet]) m.know(thing);
  return { vnet, region, isVnet0 };
}
