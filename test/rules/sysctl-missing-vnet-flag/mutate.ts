import type { Mutator } from '../../kit/mutation.ts';

/** CTLFLAG_VNET goes. */
export const mutate: Mutator = (code) => {
  const sysctl = code.pick(
    code.sysctls(
      ({ macro, variableSet, hasVnetFlag, accessSpot, pointer }) =>
        variableSet === 'set_vnet' &&
        hasVnetFlag &&
        accessSpot !== undefined &&
        /^SYSCTL_[A-Z0-9]+$/.test(macro) &&
        pointer.startsWith('&'),
    ),
  );
  if (sysctl?.fact.accessSpot === undefined) return undefined;
  const text = sysctl.fact.access
    .replace(/\bCTLFLAG_VNET\b\s*\|\s*|\s*\|\s*\bCTLFLAG_VNET\b/, '')
    .replace(/\bCTLFLAG_VNET\b/, '0');
  return { edits: [{ path: sysctl.path, ...sysctl.fact.accessSpot, text }] };
};
