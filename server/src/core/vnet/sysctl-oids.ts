import type { LayoutEngine } from '../abi/layout-engine.ts';
import { isUnknown, type Unknown } from '../types/unknown.ts';
import { addressTarget, type AddressTarget } from './address-target.ts';
import type { LinkerSetEntry } from './linker-sets.ts';
import { RecordValue } from './record-value.ts';

/** A struct sysctl_oid of the static tree (sys/sys/sysctl.h), as its object holds it. */
export interface SysctlOid {
  /** `sysctl__net_inet_tcp_sack` */
  readonly symbol: string;
  /** Symbol that its oid_parent points into: the parent's oid, before 11 the parent's list of children. */
  readonly parent: string;
  /** oid_name */
  readonly leaf: string;
  /** oid_kind: type and access flags. */
  readonly kind: number;
  /** Where oid_arg1 points; undefined for NULL. */
  readonly arg1: { readonly target: AddressTarget; readonly addend: number } | undefined;
  /** undefined if it is no plain number. */
  readonly arg2: number | undefined;
  readonly handler: string | undefined;
  readonly format: string;
  readonly description: string;
  readonly file: string;
  readonly line: number;
}

/** Reads what an entry of sysctl_set points to; `here` has the symbols of set members that the unit defines. */
export function readSysctl(
  engine: LayoutEngine,
  entry: LinkerSetEntry,
  here: ReadonlySet<string>,
): SysctlOid | Unknown {
  const value = RecordValue.of(engine, entry.target);
  if (isUnknown(value)) return value;
  const kind = value.integer('oid_kind');
  if (isUnknown(kind)) return kind;
  const arg1 = value.address('oid_arg1');
  const arg2 = value.integer('oid_arg2');
  return {
    symbol: engine.symbolName(entry.target),
    parent: value.symbol('oid_parent') ?? '',
    leaf: value.text('oid_name') ?? '',
    kind: Number(kind),
    arg1:
      arg1 === undefined || isUnknown(arg1) || arg1.base === undefined
        ? undefined
        : { target: addressTarget(engine, arg1.base, here), addend: Number(arg1.offset) },
    arg2: isUnknown(arg2) ? undefined : Number(arg2),
    handler: value.symbol('oid_handler'),
    format: value.text('oid_fmt') ?? '',
    description: value.text('oid_descr') ?? '',
    file: entry.file,
    line: entry.line,
  };
}
