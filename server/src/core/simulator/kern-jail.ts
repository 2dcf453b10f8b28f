import type { Prison } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { vnetAlloc, vnetDestroy } from './vnet-alloc.ts';

/** The host, before vnet0_init() gives it vnet0. */
export function prison0(): Prison {
  return { jid: 0, name: 'vnet0', parent: 0, vnet: undefined, ownsVnet: false, sockets: 0, isDying: false };
}

/** A prison by its name; "vnet0" is the host. */
export function prisonFindName(kernel: SimulatedKernel, name: string): Prison | undefined {
  if (name === 'vnet0') return kernel.state.prisons.get(0);
  for (const jid of kernel.jidsByName.get(name) ?? []) {
    const prison = kernel.state.prisons.get(jid);
    if (prison?.name === name) return prison;
  }
  return undefined;
}

/** kern_jail_set() (kern_jail.c) for a new jail: with PR_VNET a vnet of its own, else its parent's. */
export function kernJailSet(
  kernel: SimulatedKernel,
  name: string,
  parent: Prison,
  ownsVnet: boolean,
): Prison | undefined {
  const vnet = ownsVnet ? vnetAlloc(kernel, name)?.number : parent.vnet;
  if (ownsVnet && vnet === undefined) return undefined;
  const jid = kernel.state.nextJid;
  const prison: Prison = { jid, name, parent: parent.jid, vnet, ownsVnet, sockets: 0, isDying: false };
  kernel.state = { ...kernel.state, nextJid: jid + 1, prisons: kernel.state.prisons.with(jid, prison) };
  const known = kernel.jidsByName.get(name);
  if (known === undefined) kernel.jidsByName.set(name, [jid]);
  else if (!known.includes(jid)) known.push(jid);
  kernel.tell({ kind: 'jail', name, what: 'created', vnet: vnetName(kernel, vnet) });
  return prison;
}

/**
 * sys_jail_remove() (kern_jail.c): the jails inside it go first, the deepest before those around them; with the last
 * reference the vnet goes. Sockets hold references to the credential, and a jail holds one to the jail around it.
 */
export function prisonRemove(kernel: SimulatedKernel, prison: Prison): void {
  for (const child of childrenOf(kernel, prison)) prisonRemove(kernel, child);
  if (prison.sockets > 0 || childrenOf(kernel, prison).length > 0) {
    replacePrison(kernel, { ...prison, isDying: true });
    kernel.tell({ kind: 'jail', name: prison.name, what: 'dying', vnet: vnetName(kernel, prison.vnet) });
    return;
  }
  prisonDeref(kernel, prison);
}

/**
 * The end of prison_deref() (kern_jail.c): the prison is off the lists, then its vnet is destroyed, then it is freed.
 */
function prisonDeref(kernel: SimulatedKernel, prison: Prison): void {
  kernel.state = { ...kernel.state, prisons: kernel.state.prisons.with(prison.jid, undefined) };
  if (prison.ownsVnet && prison.vnet !== undefined) vnetDestroy(kernel, prison.vnet);
  kernel.tell({ kind: 'jail', name: prison.name, what: 'removed', vnet: vnetName(kernel, prison.vnet) });
  const around = kernel.state.prisons.get(prison.parent);
  if (
    around?.isDying === true &&
    around.jid !== prison.jid &&
    around.sockets === 0 &&
    childrenOf(kernel, around).length === 0
  )
    prisonDeref(kernel, around);
}

/** pr_children: in the order in which they were made. */
function childrenOf(kernel: SimulatedKernel, { jid }: Prison): readonly Prison[] {
  return [...kernel.state.prisons.entries()].flatMap(([, prison]) =>
    prison.parent === jid && prison.jid !== jid ? [prison] : [],
  );
}

/** vnet_destroy() with no regard to who holds the prison: what a kernel with a bug would do. */
export function destroyAtOnce(kernel: SimulatedKernel, prison: Prison): void {
  kernel.state = { ...kernel.state, prisons: kernel.state.prisons.with(prison.jid, undefined) };
  if (prison.vnet !== undefined) vnetDestroy(kernel, prison.vnet);
}

/** soalloc() (uipc_socket.c): the socket's vnet is its credential's, and counts it. */
export function soalloc(kernel: SimulatedKernel, prison: Prison, count: number): void {
  addSockets(kernel, prison, count);
}

/** sofree() (uipc_socket.c): the last socket of a jail that is removed lets it go. */
export function sofree(kernel: SimulatedKernel, prison: Prison, count: number): void {
  addSockets(kernel, prison, -count);
  const left = kernel.state.prisons.get(prison.jid);
  if (left?.isDying === true && left.sockets === 0 && childrenOf(kernel, left).length === 0) prisonDeref(kernel, left);
}

function addSockets(kernel: SimulatedKernel, prison: Prison, count: number): void {
  replacePrison(kernel, { ...prison, sockets: prison.sockets + count });
  const vnet = prison.vnet === undefined ? undefined : kernel.vnet(prison.vnet);
  if (vnet !== undefined) kernel.replaceVnet({ ...vnet, sockcnt: vnet.sockcnt + count });
}

function replacePrison(kernel: SimulatedKernel, prison: Prison): void {
  kernel.state = { ...kernel.state, prisons: kernel.state.prisons.with(prison.jid, prison) };
}

function vnetName(kernel: SimulatedKernel, vnet: number | undefined): string {
  return vnet === undefined ? 'NULL' : (kernel.vnet(vnet)?.name ?? 'freed');
}
