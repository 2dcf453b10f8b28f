import type { Sysctl } from './kernel-image.ts';

/** How a handler reads and writes what arg1 points to. */
export interface SysctlShape {
  readonly kind: 'integer' | 'string' | 'opaque';
  readonly sizeBytes: number;
  readonly isSigned: boolean;
}

/** Bytes of the integers that CTLTYPE_ names stand for (sys/sysctl.h); LONG and ULONG are the machine's. */
const INTEGERS: Readonly<Record<string, readonly [sizeBytes: number | 'long', isSigned: boolean]>> = {
  INT: [4, true],
  UINT: [4, false],
  LONG: ['long', true],
  ULONG: ['long', false],
  S8: [1, true],
  U8: [1, false],
  S16: [2, true],
  U16: [2, false],
  S32: [4, true],
  U32: [4, false],
  S64: [8, true],
  U64: [8, false],
  QUAD: [8, true],
};

/** The handlers of kern_sysctl.c, and those of net/vnet.c that do the same in the current vnet (up to 9). */
const HANDLERS: Readonly<Record<string, 'integer' | 'string' | 'opaque' | 'bool'>> = {
  sysctl_handle_int: 'integer',
  sysctl_handle_long: 'integer',
  sysctl_handle_quad: 'integer',
  sysctl_handle_8: 'integer',
  sysctl_handle_16: 'integer',
  sysctl_handle_32: 'integer',
  sysctl_handle_64: 'integer',
  sysctl_handle_bool: 'bool',
  sysctl_handle_string: 'string',
  sysctl_handle_opaque: 'opaque',
  vnet_sysctl_handle_int: 'integer',
  vnet_sysctl_handle_uint: 'integer',
  vnet_sysctl_handle_string: 'string',
  vnet_sysctl_handle_opaque: 'opaque',
};

/** The handler adds vnet_data_base itself (net/vnet.c, up to 9). */
export function isVnetHandler(handler: string | undefined): boolean {
  return handler?.startsWith('vnet_sysctl_handle_') === true;
}

/** What the sysctl's handler reads through arg1; undefined for a handler of its own, which is not executed. */
export function sysctlShape(oid: Sysctl, longBytes: number): SysctlShape | undefined {
  const handler = oid.handler === undefined ? undefined : HANDLERS[oid.handler];
  if (handler === undefined) return undefined;
  if (handler === 'string' || handler === 'opaque') return { kind: handler, sizeBytes: oid.arg2 ?? 0, isSigned: false };
  if (handler === 'bool') return { kind: 'integer', sizeBytes: 1, isSigned: false };
  return { kind: 'integer', ...integerShape(oid, longBytes) };
}

/** The integer that an oid's type stands for. */
export function integerShape(
  oid: Sysctl,
  longBytes: number,
): { readonly sizeBytes: number; readonly isSigned: boolean } {
  const [size, isSigned] = INTEGERS[oid.type] ?? [4, true];
  return { sizeBytes: size === 'long' ? longBytes : size, isSigned };
}
