/** Where a fact was found: a file of the tree and a 1-based line. */
export interface Citation {
  readonly file: string;
  readonly line: number;
}

/** A behaviour that the tree's code decides, and the location of that code; without one, the release's default. */
export interface Behaviour<Value> {
  readonly value: Value;
  /** Undefined if it was not found in the tree, which may lack the file; `value` is then the release's default. */
  readonly evidence: Citation | undefined;
}

/**
 * Behaviours of the virtual network stack that differ between releases and are code, not constants. Constants
 * (VNET_MAGIC_N, the size of modspace, PAGE_SIZE, SI_SUB_*) are not here: they are evaluated in the tree.
 */
export interface ReleaseProfile {
  /** `__FreeBSD_version`; 0 when the tree does not say. */
  readonly osreldate: number;
  /**
   * When the initial values of a module's section reach existing vnets: at once by vnet_data_copy(), or after
   * relocation by LINKER_PROPAGATE_VNETS (kern_linker.c).
   */
  readonly propagation: Behaviour<'before-relocation' | 'after-relocation'>;
  /**
   * vnet_save_init(): a copy of a section's initial values, from which an unset tunable is restored (net/vnet.c, main).
   */
  readonly savesInitialValues: Behaviour<boolean>;
  /** What vnet_data_alloc() rounds sizes up to. */
  readonly allocationUnit: Behaviour<'pointer' | 'max_align_t'>;
  /** vnet_data_free(): whether the entry after the grown one is tested for NULL before it is read. */
  readonly freeTestsSuccessor: Behaviour<boolean>;
  /** vnet_sysinit() and vnet_sysuninit() record the subsystem in vnet_state. */
  readonly tracksState: Behaviour<boolean>;
  /** vnet_destroy() sets vnet_shutdown. */
  readonly marksShutdown: Behaviour<boolean>;
  /** Who returns interfaces to their home vnet: vnet_destroy() itself, or a destructor (vnet_if_return). */
  readonly interfaceReturn: Behaviour<'vnet_destroy' | 'sysuninit'>;
  /**
   * r348808: the loader requires set_vnet and set_pcpu of a shared-object module to end in this word (link_elf.c);
   * undefined if it does not check.
   */
  readonly setPadding: Behaviour<number | undefined>;
  /**
   * linker_load_file(): EEXIST ends the search among the linker classes; before 14 the last class's answer counts
   * (kern_linker.c).
   */
  readonly stopsAtEexist: Behaviour<boolean>;
  /**
   * linker_preload_finish() gives the user a reference to every file, the kernel's own among them; without it (10 and
   * before) linker_preload() gives one to preloaded files alone (kern_linker.c).
   */
  readonly kernelHasUserref: Behaviour<boolean>;
  /**
   * Who adds vnet_data_base to a sysctl's arg1: sysctl_root's handler for all, or the SYSCTL_VNET_* handlers for
   * theirs.
   */
  readonly sysctlBase: Behaviour<'root-handler' | 'vnet-handlers'>;
  /**
   * CTLFLAG_TUN with CTLFLAG_VNET: the kernel fetches no oid's tunable (before 10); all but those with CTLFLAG_VNET;
   * those into the reference copy (kern_sysctl.c).
   */
  readonly vnetTunables: Behaviour<'none' | 'ignored' | 'reference-copy'>;
  /**
   * A boot's SYSINITs with equal keys: mi_startup()'s exchange sort may swap them; a merge of sorted lists keeps them.
   */
  readonly sysinitSort: Behaviour<'exchange' | 'stable'>;
  /** Formats of the kernel's messages, as the tree spells them. */
  readonly messages: ProfileMessages;
  /** Behaviours whose code in the tree is not recognized: the default is used and may be wrong. */
  readonly unrecognized?: readonly string[];
}

/** printf(9) formats; undefined if the tree has none. */
interface ProfileMessages {
  /** link_elf_obj.c, kldload: no room for set_vnet. */
  readonly objectOutOfSpace: Behaviour<string | undefined>;
  /** link_elf.c: no room for set_vnet. */
  readonly sharedOutOfSpace: Behaviour<string | undefined>;
  /** link_elf_obj.c and link_elf.c: no room for set_pcpu. */
  readonly objectPcpuOutOfSpace: Behaviour<string | undefined>;
  readonly sharedPcpuOutOfSpace: Behaviour<string | undefined>;
  /** link_elf.c: the section does not end in the padding. */
  readonly invalidPadding: Behaviour<string | undefined>;
  /** net/vnet.c: KASSERT of vnet_register_sysinit(). */
  readonly sysinitTooEarly: Behaviour<string | undefined>;
  /** net/vnet.c: KASSERT of vnet_destroy(). */
  readonly stillHasSockets: Behaviour<string | undefined>;
  /**
   * kern_module.c, module_register(): the name is taken. Function, name, file and who has it; the name alone in 9.
   */
  readonly moduleTaken: Behaviour<string | undefined>;
}
