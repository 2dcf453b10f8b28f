import { giveBack, take } from './heap.ts';
import type { Vnet } from './kernel-state.ts';
import { sprintf } from './printf.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { vnetSysinit, vnetSysuninit } from './vnet-sysinit.ts';

/**
 * vnet_alloc() (net/vnet.c): a struct vnet, VNET_SIZE bytes that begin as the reference copies, the constructors; only
 * then it goes to the head of vnet_head.
 * @returns undefined where the example machine has no room for another copy of the region: malloc(9) would wait for
 *   ever.
 */
export function vnetAlloc(kernel: SimulatedKernel, name: string): Vnet | undefined {
  const { state } = kernel;
  if (state.reference === undefined) return undefined;
  const struct = take(state.structHeap);
  const data = take(state.dataHeap);
  if (struct.address === undefined || data.address === undefined) {
    kernel.tell({
      kind: 'note',
      text: `vnet_alloc(): malloc(9) waits for ${kernel.vnetSize} bytes; this machine's kernel address space holds no more`,
    });
    return undefined;
  }
  const made: Vnet = {
    number: state.nextVnet,
    name,
    address: struct.address,
    magic: kernel.image.constants.vnetMagic ?? 0,
    ifcnt: 0,
    sockcnt: 0,
    state: 0,
    shutdown: false,
    dataMem: data.address,
    memory: state.reference,
    isListed: false,
    written: [],
    writers: [],
    heap: new Map(),
  };
  kernel.state = {
    ...state,
    structHeap: struct.heap,
    dataHeap: data.heap,
    nextVnet: state.nextVnet + 1,
    vnets: state.vnets.with(made.number, made),
  };
  if (kernel.listener !== undefined)
    kernel.tell({
      kind: 'vnet_alloc',
      vnet: name,
      address: made.address,
      dataMem: made.dataMem,
      dataBase: kernel.dataBase(made),
      sizeBytes: kernel.vnetSize,
    });
  const constructed: Vnet = { ...vnetSysinit(kernel, made), isListed: true };
  kernel.replaceVnet(constructed);
  return constructed;
}

/** vnet_destroy() (net/vnet.c): off the list, the destructors, then everything is freed. */
export function vnetDestroy(kernel: SimulatedKernel, number: number): void {
  const vnet = kernel.vnet(number);
  if (vnet === undefined) return;
  const { profile } = kernel.image;
  kernel.kassert(
    vnet.sockcnt === 0,
    sprintf(profile.messages.stillHasSockets.value ?? '%s: vnet still has sockets', 'vnet_destroy'),
    'vnet_destroy',
  );
  kernel.replaceVnet({ ...vnet, isListed: false, shutdown: profile.marksShutdown.value });
  if (profile.interfaceReturn.value === 'vnet_destroy')
    kernel.tell({ kind: 'note', text: `vnet_destroy(): interfaces that ${vnet.name} had borrowed go home` });
  vnetSysuninit(kernel, vnet);
  const { state } = kernel;
  kernel.state = {
    ...state,
    vnets: state.vnets.with(number, undefined),
    structHeap: giveBack(state.structHeap, vnet.address),
    dataHeap: giveBack(state.dataHeap, vnet.dataMem),
  };
  kernel.tell({ kind: 'vnet_destroy', vnet: vnet.name, address: vnet.address });
}
