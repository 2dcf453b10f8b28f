import type { Sysctl } from './kernel-image.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** The sysctls of one image that are registered: what it brought less the names that were taken. */
export interface SysctlGroup {
  /** "kernel", or a file: "pf.ko". */
  readonly owner: string;
  readonly oids: ReadonlyMap<string, Sysctl>;
  /** CTLFLAG_DORMANT, of all but nodes. */
  readonly isDormant: boolean;
}

/** A sysctl that a name finds, with who brought it: dormant ones are not found. */
export function findSysctl(
  kernel: SimulatedKernel,
  name: string,
): { readonly oid: Sysctl; readonly owner: string } | undefined {
  for (const { oids, isDormant, owner } of kernel.state.sysctls) {
    const oid = oids.get(name);
    if (oid !== undefined && (!isDormant || oid.type === 'NODE')) return { oid, owner };
  }
  return undefined;
}

/** Names of all sysctls that a name finds. */
export function sysctlNames(kernel: SimulatedKernel): readonly string[] {
  return kernel.state.sysctls.flatMap(({ oids, isDormant }) =>
    [...oids.values()].flatMap(({ name, type }) => (isDormant && type !== 'NODE' ? [] : [name])),
  );
}
