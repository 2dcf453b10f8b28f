/**
 * What other programs were compiled against: layouts and constants of a kernel, as `vnetscope compat save` writes them.
 * Plain data: a baseline file, a tree and a git revision are compared in this form. All lists are sorted.
 */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly scope: Scope;
  readonly machines: readonly MachineLayouts[];
}

/** What was asked for besides what virtualized globals reach; saved, so that a tree is measured by the same measure. */
export interface Scope {
  /** Names of records, `*` stands for any letters: "struct tcpcb", "struct sadb_*". */
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
  /** Options beside the configuration, as they were asked for. */
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

/** A virtualized global. Its place in set_vnet is not kept: everybody finds it by its symbol. */
export interface GlobalLayout {
  readonly name: string;
  readonly symbol: string;
  /** As declared. */
  readonly type: string;
  /** The type without typedef names, where that is another text. */
  readonly is?: string;
  /** Bytes; null where they can't be worked out. */
  readonly size: number | null;
  readonly align: number | null;
  /** True for a symbol that other objects don't see. */
  readonly local?: true;
  /** The object's source. */
  readonly file: string;
  readonly module?: string;
  /** Programs that ask libkvm for it. */
  readonly readers?: readonly string[];
}

/**
 * Who can be compiled against a record: `object` - it is defined in a .c, nobody else; `kernel` - modules; `kvm` - also
 * programs that look into the kernel's memory: it is visible to them, maybe by _WANT_..., but holds pointers into the
 * kernel; `user` - every program.
 */
export type Audience = 'object' | 'kernel' | 'kvm' | 'user';

export interface RecordRow {
  /** "struct inpcb" */
  readonly name: string;
  readonly file: string;
  readonly audience: Audience;
  /** Bytes; null with members that could be placed none, and the reason in `unknown`. */
  readonly size: number | null;
  readonly align: number | null;
  readonly unknown?: string;
  readonly members: readonly MemberRow[];
  /** What programs see, where that differs from what the kernel sees. */
  readonly userland?: { readonly size: number; readonly align: number; readonly members: readonly MemberRow[] };
  /**
   * The source whose unit was measured, for a record of a header: what a header says depends on what was included
   * before it.
   */
  readonly reader?: string;
  /** Programs that read it with libkvm. */
  readonly readers?: readonly string[];
}

/**
 * A member. Members of unnamed records are listed by their own names, members of records without a tag behind their
 * member's: "inp_list.le_next".
 */
export interface MemberRow {
  readonly name: string;
  readonly type: string;
  readonly is?: string;
  /** Bytes from the record's start; of a bit-field `bits` says it. */
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
