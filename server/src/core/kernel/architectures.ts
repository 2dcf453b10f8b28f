/** A machine of the command line, with its names in config(8) and make(1). */
export interface Architecture {
  readonly name: string;
  /** MACHINE: the folder sys/<machine>/conf, and the first word after `machine` in a KERNCONF. */
  readonly machine: string;
  /** MACHINE_ARCH values with this machine's record layout; the first is the default. */
  readonly machineArchs: readonly string[];
  /** MACHINE_CPUARCH (share/mk/bsd.cpu.mk, sys.mk). */
  readonly cpuArch: string;
  /** Default KERNCONF: the first of these that the tree has. */
  readonly defaultKernconfs: readonly string[];
}

/**
 * Default configurations: GENERIC where the machine has one; GENERIC64 for powerpc64 and GENERIC64LE for powerpc64le
 * (sys/powerpc/conf); mips never had a GENERIC, MALTA64 is the emulator board release engineering boots. 9.x has no arm
 * GENERIC for ARMv7: its first board with VNET's networking is used instead.
 */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'amd64', machine: 'amd64', machineArchs: ['amd64'], cpuArch: 'amd64', defaultKernconfs: ['GENERIC'] },
  {
    name: 'arm64',
    machine: 'arm64',
    machineArchs: ['aarch64', 'arm64'],
    cpuArch: 'aarch64',
    defaultKernconfs: ['GENERIC'],
  },
  { name: 'i386', machine: 'i386', machineArchs: ['i386'], cpuArch: 'i386', defaultKernconfs: ['GENERIC'] },
  {
    name: 'armv7',
    machine: 'arm',
    machineArchs: ['armv7', 'armv6', 'armv6hf'],
    cpuArch: 'arm',
    defaultKernconfs: ['GENERIC', 'PANDABOARD', 'BEAGLEBONE', 'RPI-B'],
  },
  {
    name: 'riscv64',
    machine: 'riscv',
    machineArchs: ['riscv64', 'riscv64sf', 'riscv'],
    cpuArch: 'riscv',
    defaultKernconfs: ['GENERIC'],
  },
  {
    name: 'powerpc64',
    machine: 'powerpc',
    machineArchs: ['powerpc64'],
    cpuArch: 'powerpc',
    defaultKernconfs: ['GENERIC64'],
  },
  {
    name: 'powerpc64le',
    machine: 'powerpc',
    machineArchs: ['powerpc64le'],
    cpuArch: 'powerpc',
    defaultKernconfs: ['GENERIC64LE'],
  },
  {
    name: 'powerpc',
    machine: 'powerpc',
    machineArchs: ['powerpc', 'powerpcspe'],
    cpuArch: 'powerpc',
    defaultKernconfs: ['GENERIC'],
  },
  {
    name: 'mips64',
    machine: 'mips',
    machineArchs: ['mips64', 'mips64hf', 'mips64eb'],
    cpuArch: 'mips',
    defaultKernconfs: ['MALTA64', 'XLP64', 'OCTEON1'],
  },
];

export function findArchitecture(name: string): Architecture | undefined {
  return ARCHITECTURES.find((architecture) => architecture.name === name);
}
