import type { VnetSysinit } from '../vnet/sysinits.ts';
import type { RegisteredSysinit, Vnet } from './kernel-state.ts';
import { afterConstructors, constructListed } from './constructed-vnet.ts';
import { afterDestructors } from './destructed-vnet.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { sprintf } from './printf.ts';

/** A list with `added` behind every entry whose key is not greater: equal keys keep the order of registration. */
function insertInOrder(list: readonly RegisteredSysinit[], added: RegisteredSysinit): readonly RegisteredSysinit[] {
  const at = list.findIndex(({ vnet }) => compareKeys(vnet, added.vnet) > 0);
  return at === -1 ? [...list, added] : list.toSpliced(at, 0, added);
}

function compareKeys(a: VnetSysinit, b: VnetSysinit): number {
  return a.subsystem.value - b.subsystem.value || a.order.value - b.order.value;
}

/** vnet_register_sysinit() (net/vnet.c): puts it on vnet_constructors and runs it in each vnet of vnet_head at once. */
export function vnetRegisterSysinit(kernel: SimulatedKernel, added: RegisteredSysinit): void {
  const limit = kernel.subsystem('SI_SUB_VNET');
  if (limit !== undefined)
    kernel.kassert(
      added.vnet.subsystem.value > limit,
      sprintf(kernel.image.profile.messages.sysinitTooEarly.value ?? 'vnet sysinit too early'),
      'vnet_register_sysinit',
    );
  kernel.state = { ...kernel.state, constructors: insertInOrder(kernel.state.constructors, added) };
  constructListed(kernel, added);
  if (kernel.listener !== undefined)
    for (const vnet of kernel.vnetHead())
      kernel.tell({ kind: 'constructors', vnet: vnet.name, why: 'registration', functions: [called(added)] });
}

/** vnet_register_sysuninit() (net/vnet.c): runs nothing. */
export function vnetRegisterSysuninit(kernel: SimulatedKernel, added: RegisteredSysinit): void {
  kernel.state = { ...kernel.state, destructors: insertInOrder(kernel.state.destructors, added) };
}

/** vnet_deregister_sysinit() (net/vnet.c): runs nothing. */
export function vnetDeregisterSysinit(kernel: SimulatedKernel, symbol: string, owner: string): void {
  kernel.state = { ...kernel.state, constructors: without(kernel.state.constructors, symbol, owner) };
}

/**
 * vnet_deregister_sysuninit() (net/vnet.c): runs the destructor in each vnet of vnet_head, then takes it off the list.
 */
export function vnetDeregisterSysuninit(kernel: SimulatedKernel, symbol: string, owner: string): void {
  const found = kernel.state.destructors.find((entry) => isSame(entry, symbol, owner));
  if (found === undefined) return;
  if (kernel.listener !== undefined)
    for (const vnet of kernel.vnetHead())
      kernel.tell({ kind: 'destructors', vnet: vnet.name, why: 'registration', functions: [called(found)] });
  if (kernel.machine !== undefined) constructListed(kernel, found);
  kernel.state = { ...kernel.state, destructors: without(kernel.state.destructors, symbol, owner) };
}

/** The call as C writes it. */
function called({ vnet }: RegisteredSysinit): string {
  return `${vnet.function}(${vnet.argument === 'NULL' ? '' : vnet.argument})`;
}

/**
 * Statics of several files may have one name, within one file it is unique enough: kernel and modules keep theirs
 * apart.
 */
function isSame({ vnet, owner }: RegisteredSysinit, symbol: string, of: string): boolean {
  return vnet.symbol === symbol && owner === of;
}

function without(list: readonly RegisteredSysinit[], symbol: string, owner: string): readonly RegisteredSysinit[] {
  const at = list.findIndex((entry) => isSame(entry, symbol, owner));
  return at === -1 ? list : list.toSpliced(at, 1);
}

/** vnet_sysinit() (net/vnet.c): all constructors in ascending order, in a vnet that is on no list yet. */
export function vnetSysinit(kernel: SimulatedKernel, vnet: Vnet): Vnet {
  const { constructors } = kernel.state;
  if (constructors.length > 0)
    kernel.tell({ kind: 'constructors', vnet: vnet.name, why: 'vnet', functions: constructors.map(called) });
  const state = kernel.image.profile.tracksState.value
    ? (constructors.at(-1)?.vnet.subsystem.value ?? vnet.state)
    : vnet.state;
  return { ...afterConstructors(kernel, vnet, constructors), state };
}

/** vnet_sysuninit() (net/vnet.c): all destructors in descending order. */
export function vnetSysuninit(kernel: SimulatedKernel, vnet: Vnet): Vnet {
  const { destructors } = kernel.state;
  if (destructors.length > 0)
    kernel.tell({ kind: 'destructors', vnet: vnet.name, why: 'vnet', functions: destructors.map(called).reverse() });
  const state = kernel.image.profile.tracksState.value
    ? (destructors[0]?.vnet.subsystem.value ?? vnet.state)
    : vnet.state;
  afterDestructors(kernel, vnet, destructors);
  return { ...vnet, state };
}
