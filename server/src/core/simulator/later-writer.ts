import { variableAt } from './find-variable.ts';
import type { Instance } from './instance.ts';
import type { SimulatedKernel, WritingFunction } from './simulated-kernel.ts';

/** What is written later, for as many scheduled functions as there were when somebody asked. */
const KNOWN = new WeakMap<object, { readonly count: number; readonly writers: ReadonlyMap<string, WritingFunction> }>();

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
  let known = KNOWN.get(machine);
  if (known?.count !== scheduled.length)
    KNOWN.set(machine, (known = { count: scheduled.length, writers: writesLater(scheduled) }));
  const { name, file, isStatic } = variable.member;
  const writer = known.writers.get(`V_${name}`);
  return writer !== undefined && (!isStatic || writer.path === file || writer.path.endsWith('.h'))
    ? writer.name
    : undefined;
}
