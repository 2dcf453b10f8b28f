import type { Citation, ReleaseProfile } from '../kernel/release-profile.ts';
import type { Subject } from '../text/worked-out.ts';
import type { AddressTarget } from '../vnet/address-target.ts';
import type { InstanceSet } from '../vnet/set-variables.ts';
import type { SpelledValue, Sysinit } from '../vnet/sysinits.ts';
import type { RecordView, TypeView } from './type-view.ts';

/**
 * A kernel as its object files bring it to the simulator: what the linker and the boot loader would put into memory,
 * for one configuration and machine. Plain data (numbers, strings, bytes): the simulator knows no C and reads no files.
 */
export interface KernelImage {
  readonly arch: string;
  readonly kernconf: string;
  /** "13.0-CURRENT" */
  readonly release: string;
  readonly profile: ReleaseProfile;
  readonly machine: MachineFacts;
  /** false: virtualized globals are plain globals, and `sets.set_vnet` is undefined. */
  readonly vimage: boolean;
  /** The kernel's own linker sets; undefined where no object has a member. */
  readonly sets: Readonly<Record<InstanceSet, SetContents | undefined>>;
  readonly constants: KernelConstants;
  /** Sources of the objects that brought anything, in link order; `object` fields are positions in it. */
  readonly objects: readonly string[];
  readonly sysinits: Sysinits;
  readonly sysctls: readonly Sysctl[];
  /** What could not be worked out, one line each. */
  readonly problems: readonly ImageProblem[];
}

/** A loadable module in the same terms. */
export interface ModuleImage {
  /** KMOD: "pf" for pf.ko. */
  readonly name: string;
  /** Sections of the module's own; offsets from its section's start. */
  readonly sets: Readonly<Record<InstanceSet, SetContents | undefined>>;
  readonly objects: readonly string[];
  readonly sysinits: Sysinits;
  readonly sysctls: readonly Sysctl[];
  /** DECLARE_MODULE: what module_register_init registers. */
  readonly declares: readonly DeclaredModule[];
  /** MODULE_DEPEND, in link order; every module depends on "kernel" too. */
  readonly depends: readonly ModuleDependency[];
  /** MODULE_VERSION. */
  readonly versions: readonly ModuleVersion[];
  /**
   * Those of `versions` and of what `depends` asks for that the kernel itself has: "interface %s.%d already present in
   * the KLD", and what needs no loading.
   */
  readonly inKernel: readonly ModuleVersion[];
  /**
   * For each name of `depends` that the kernel does not have: the module of this tree that brings it; null when none
   * does.
   */
  readonly providers: readonly { readonly on: string; readonly module: string | null }[];
  /** It lies outside the tree, and so may what it depends on. */
  readonly isOutside?: boolean;
  readonly problems: readonly ImageProblem[];
}

export interface ImageProblem extends Citation {
  readonly message: string;
}

export interface MachineFacts {
  readonly pointerBytes: 4 | 8;
  readonly isBigEndian: boolean;
  /** PAGE_SIZE, evaluated. */
  readonly pageBytes: number;
  /** CACHE_LINE_SIZE, evaluated. */
  readonly cacheLineBytes: number;
  /** How modules are linked: relocatable objects (link_elf_obj.c) or shared objects (link_elf.c). */
  readonly moduleFormat: 'ET_REL' | 'ET_DYN';
  /** Where a relocation's addend stands: in the record, or in the bytes that it changes. */
  readonly addends: 'RELA' | 'REL';
}

/** Constants of the tree, each evaluated in a unit of it; undefined where the tree has none. */
export interface KernelConstants {
  /** VNET_MAGIC_N */
  readonly vnetMagic: number | undefined;
  /** struct vnet */
  readonly structVnet: RecordView | undefined;
  /** enum sysinit_sub_id, in order of value: SI_SUB_VNET, SI_SUB_VNET_DONE, SI_SUB_KLD ... */
  readonly subsystems: readonly NamedValue[];
  /** enum sysinit_elem_order, in order of value. */
  readonly orders: readonly NamedValue[];
  /** CTLTYPE_* and CTLFLAG_*, by name. */
  readonly sysctlFlags: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/**
 * One set as it lies in memory: `__start_set_vnet` is offset 0, `__stop_set_vnet` is `sizeBytes`. In a module its
 * linker script may put bytes behind the last member.
 */
export interface SetContents extends Subject {
  readonly set: InstanceSet;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  /** In address order. What no member covers is padding, which the linker fills with zeros. */
  readonly members: readonly SetMemberImage[];
  /** Initial bytes of the whole section before relocation; zero where a relocation or an unknown range stands. */
  readonly bytes: Uint8Array;
  /** By offset. */
  readonly relocations: readonly SetRelocation[];
  /** Ranges whose bytes could not be worked out, by offset. */
  readonly unknowns: readonly UnknownRange[];
}

export interface SetMemberImage {
  /** Without the prefix: `tcp_do_sack`. */
  readonly name: string;
  /** `vnet_entry_tcp_do_sack` */
  readonly symbol: string;
  /** Where its definition is written. */
  readonly file: string;
  readonly line: number;
  /** Position in the image's `objects`. */
  readonly object: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  readonly isStatic: boolean;
  /** The declared type as C text. */
  readonly type: string;
  readonly view: TypeView;
}

/** An address that the linker puts into a set's bytes. */
export interface SetRelocation {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly addend: number;
  readonly target: RelocationTarget;
}

/**
 * `own` is a member's position among the members of this image's set; undefined when it is the kernel's or another
 * module's, found by its symbol among what is loaded.
 */
export type RelocationTarget = AddressTarget<{ readonly own: number | undefined }>;

export interface UnknownRange {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly reason: string;
}

/** What SYSINIT and VNET_SYSINIT registered, as the linker sets hold it. */
export interface Sysinits {
  /**
   * In the order of set_sysinit_set (link order). A VNET_SYSINIT is one entry here, whose `vnet` says what it
   * registers.
   */
  readonly sysinits: readonly SysinitEntry[];
  /** In the order of set_sysuninit_set. */
  readonly sysuninits: readonly SysinitEntry[];
  /**
   * True when every object of the image was looked into; false when only those that hold a VNET_SYSINIT or a member of
   * a set were.
   */
  readonly isComplete: boolean;
}

/** One entry of set_sysinit_set or set_sysuninit_set. */
export interface SysinitEntry extends Sysinit {
  /** Position in the image's `objects`. */
  readonly object: number;
  /** The object's source: the macro may stand in a header that it includes. */
  readonly source?: string;
}

export interface Sysctl {
  /** `net.inet.tcp.sack.enable` */
  readonly name: string;
  readonly leaf: string;
  /** CTLTYPE_INT ... without the prefix: "INT", "NODE", "STRING", "OPAQUE"; "" when there is none. */
  readonly type: string;
  /** oid_kind: type and access flags. */
  readonly kind: number;
  /** CTLFLAG_ names without the prefix, evaluated: ["RD", "WR", "VNET"]. */
  readonly flags: readonly string[];
  /** Where oid_arg1 points; undefined for NULL. */
  readonly arg1: { readonly target: RelocationTarget; readonly addend: number } | undefined;
  readonly arg2: number | undefined;
  readonly handler: string | undefined;
  /** oid_fmt: "I", "A", "S,ipstat". */
  readonly format: string;
  readonly description: string;
  readonly file: string;
  readonly line: number;
  readonly object: number;
}

export interface DeclaredModule {
  /** Name in moduledata_t. */
  readonly name: string;
  /** Its event handler. */
  readonly handler: string;
  readonly subsystem: SpelledValue;
  readonly order: SpelledValue;
}

export interface ModuleDependency {
  readonly on: string;
  readonly minimum: number;
  readonly preferred: number;
  readonly maximum: number;
}

export interface ModuleVersion {
  readonly name: string;
  readonly version: number;
}
