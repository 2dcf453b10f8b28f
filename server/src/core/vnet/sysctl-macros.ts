import type { SysctlFact } from './file-facts.ts';

/**
 * What the macros of sys/sys/sysctl.h make of their pointer, by the word after SYSCTL_ (or SYSCTL_VNET_): bytes of the
 * object.
 */
const OBJECT_BYTES: Readonly<Record<string, number | 'long' | undefined>> = {
  INT: 4,
  UINT: 4,
  LONG: 'long',
  ULONG: 'long',
  QUAD: 8,
  UQUAD: 8,
  S8: 1,
  U8: 1,
  S16: 2,
  U16: 2,
  S32: 4,
  U32: 4,
  S64: 8,
  U64: 8,
  BOOL: 1,
  SBINTIME_USEC: 8,
  SBINTIME_MSEC: 8,
};

/** The macros of sys/sys/sysctl.h that take a pointer, in every release; SYSCTL_VNET_* of 8 to 10 not. */
const STANDARD =
  /^SYSCTL_(INT|UINT|LONG|ULONG|QUAD|UQUAD|S8|U8|S16|U16|S32|U32|S64|U64|BOOL|STRING|CONST_STRING|STRUCT|OPAQUE|PROC|COUNTER_U64|COUNTER_U64_ARRAY|UMA_MAX|UMA_CUR|UAUTO|AUTO|SBINTIME_USEC|SBINTIME_MSEC|TIMEVAL_SEC|OID)$/;

/** sys/sys/sysctl.h names that an access argument may hold; another word may be a macro that brings flags itself. */
const KNOWN_WORD =
  /^(CTLFLAG_(RD|WR|RW|ANYBODY|SECURE|PRISON|DYN|SKIP|SECURE[123]|TUN|RDTUN|RWTUN|MPSAFE|VNET|DYING|CAPRD|CAPWR|CAPRW|STATS|NOFETCH|DORMANT|NEEDGIANT)|CTLTYPE_\w+|0)$/;

/** True for a flag or type of sys/sys/sysctl.h. */
export function isKnownFlag(word: string): boolean {
  return KNOWN_WORD.test(word);
}

export function isStandard({ macro }: SysctlFact): boolean {
  return STANDARD.test(macro);
}

/** Only names behind the pointer are virtualized, as in `sizeof(VNET_NAME(x))`: the sysctl is for another object. */
export function isNamedBehindPointer({ variableSpot, pointerSpot }: SysctlFact): boolean {
  return variableSpot !== undefined && pointerSpot !== undefined && variableSpot.start >= pointerSpot.end;
}

/** The words of the access argument; undefined if one may be a macro that stands for others. */
export function accessWords({ access }: SysctlFact): readonly string[] | undefined {
  const words = access.split(/[\s|()]+/).filter((word) => word !== '');
  return words.length > 0 && words.every((word) => KNOWN_WORD.test(word)) ? words : undefined;
}

/** Bytes that the handler reads and writes; undefined if the macro leaves that open. */
export function objectBytes({ macro }: SysctlFact, longBytes: number): number | undefined {
  const bytes = OBJECT_BYTES[macro.replace(/^SYSCTL_(VNET_)?/, '')];
  return bytes === 'long' ? longBytes : bytes;
}

/** True if the words allow writing. */
export function isWritable(words: readonly string[]): boolean {
  return words.some((word) => /^CTLFLAG_(WR|RW|RWTUN)$/.test(word));
}

/** What to do with a DPCPU global: kern/subr_pcpu.c has sysctl_dpcpu_int(), _long() and _quad(). */
export function sumOverCpus(variable: string): string {
  return `SYSCTL_PROC with &DPCPU_NAME(${variable}) and sysctl_dpcpu_int, which adds up the CPUs' copies`;
}
