/**
 * What a kernel build takes from outside sys/: share/mk (bsd.own.mk, bsd.opts.mk, src.opts.mk) and the tool chain.
 * These are FreeBSD's defaults with nothing in src.conf and make.conf.
 */

/** MK_* that are "yes" unless switched off: share/mk/bsd.own.mk (9.x), bsd.opts.mk and src.opts.mk (10 on). */
const YES = [
  'ACPI',
  'AUTOFS',
  'BHYVE',
  'BLUETOOTH',
  'CCD',
  'CDDL',
  'CRYPT',
  'CUSE',
  'EFI',
  'FORMAT_EXTENSIONS',
  'HYPERV',
  'INET',
  'INET6',
  'INET_SUPPORT',
  'INET6_SUPPORT',
  'IPFILTER',
  'IPFW',
  'IPSEC_SUPPORT',
  'ISCSI',
  'KERNEL_SYMBOLS',
  'LOADER_ZFS',
  'NCP',
  'NETGRAPH',
  'NETGRAPH_SUPPORT',
  'NETLINK',
  'NETLINK_SUPPORT',
  'PF',
  'REPRODUCIBLE_BUILD',
  'SOURCELESS',
  'SOURCELESS_HOST',
  'SOURCELESS_UCODE',
  'SPLIT_KERNEL_DEBUG',
  'SSP',
  'TESTS',
  'USB',
  'USB_GADGET_EXAMPLES',
  'ZFS',
];

/** MK_* that are "no" unless switched on. */
const NO = [
  'AUTO_OBJ',
  'BHYVE_SNAPSHOT',
  'CLANG_IS_CC',
  'CTF',
  'DIRDEPS_BUILD',
  'DIRDEPS_CACHE',
  'DTRACE_TESTS',
  'EXTRA_TCP_STACKS',
  'INIT_ALL_PATTERN',
  'INIT_ALL_ZERO',
  'KERNEL_BIN',
  'KERNEL_RETPOLINE',
  'META_MODE',
  'MODULE_DRM',
  'MODULE_DRM2',
  'NAND',
  'OFED',
  'RATELIMIT',
  'RETPOLINE',
];

/**
 * The compiler model of this program is clang (reference: measured with clang 22 and lld 22); versions as
 * bsd.compiler.mk and bsd.linker.mk write them (major * 10000 + minor * 100 + patch).
 */
const TOOLS: readonly (readonly [string, string])[] = [
  ['CC', 'cc'],
  ['AS', 'as'],
  ['LD', 'ld.lld'],
  ['AWK', 'awk'],
  ['COMPILER_TYPE', 'clang'],
  ['COMPILER_VERSION', '220108'],
  ['COMPILER_FEATURES', 'c++11 c++14 c++17 retpoline init-all fileprefixmap'],
  ['COMPILER_FREEBSD_VERSION', '0'],
  ['X_COMPILER_TYPE', 'clang'],
  ['X_COMPILER_VERSION', '220108'],
  ['LINKER_TYPE', 'lld'],
  ['LINKER_VERSION', '220108'],
  ['LINKER_FEATURES', 'build-id ifunc ifunc-noplt filter retpoline'],
  ['MAKE_VERSION', '20240508'],
  ['.MAKE.VERSION', '20240508'],
  ['.MAKE.LEVEL', '0'],
  ['.MAKE.MODE', 'normal'],
  ['.TARGETS', ''],
  ['.MAKEFLAGS', ''],
  ['.newline', '\n'],
  ['SRCCONF', '/etc/src.conf'],
  ['DEBUGDIR', '/usr/lib/debug'],
  ['MAKE', 'make'],
  ['LOCALBASE', '/usr/local'],
  ['BINOWN', 'root'],
  ['BINGRP', 'wheel'],
  ['CPUTYPE', ''],
  ['MACHINE_ABI', ''],
  ['.ALLSRC', ''],
  ['.TARGET', ''],
  ['.OODATE', ''],
  ['.MEMBER', ''],
];

/** Option names that the tree's kern.opts.mk gives defaults to: __DEFAULT_YES_OPTIONS and its kin. */
function namesDecidedByTree(kernOpts: string): Set<string> {
  const names = new Set<string>();
  for (const match of kernOpts.matchAll(/^__DEFAULT_(?:YES|NO)_OPTIONS[ \t]*\+?=((?:[^\n]*\\\n)*[^\n]*)/gm)) {
    for (const name of (match[1] ?? '').split(/[\s\\]+/)) if (name !== '') names.add(name);
  }
  return names;
}

/**
 * MK_*, tool names and versions, as variables.
 * @param kernOpts text of the tree's conf/kern.opts.mk: options that it sets are left out
 */
export function buildDefaults(kernOpts = ''): Map<string, string> {
  const variables = new Map<string, string>(TOOLS);
  const decided = namesDecidedByTree(kernOpts);
  for (const name of YES) if (!decided.has(name)) variables.set(`MK_${name}`, 'yes');
  for (const name of NO) if (!decided.has(name)) variables.set(`MK_${name}`, 'no');
  return variables;
}

/**
 * Makefiles of share/mk that add neither a source nor a flag to the kernel: they are not read. bsd.kmod.mk and
 * bsd.init.mk are not among them.
 */
export const MAKEFILES_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'bsd.clang-analyze.mk',
  'bsd.compat.mk',
  'bsd.compiler.mk',
  'bsd.confs.mk',
  'bsd.cpu.mk',
  'bsd.debug.mk',
  'bsd.dep.mk',
  'bsd.dirs.mk',
  'bsd.dtb.mk',
  'bsd.endian.mk',
  'bsd.files.mk',
  'bsd.incs.mk',
  'bsd.lib.mk',
  'bsd.libnames.mk',
  'bsd.linker.mk',
  'bsd.links.mk',
  'bsd.man.mk',
  'bsd.mkopt.mk',
  'bsd.obj.mk',
  'bsd.opts.mk',
  'bsd.own.mk',
  'bsd.subdir.mk',
  'bsd.sys.mk',
  'bsd.sysdir.mk',
  'bsd.prog.mk',
  'dirdeps.mk',
  'meta.autodep.mk',
  'src.init.mk',
  'src.opts.mk',
  'src.sys.mk',
  'src.tools.mk',
  'sys.mk',
  'local.init.mk',
  'local.kern.pre.mk',
  'local.opts.mk',
  'bsd.suffixes.mk',
]);
