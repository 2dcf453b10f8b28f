import type { Vnet } from './kernel-state.ts';
import { hex } from './address-space.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** What the compiler says, before anything runs. */
export interface CompileError {
  readonly compileError: string;
}

/**
 * CURVNET_SET() (net/vnet.h): asserts that it is a vnet, declares saved_vnet in the block that is open, and sets
 * curvnet. Two in one block do not compile.
 */
export function curvnetSet(kernel: SimulatedKernel, vnet: Vnet | undefined): CompileError | undefined {
  const { thread } = kernel.state;
  const block = thread.blocks.at(-1);
  if (block?.saved !== undefined) return { compileError: "redefinition of 'saved_vnet'" };
  const isVnet = vnet?.magic === (kernel.image.constants.vnetMagic ?? 0);
  kernel.kassert(
    vnet !== undefined && isVnet,
    `CURVNET_SET at ${kernel.place} curvnet=${pointer(kernel, thread.curvnet)} vnet=${vnet === undefined ? '0' : hex(vnet.address)}`,
    'CURVNET_SET',
  );
  kernel.state = {
    ...kernel.state,
    thread: { curvnet: vnet?.number, blocks: [...thread.blocks.slice(0, -1), { saved: { vnet: thread.curvnet } }] },
  };
  kernel.tell({
    kind: 'curvnet',
    from: nameOf(kernel, thread.curvnet),
    to: nameOf(kernel, vnet?.number),
    by: 'CURVNET_SET',
  });
  return undefined;
}

/** CURVNET_RESTORE() (net/vnet.h): takes saved_vnet of the nearest block that is open and declares one. */
export function curvnetRestore(kernel: SimulatedKernel): CompileError | undefined {
  const { thread } = kernel.state;
  const saved = thread.blocks.findLast((block) => block.saved !== undefined)?.saved;
  if (saved === undefined) return { compileError: "use of undeclared identifier 'saved_vnet'" };
  const isVnet = saved.vnet === undefined || kernel.vnet(saved.vnet) !== undefined;
  kernel.kassert(
    thread.curvnet !== undefined && isVnet,
    `CURVNET_RESTORE at ${kernel.place} curvnet=${pointer(kernel, thread.curvnet)} saved_vnet=${pointer(kernel, saved.vnet)}`,
    'CURVNET_RESTORE',
  );
  kernel.state = { ...kernel.state, thread: { ...thread, curvnet: saved.vnet } };
  kernel.tell({
    kind: 'curvnet',
    from: nameOf(kernel, thread.curvnet),
    to: nameOf(kernel, saved.vnet),
    by: 'CURVNET_RESTORE',
  });
  return undefined;
}

/** `{` */
export function openBlock(kernel: SimulatedKernel): void {
  const { thread } = kernel.state;
  kernel.state = { ...kernel.state, thread: { ...thread, blocks: [...thread.blocks, { saved: undefined }] } };
}

/** `}`: what was declared inside is gone, curvnet stays. False when none is open. */
export function closeBlock(kernel: SimulatedKernel): boolean {
  const { thread } = kernel.state;
  if (thread.blocks.length < 2) return false;
  kernel.state = { ...kernel.state, thread: { ...thread, blocks: thread.blocks.slice(0, -1) } };
  return true;
}

/** userret() (kern/subr_trap.c): the system call returns; curvnet must be NULL again. */
export function userret(kernel: SimulatedKernel): void {
  const { curvnet } = kernel.state.thread;
  kernel.kassert(
    curvnet === undefined,
    `userret: Returning on td ? (pid ?, ?) with vnet ${pointer(kernel, curvnet)} set in N/A`,
    'userret',
  );
  kernel.state = { ...kernel.state, thread: { curvnet, blocks: [{ saved: undefined }] } };
}

function pointer(kernel: SimulatedKernel, vnet: number | undefined): string {
  if (vnet === undefined) return '0';
  const known = kernel.vnet(vnet);
  return known === undefined ? 'freed' : hex(known.address);
}

export function nameOf(kernel: SimulatedKernel, vnet: number | undefined): string {
  return vnet === undefined ? 'NULL' : (kernel.vnet(vnet)?.name ?? 'a freed vnet');
}
