import type { Instance } from '../instance.ts';
import { prisonFindName } from '../kern-jail.ts';
import type { Prison, Vnet } from '../kernel-state.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { mistake, type ScenarioFailure } from './scenario-failure.ts';
import type { Context, ScenarioPlace, Word } from './statement.ts';

/** A jail by its name in the scenario. */
export function prisonNamed(kernel: SimulatedKernel, name: Word): Prison | ScenarioFailure {
  const prison = prisonFindName(kernel, name.text);
  if (prison !== undefined) return prison;
  return mistake(
    name,
    kernel.state.phase === 'off' ? `no vnet ${name.text}: the kernel has not booted` : `no vnet or jail ${name.text}`,
  );
}

export function isFailure(answer: object): answer is ScenarioFailure {
  return 'messages' in answer;
}

/** The vnet of a name: vnet0's, a vnet's, or the one that a jail without its own uses. */
export function vnetNamed(kernel: SimulatedKernel, name: Word): Vnet | ScenarioFailure {
  const prison = prisonNamed(kernel, name);
  if (isFailure(prison)) return prison;
  const vnet = prison.vnet === undefined ? undefined : kernel.vnet(prison.vnet);
  return (
    vnet ??
    mistake(
      name,
      kernel.image.vimage ? `${name.text} has no vnet yet` : 'this kernel is built without VIMAGE: it has no vnets',
    )
  );
}

/**
 * The memory that a statement works on. In no context it is curvnet's, as V_x has it: where curvnet is NULL the kernel
 * reads vnet_data_base through a null pointer.
 */
export function instanceOf(
  kernel: SimulatedKernel,
  context: Context,
  place: ScenarioPlace,
  path: string,
): Instance | ScenarioFailure {
  switch (context.kind) {
    case 'raw':
      return { kind: 'reference', set: path.startsWith('pcpu_entry_') ? 'set_pcpu' : 'set_vnet' };
    case 'cpu':
      return context.cpu < kernel.state.cpus.length
        ? { kind: 'cpu', cpu: context.cpu }
        : mistake(
            context.at,
            kernel.state.phase === 'off' ? 'the kernel has not booted' : `there are ${kernel.state.cpus.length} CPUs`,
          );
    case 'jail': {
      const vnet = vnetNamed(kernel, context.name);
      return isFailure(vnet) ? vnet : { kind: 'vnet', vnet: vnet.number };
    }
    case 'current':
      return currentInstance(kernel, place);
  }
}

function currentInstance(kernel: SimulatedKernel, place: ScenarioPlace): Instance | ScenarioFailure {
  const { state } = kernel;
  if (!kernel.image.vimage)
    return mistake(
      place,
      'this kernel is built without VIMAGE: its variables are plain globals, which are not simulated',
    );
  if (state.phase === 'off') return mistake(place, 'the kernel has not booted');
  if (state.thread.curvnet === undefined) {
    const offset = kernel.image.constants.structVnet?.fields.find(({ name }) => name === 'vnet_data_base')?.offsetBits;
    kernel.tell({
      kind: 'note',
      text: `curvnet is NULL: curvnet->vnet_data_base is read at ${offset === undefined ? 'its offset from 0' : `0x${(offset / 8).toString(16)}`}`,
    });
    kernel.panic('page fault', 'V_');
  }
  if (kernel.vnet(state.thread.curvnet) === undefined) {
    kernel.tell({
      kind: 'note',
      text: 'curvnet is a vnet that has been freed: vnet_data_base is read from freed memory',
    });
    kernel.panic('page fault', 'V_');
  }
  return { kind: 'vnet', vnet: state.thread.curvnet };
}

/** The process that asks, for sysctl(3) and kvm(3): one of the jail, else of the host. */
export function processOf(kernel: SimulatedKernel, context: Context, place: ScenarioPlace): Prison | ScenarioFailure {
  if (context.kind === 'jail') return prisonNamed(kernel, context.name);
  if (context.kind !== 'current') return mistake(place, 'a process runs in a jail or on the host: in NAME, or nothing');
  return kernel.state.prisons.get(0) ?? mistake(place, 'the kernel has not booted');
}
