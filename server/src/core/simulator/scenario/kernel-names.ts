import { setsInPlace } from '../find-variable.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import type { ScenarioNames } from './completion.ts';

/** The names that a running kernel knows. @param modules names of the tree's modules */
export function namesOfKernel(kernel: SimulatedKernel, modules: () => readonly string[]): ScenarioNames {
  const { state } = kernel;
  return {
    vnets: () => [...state.prisons.entries()].map(([, { name }]) => name),
    cpus: () => state.cpus.map((_, cpu) => String(cpu)),
    modules,
    loadedModules: () => state.files.map(({ image }) => image.name),
    variables: () =>
      [...setsInPlace(kernel, 'set_vnet')].flatMap(({ contents }) => contents.members.map(({ name }) => name)),
    sysctls: () =>
      state.sysctls.flatMap(({ oids }) =>
        [...oids.values()].filter(({ type }) => type !== 'NODE').map(({ name }) => name),
      ),
  };
}
