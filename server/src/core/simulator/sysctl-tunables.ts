import { settle } from './deferred.ts';
import { findSysctl } from './find-sysctl.ts';
import { readInstance, writeInstance, type Instance } from './instance.ts';
import type { Sysctl } from './kernel-image.ts';
import { sysctlArgument } from './sysctl-argument.ts';
import { sysctlBytes, sysctlText } from './sysctl-text.ts';
import { sysctlShape } from './sysctl-value.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { vnetRestoreInit } from './vnet-data-copy.ts';

const REFERENCE: Instance = { kind: 'reference', set: 'set_vnet' };

/**
 * sysctl_load_tunable_by_oid_locked() (kern_sysctl.c): the handler gets arg1 as it stands in the oid, so a virtualized
 * global is set in its reference copy alone. Up to 14 a tunable with CTLFLAG_VNET is not fetched.
 */
export function sysctlLoadTunable(kernel: SimulatedKernel, oid: Sysctl, owner: string): void {
  const text = kernel.state.environment.get(oid.name);
  if (text === undefined || oid.type === 'NODE' || !oid.flags.includes('TUN') || oid.flags.includes('NOFETCH')) return;
  // Who fetches it, and what it is written over, is known when C functions have run.
  settle(kernel);
  const { vnetTunables } = kernel.image.profile;
  // There CTLFLAG_TUN says only that there is a TUNABLE_* elsewhere.
  if (vnetTunables.value === 'none') return;
  if (kernel.image.vimage && oid.flags.includes('VNET') && vnetTunables.value === 'ignored') {
    // A constructor may fetch it itself: that is known when all have run.
    if (kernel.machine === undefined) tellIgnored(kernel, oid.name, text);
    else kernel.unfetched.set(oid.name, text);
    return;
  }
  const place = referencePlace(kernel, oid, owner);
  if (place === undefined) return;
  const contents = readInstance(kernel, REFERENCE, place.offset, place.shape.sizeBytes);
  const placed = contents === undefined ? undefined : sysctlBytes(kernel, place.shape, contents, text);
  if (contents === undefined || placed === undefined) {
    kernel.printf(`Setting sysctl ${oid.name} failed: 22`);
    return;
  }
  writeInstance(kernel, REFERENCE, place.offset, placed);
  kernel.tell({
    kind: 'write',
    where: 'the reference copy',
    path: oid.name,
    before: sysctlText(kernel, place.shape, contents),
    after: sysctlText(kernel, place.shape, placed),
  });
}

/** Says which tunables nobody has fetched so far, the kernel itself or C code that was run. */
export function tellUnfetched(kernel: SimulatedKernel): void {
  for (const [name, text] of kernel.unfetched)
    if (kernel.machine?.hasFetched(name) !== true) tellIgnored(kernel, name, text);
  kernel.unfetched.clear();
}

function tellIgnored(kernel: SimulatedKernel, name: string, text: string): void {
  kernel.tell({ kind: 'note', text: `${name}=${text} is ignored: this kernel fetches no tunable with CTLFLAG_VNET` });
}

/** sysctl_setenv_vnet() (kern_sysctl.c, main): kenv(1) sets a variable while the kernel runs. */
export function kernSetenv(kernel: SimulatedKernel, name: string, value: string): void {
  kernel.state = { ...kernel.state, environment: new Map([...kernel.state.environment, [name, value]]) };
  const found =
    kernel.state.phase === 'up' && kernel.image.profile.vnetTunables.value === 'reference-copy'
      ? findSysctl(kernel, name)
      : undefined;
  if (found?.oid.flags.includes('VNET') === true) sysctlLoadTunable(kernel, found.oid, found.owner);
}

/**
 * sysctl_unsetenv_vnet() (kern_sysctl.c, main): the reference copy gets the value back that vnet_save_init() has kept.
 */
export function kernUnsetenv(kernel: SimulatedKernel, name: string): void {
  const environment = new Map(kernel.state.environment);
  environment.delete(name);
  kernel.state = { ...kernel.state, environment };
  const found =
    kernel.state.phase === 'up' && kernel.image.profile.vnetTunables.value === 'reference-copy'
      ? findSysctl(kernel, name)
      : undefined;
  if (
    found === undefined ||
    found.oid.type === 'NODE' ||
    !found.oid.flags.includes('VNET') ||
    !found.oid.flags.includes('TUN') ||
    found.oid.flags.includes('NOFETCH')
  )
    return;
  const place = referencePlace(kernel, found.oid, found.owner);
  if (place === undefined) return;
  const before = readInstance(kernel, REFERENCE, place.offset, place.shape.sizeBytes);
  vnetRestoreInit(kernel, place.offset, place.shape.sizeBytes);
  const after = readInstance(kernel, REFERENCE, place.offset, place.shape.sizeBytes);
  if (before !== undefined && after !== undefined)
    kernel.tell({
      kind: 'write',
      where: 'the reference copy',
      path: name,
      before: sysctlText(kernel, place.shape, before),
      after: sysctlText(kernel, place.shape, after),
    });
}

/** Where a raw arg1 leads in the reference copies. */
function referencePlace(
  kernel: SimulatedKernel,
  oid: Sysctl,
  owner: string,
): { readonly offset: number; readonly shape: NonNullable<ReturnType<typeof sysctlShape>> } | undefined {
  const argument = sysctlArgument(kernel, oid, owner, undefined);
  const shape = sysctlShape(oid, kernel.image.machine.pointerBytes);
  return shape === undefined ||
    argument.kind !== 'memory' ||
    argument.instance.kind !== 'reference' ||
    argument.instance.set !== 'set_vnet'
    ? undefined
    : { offset: argument.offset, shape };
}
