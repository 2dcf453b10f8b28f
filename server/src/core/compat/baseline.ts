/**
 * What other programs were compiled against: layouts and constants of a kernel, as `vnetscope compat save` writes them.
 * Plain data: a baseline file, a tree and a git revision are compared in this form. All lists are sorted.
 */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly scope: Scope;
  readonly machines: readonly MachineLayouts[];
}

/**
 * What is measured besides the records that virtualized globals lead to. Saved, so that the other side is measured
 * alike.
 */
export interface Scope {
  /** Patterns of record names, where `*` matches any letters: "struct tcpcb", "struct sadb_*". */
  readonly records: readonly string[];
  /** Names of constants. */
  readonly constants: readonly string[];
  /** Modules whose virtualized globals are measured too. */
  readonly modules: readonly string[];
}

/** One kernel configuration on one machine. */
export interface MachineLayouts {
  readonly arch: string;
  readonly kernconf: string;
  /** Options added to the configuration, as they were given. */
  readonly options: readonly string[];
  readonly release: string;
  readonly osreldate: number;
  readonly vimage: boolean;
  readonly globals: readonly GlobalLayout[];
  readonly records: readonly RecordRow[];
  readonly constants: readonly ConstantRow[];
  /** Programs outside sys that read kernel memory with libkvm; null when the tree has no userland. */
  readonly kvmPrograms: readonly string[] | null;
}

/** A virtualized global. Its offset in set_vnet is not recorded: everybody finds it by its symbol. */
export interface GlobalLayout {
  readonly name: string;
  readonly symbol: string;
  /** As declared. */
  readonly type: string;
  /** The type with typedef names resolved; absent if that is the same text. */
  readonly is?: string;
  /** Bytes; null where they cannot be worked out. */
  readonly size: number | null;
  readonly align: number | null;
  /** True for a local symbol. */
  readonly local?: true;
  /** The object's source. */
  readonly file: string;
  readonly module?: string;
  /** Programs that ask libkvm for it. */
  readonly readers?: readonly string[];
}

/**
 * Who can be compiled against a record. `object`: only its own source, which defines it. `kernel`: modules. `kvm`: also
 * programs that read the kernel's memory; it is visible to them, perhaps with _WANT_..., but has pointers into the
 * kernel. `user`: every program.
 */
export type Audience = 'object' | 'kernel' | 'kvm' | 'user';

export interface RecordRow {
  /** "struct inpcb" */
  readonly name: string;
  readonly file: string;
  readonly audience: Audience;
  /** Size in bytes. If it is unknown, null, without members, and with the reason in `unknown`. */
  readonly size: number | null;
  readonly align: number | null;
  readonly unknown?: string;
  readonly members: readonly MemberRow[];
  /** The record as programs see it; absent if that is the kernel's view. */
  readonly userland?: { readonly size: number; readonly align: number; readonly members: readonly MemberRow[] };
  /**
   * For a record in a header, the source whose unit was measured: a header's text depends on what was included before
   * it.
   */
  readonly reader?: string;
  /** Programs that read it with libkvm. */
  readonly readers?: readonly string[];
}

/**
 * A member. A member of an anonymous record is listed under its own name; a member of a record without a tag is listed
 * after its member's name: "inp_list.le_next".
 */
export interface MemberRow {
  readonly name: string;
  readonly type: string;
  readonly is?: string;
  /** Bytes from the record's start; absent for a bit-field, which has `bits`. */
  readonly offset?: number;
  readonly size?: number;
  /** First bit from the record's start, and width. */
  readonly bits?: readonly [number, number];
}

export interface ConstantRow {
  readonly name: string;
  /** Decimal. */
  readonly value: string;
  readonly file: string;
  readonly audience: 'kernel' | 'user';
}

/** First bit of a member. */
export function firstBit({ offset, bits }: MemberRow): number {
  return bits?.[0] ?? (offset ?? 0) * 8;
}

/** Width in bits; 0 for a flexible array member. */
export function widthBits({ size, bits }: MemberRow): number {
  return bits?.[1] ?? (size ?? 0) * 8;
}
