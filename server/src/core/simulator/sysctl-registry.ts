import { getOrMake } from '../collections/get-or-make.ts';
import type { Sysctl } from './kernel-image.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { sysctlLoadTunable } from './sysctl-tunables.ts';

/**
 * sysctl_register_oid() (kern_sysctl.c) for what an image brings: a name that is taken stays with who has it; tunables
 * are fetched.
 */
export function registerSysctls(
  kernel: SimulatedKernel,
  brought: readonly Sysctl[],
  owner: string,
  isDormant: boolean,
): void {
  let oids = getOrMake(kernel.oidsByName, brought, () => new Map(brought.map((oid) => [oid.name, oid])));
  const taken = [...oids.keys()].filter((name) => kernel.state.sysctls.some((group) => group.oids.has(name)));
  if (taken.length > 0) {
    for (const name of taken)
      if (oids.get(name)?.type !== 'NODE') kernel.printf(`sysctl_warn_reuse: can't re-use a leaf (${name})!`);
    oids = new Map([...oids].filter(([name]) => !taken.includes(name)));
  }
  kernel.state = { ...kernel.state, sysctls: [...kernel.state.sysctls, { owner, oids, isDormant }] };
  for (const name of kernel.state.environment.keys()) {
    const oid = oids.get(name);
    if (oid !== undefined) sysctlLoadTunable(kernel, oid, owner);
  }
}

/** sysctl_enable_oid() (kern_sysctl.c): a file's sysctls can be seen only when its SYSINITs have run. */
export function enableSysctls(kernel: SimulatedKernel, owner: string): void {
  kernel.state = {
    ...kernel.state,
    sysctls: kernel.state.sysctls.map((group) => (group.owner === owner ? { ...group, isDormant: false } : group)),
  };
}

export function unregisterSysctls(kernel: SimulatedKernel, owner: string): void {
  kernel.state = { ...kernel.state, sysctls: kernel.state.sysctls.filter((group) => group.owner !== owner) };
}
