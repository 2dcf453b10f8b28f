/**
 * Options for a tree without sys/<machine>/conf (F-Stack, RTEMS libbsd, a lone module): those of a current networking
 * kernel on every machine. Taken from sys/amd64/conf/GENERIC of 12 and later, reduced to options that affect the
 * network stack's records, with their headers from sys/conf/options.
 */
export interface DefaultOption {
  readonly name: string;
  readonly header: string;
}

export const DEFAULT_OPTIONS: readonly DefaultOption[] = [
  { name: 'VIMAGE', header: 'opt_global.h' },
  { name: 'SMP', header: 'opt_global.h' },
  { name: 'DEV_RANDOM', header: 'opt_global.h' },
  { name: 'KDTRACE_HOOKS', header: 'opt_global.h' },
  { name: 'TCP_HHOOK', header: 'opt_inet.h' },
  { name: 'TCP_OFFLOAD', header: 'opt_inet.h' },
  { name: 'TCP_RFC7413', header: 'opt_inet.h' },
  { name: 'INET', header: 'opt_inet.h' },
  { name: 'INET6', header: 'opt_inet6.h' },
  { name: 'IPSEC', header: 'opt_ipsec.h' },
  { name: 'SCTP', header: 'opt_sctp.h' },
  { name: 'DEV_BPF', header: 'opt_bpf.h' },
  { name: 'SYSVSHM', header: 'opt_sysvipc.h' },
];

/** Include folders that such a tree may have, searched in this order after sys itself. */
export const DEFAULT_INCLUDE_FOLDERS: readonly string[] = [
  'contrib/ck/include',
  'contrib/altq',
  'contrib/libfdt',
  'contrib/pf',
];

/** Macros of every kernel compile (sys/conf/kern.pre.mk, CFLAGS). */
export const DEFAULT_DEFINES: readonly (readonly [name: string, value: string])[] = [
  ['_KERNEL', '1'],
  ['HAVE_KERNEL_OPTION_HEADERS', '1'],
];
