import type { Sysctl } from './kernel-image.ts';
import { setsInPlace } from './find-variable.ts';
import type { Instance } from './instance.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { isVnetHandler } from './sysctl-value.ts';

/** Where a handler's arg1 leads. */
export type Argument =
  | { readonly kind: 'memory'; readonly instance: Instance; readonly offset: number; readonly name: string }
  /** arg2 is the value. */
  | { readonly kind: 'constant' }
  | { readonly kind: 'elsewhere'; readonly reason: string; readonly isWild: boolean };

/**
 * arg1 as the handler gets it. From 10 on sysctl_root() adds curvnet's base for every oid with CTLFLAG_VNET
 * (kern_sysctl.c), before the SYSCTL_VNET_* handlers did it themselves (net/vnet.c). Without either a virtualized
 * global is its reference copy; with the base added to anything else it is memory that nobody meant.
 */
export function sysctlArgument(
  kernel: SimulatedKernel,
  oid: Sysctl,
  owner: string,
  curvnet: number | undefined,
): Argument {
  const { arg1 } = oid;
  if (arg1 === undefined) return { kind: 'constant' };
  const addsBase =
    kernel.image.vimage &&
    (kernel.image.profile.sysctlBase.value === 'root-handler'
      ? oid.flags.includes('VNET')
      : isVnetHandler(oid.handler));
  const { target, addend } = arg1;
  if (target.kind !== 'member') {
    const what =
      target.kind === 'string' ? 'a string' : target.kind === 'literal' ? 'an unnamed object' : target.symbol;
    if (addsBase)
      return {
        kind: 'elsewhere',
        isWild: true,
        reason: `vnet_data_base is added to the address of ${what}, which is not virtualized`,
      };
    return { kind: 'elsewhere', isWild: false, reason: `${what} is not virtualized: its memory is not simulated` };
  }
  const start = placeOf(kernel, target.set, target.symbol, owner, target.own);
  if (start === undefined) return { kind: 'elsewhere', isWild: false, reason: `${target.symbol} is not loaded` };
  const instance: Instance =
    addsBase && curvnet !== undefined && target.set === 'set_vnet'
      ? { kind: 'vnet', vnet: curvnet }
      : { kind: 'reference', set: target.set };
  return { kind: 'memory', instance, offset: start + addend, name: target.name };
}

function placeOf(
  kernel: SimulatedKernel,
  set: 'set_vnet' | 'set_pcpu',
  symbol: string,
  owner: string,
  own: number | undefined,
): number | undefined {
  for (const { contents, start, owner: holder } of setsInPlace(kernel, set)) {
    if (own !== undefined && holder !== owner) continue;
    const member =
      own === undefined ? contents.members.find((candidate) => candidate.symbol === symbol) : contents.members[own];
    if (member !== undefined) return start + member.offsetBytes;
  }
  return undefined;
}
