import { variableAt } from './find-variable.ts';
import type { Instance } from './instance.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/**
 * The function that a timer, a task or a thread calls after boot, and that may write a vnet's variable then; undefined
 * where none is known. Values are those of a kernel in which none of them has run.
 */
export function laterWriter(kernel: SimulatedKernel, instance: Instance, offset: number): string | undefined {
  const { machine, writesLater } = kernel;
  if (instance.kind !== 'vnet' || machine === undefined || writesLater === undefined) return undefined;
  const variable = variableAt(kernel, 'set_vnet', offset);
  if (variable === undefined) return undefined;
  const { scheduled } = machine;
  let { laterWriters } = kernel;
  if (laterWriters?.machine !== machine || laterWriters.count !== scheduled.length)
    laterWriters = { machine, count: scheduled.length, writers: writesLater(scheduled) };
  kernel.laterWriters = laterWriters;
  const { name, file, isStatic } = variable.member;
  const writer = laterWriters.writers.get(`V_${name}`);
  return writer !== undefined && (!isStatic || writer.path === file || writer.path.endsWith('.h'))
    ? writer.name
    : undefined;
}
