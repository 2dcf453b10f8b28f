import type { SysctlFact } from '../../vnet/file-facts.ts';

/** What the superuser of a jail with a vnet of its own may do with a sysctl. */
export interface JailAccess {
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
  /** Reads and writes reach the jail's own copy. */
  readonly isOwnCopy: boolean;
}

const READS = /\bCTLFLAG_(RD|RDTUN|RW|RWTUN)\b/;
const WRITES = /\bCTLFLAG_(WR|RW|RWTUN)\b/;

/**
 * As sysctl_root() and sysctl_root_handler() of kern/kern_sysctl.c decide: in a jail a write needs CTLFLAG_PRISON, or
 * CTLFLAG_VNET and a vnet of the jail's own; reading needs neither. The SYSCTL_VNET_ macros of releases before 10.0 set
 * the flag themselves. Securelevels are left out.
 */
export function jailAccess({ access, hasVnetFlag, macro }: SysctlFact): JailAccess {
  const isOwnCopy = hasVnetFlag || macro.startsWith('SYSCTL_VNET_');
  const isStatistics = macro === 'SYSCTL_VNET_PCPUSTAT';
  return {
    mayRead: isStatistics || READS.test(access),
    mayWrite: isStatistics || (WRITES.test(access) && (isOwnCopy || /\bCTLFLAG_PRISON\b/.test(access))),
    isOwnCopy,
  };
}

/** What the superuser outside of jails may do: read and write as the flags say. Securelevels are left out. */
export function hostAccess({ access, macro }: SysctlFact): { readonly mayRead: boolean; readonly mayWrite: boolean } {
  const isStatistics = macro === 'SYSCTL_VNET_PCPUSTAT';
  return { mayRead: isStatistics || READS.test(access), mayWrite: isStatistics || WRITES.test(access) };
}

/** "read and written inside a vnet jail: its own copy" */
export function jailAccessText(access: JailAccess): string {
  const { mayRead, mayWrite, isOwnCopy } = access;
  if (!mayRead && !mayWrite) return 'not accessible inside a vnet jail';
  const what = mayRead ? (mayWrite ? 'read and written' : 'read, not written,') : 'written';
  return `${what} inside a vnet jail: ${isOwnCopy ? "the vnet's own copy" : 'one value for all'}`;
}
