/** Machines of the ELF header (e_machine, sys/sys/elf_common.h) that FreeBSD's kernels are built for. */
export interface ElfMachine {
  readonly name: string;
  /** Relocation types that put S + A into 4 or 8 bytes, aligned or not: all that data and debug sections need. */
  readonly absolute: readonly number[];
}

const MACHINES: ReadonlyMap<number, ElfMachine> = new Map([
  [2, { name: 'sparc', absolute: [3, 23, 32, 54] }],
  [3, { name: 'i386', absolute: [1] }],
  [8, { name: 'mips', absolute: [2, 18] }],
  [20, { name: 'powerpc', absolute: [1, 24] }],
  [21, { name: 'powerpc64', absolute: [1, 24, 38, 43] }],
  [40, { name: 'arm', absolute: [2] }],
  [43, { name: 'sparc64', absolute: [3, 23, 32, 54] }],
  [50, { name: 'ia64', absolute: [0x25, 0x27] }],
  [62, { name: 'amd64', absolute: [1, 10, 11] }],
  [183, { name: 'arm64', absolute: [257, 258] }],
  [243, { name: 'riscv', absolute: [1, 2] }],
]);

export function elfMachine(code: number): ElfMachine {
  return MACHINES.get(code) ?? { name: `machine ${code}`, absolute: [] };
}
