import type { FileSource } from '../text/file-source.ts';
import type { KernelTree } from './configuration.ts';
import { joinPath } from './tree-path.ts';

/** Behaviours of a tree's kernel for virtualized globals that differ between releases, read from its sources. */
export interface VnetWays {
  /**
   * kern_sysctl.c adds the vnet's base to the argument of any oid with CTLFLAG_VNET (10.0 on, and 9 before its
   * release); in 8 and 9 only the handlers of SYSCTL_VNET_* do.
   */
  readonly sysctlAddsBase: boolean;
  /**
   * What CTLFLAG_TUN does for a virtualized global. `nothing`: it is only a mark, TUNABLE_* fetches the value (to 10);
   * `ignored`: oids with CTLFLAG_VNET are skipped (11 to 14); `fetched`: into the reference copy (15 on).
   */
  readonly vnetTunables: 'nothing' | 'ignored' | 'fetched';
  /** True if existing vnets get a module's values after relocation (LINKER_PROPAGATE_VNETS, 15 on). */
  readonly propagatesRelocated: boolean;
  /** CTLFLAG_VNET of sys/sysctl.h. */
  readonly ctlflagVnet: number;
  /** VNET_DEFINE_STATIC is no `static` in modules of some machines (KLD_MODULE in net/vnet.h, 12 on). */
  readonly hasGlobalStatics: boolean;
  /** Every word of the headers that make up the VNET interface: this release has no others. */
  readonly words: ReadonlySet<string>;
}

/** The names of net/vnet.h and its predecessors, from 8.0's development to main. */
const INTERFACE = [
  'net/vnet.h',
  'sys/vimage.h',
  'sys/pcpu.h',
  'sys/sysctl.h',
  'sys/sysctl_vnet.h',
  'netinet/vinet.h',
  'netinet6/vinet6.h',
  'netipsec/vipsec.h',
  'sys/kernel.h',
];

export function readVnetWays(files: FileSource, tree: KernelTree): VnetWays {
  const release = tree.release.osreldate;
  // A tree without a known release is assumed to have the newest conventions.
  const from = (first: number): boolean => release === 0 || release >= first;
  const sysctl = files.read(joinPath(tree.sysDir, 'kern/kern_sysctl.c'));
  const linker = files.read(joinPath(tree.sysDir, 'kern/kern_linker.c'));
  const headers = INTERFACE.map((name) => files.read(joinPath(tree.sysDir, name)) ?? '');
  const byRelease = from(1500000) ? 'fetched' : from(1100000) ? 'ignored' : 'nothing';
  return {
    sysctlAddsBase:
      sysctl === undefined
        ? from(1000000)
        : /CTLFLAG_VNET\)[^;{}]*(arg1\s*!=\s*NULL\)|VNET_SYSCTL_ARG\s*\()/.test(sysctl),
    vnetTunables:
      sysctl === undefined
        ? byRelease
        : !/\bsysctl_load_tunable_by_oid/.test(sysctl)
          ? 'nothing'
          : /CTLFLAG_VNET\)\s*==\s*0\s*&&/.test(sysctl)
            ? 'ignored'
            : 'fetched',
    ctlflagVnet: Number(
      /^[ \t]*#[ \t]*define[ \t]+CTLFLAG_VNET[ \t]+(0x[0-9a-fA-F]+|\d+)/m.exec(headers.join('\n'))?.[1] ?? '0x20000',
    ),
    hasGlobalStatics: /defined\s*\(\s*KLD_MODULE/.test(headers[0] ?? ''),
    words: new Set(headers.flatMap((text) => text.match(/\b[A-Za-z_]\w*/g) ?? [])),
    propagatesRelocated: linker === undefined ? from(1500000) : /\bLINKER_PROPAGATE_VNETS\b/.test(linker),
  };
}
