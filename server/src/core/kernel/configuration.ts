import type { Problem } from '../text/problem.ts';
import type { Subject } from '../text/worked-out.ts';
import type { SetEnds } from './set-end.ts';

/** A FreeBSD release as the tree states it (sys/sys/param.h, sys/conf/newvers.sh). */
export interface Release {
  /** "13.0-CURRENT"; "unknown" when the tree does not say. */
  readonly name: string;
  /** __FreeBSD_version, for example 1300010; 0 when the tree does not say. */
  readonly osreldate: number;
}

export interface KernelTree extends Subject {
  /** Path of the folder that holds net/vnet.h, relative to the FileSource's root: "sys" or "". */
  readonly sysDir: string;
  readonly release: Release;
  readonly problems: readonly Problem[];
}

/** How one group of C files is compiled; order is the compiler's command-line order. */
export interface CompileSettings {
  /** -I folders in order. "<build>" stands for the kernel's build folder (opt_*.h, links, generated headers). */
  readonly includeFolders: readonly string[];
  /** -D and -U in order; value undefined means -U. `-DX` has the value "1". */
  readonly defines: readonly (readonly [name: string, value: string | undefined])[];
  /** -include names, in order: of the build folder ("opt_global.h"), or found as the compiler finds them. */
  readonly forcedIncludes: readonly string[];
}

/** Files that exist only in the build folder of a kernel or a module. */
export interface BuildFolder {
  /** opt_*.h and other written headers: name -> exact text. */
  readonly headers: ReadonlyMap<string, string>;
  /** Folder links made by the build: "machine" -> "sys/amd64/include". */
  readonly links: ReadonlyMap<string, string>;
  /**
   * The Makefile's folder, if it is the build folder too (a module outside the tree). Files in it are not generated
   * again.
   */
  readonly folder?: string;
  /** Headers that the build generates by a tool (vnode_if.h, device_if.h): the text, or undefined if unknown. */
  readonly generate: (name: string) => string | undefined;
  /** Why a header's text is unknown; its text is then partial or empty. To be asked after the header was read. */
  readonly unknown?: (name: string) => Problem | undefined;
}

export interface KernelObject {
  /** "tcp_input.o" */
  readonly object: string;
  /** "sys/netinet/tcp_input.c" */
  readonly source: string;
  readonly compile: CompileSettings;
}

/** A kernel configuration after config(8): what is compiled, how, and in which link order. */
export interface KernelConfiguration {
  readonly arch: string;
  /** MACHINE, for example "amd64", "arm64". */
  readonly machine: string;
  /** MACHINE_ARCH, for example "aarch64". */
  readonly machineArch: string;
  /** The name asked for, for example "GENERIC". */
  readonly kernconf: string;
  /** The configuration's own `ident`. */
  readonly ident: string;
  readonly options: ReadonlyMap<string, string>;
  readonly devices: ReadonlySet<string>;
  readonly vimage: boolean;
  readonly build: BuildFolder;
  /** The ordinary settings (NORMAL_C), also for files that no configuration compiles. */
  readonly compile: CompileSettings;
  /** Every object in link order (assembler sources too). */
  readonly objects: readonly KernelObject[];
  /** Variables that the kernel's Makefile hands to the modules' (MKMODULESENV). */
  readonly makeVariables: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** A loadable module as its Makefile builds it. */
export interface ModuleConfiguration {
  readonly name: string;
  /** "sys/modules/carp"; absolute for a module outside the tree. */
  readonly folder: string;
  readonly build: BuildFolder;
  readonly compile: CompileSettings;
  readonly objects: readonly KernelObject[];
  /** EXPORT_SYMS: 'all' (YES), 'none' (NO or unset), or the listed symbols. */
  readonly exportSyms: 'all' | 'none' | readonly string[];
  /** True if built without a kernel's build folder, with the opt_*.h that its makefiles write. */
  readonly isBuiltAlone: boolean;
  /** Its folder is none of the tree's. */
  readonly isOutside: boolean;
  /** Whether its opt_global.h or flags define VIMAGE; undefined if that header's content is unknown. */
  readonly vimage: boolean | undefined;
  /** What the linker puts after the members of its sets. */
  readonly setEnds: SetEnds;
  /** True if a construct of the Makefile was not understood; problems says which. */
  readonly uncertain: boolean;
  readonly problems: readonly Problem[];
}
