/** Client to server: the sysctls of vnets in the whole tree; null while it is being read. */
export const sysctlsMethod = 'vnetscope/sysctls';

/** What the superuser may do with it. */
interface Access {
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

export interface SysctlOfVnets {
  /** "net.inet.tcp.sack" */
  readonly name: string;
  readonly uri: string;
  /** Counts from 1. */
  readonly line: number;
  readonly column: number;
  /** The virtualized global behind it. */
  readonly variable: string | null;
  /** null where a macro of the subsystem's own stands for the flags. */
  readonly access: {
    readonly host: Access;
    /** Inside a jail with a vnet of its own. */
    readonly jail: Access & { readonly isOwnCopy: boolean };
    /** What a line of loader.conf does; `unknown` while functions are being read. */
    readonly tunable: 'none' | 'works' | 'ignored' | 'unknown';
  } | null;
}

export interface Sysctls {
  readonly sysctls: readonly SysctlOfVnets[];
}
