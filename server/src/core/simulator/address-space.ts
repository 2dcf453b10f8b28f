import type { TargetName } from '../abi/target.ts';

/** Places for what the kernel's linker and malloc(9) would choose at run time. */
export interface AddressSpace {
  readonly pointerBits: 32 | 64;
  /** VNET_START: where `set_vnet` lies in the kernel. */
  readonly vnetStart: bigint;
  /** DPCPU_START */
  readonly pcpuStart: bigint;
  /** The first of the pages that malloc(9) hands out for copies of the region, and the end of them. */
  readonly pages: bigint;
  readonly pagesEnd: bigint;
  /** The first struct vnet. */
  readonly small: bigint;
  /** Where loader(8) puts files that it loads besides the kernel. */
  readonly preloaded: bigint;
}

type Example = readonly [vnetStart: bigint, pages: bigint, pagesEnd: bigint];

/**
 * Addresses of an example machine. Nothing in a source tree decides them, so these are round ones in the ranges that
 * each machine's kernel uses (machine/vmparam.h: KERNBASE, the direct map or the kernel map). What matters is kept: the
 * set's alignment, whole pages for each copy of the region, and arithmetic modulo 2^32 or 2^64.
 */
const EXAMPLES: Readonly<Record<string, Example>> = {
  amd64: [0xffffffff82000000n, 0xfffff80010000000n, 0xfffffc0000000000n],
  arm64: [0xffff000002000000n, 0xffffa00010000000n, 0xffffff0000000000n],
  i386: [0xc2000000n, 0xc8000000n, 0xff000000n],
  armv7: [0xc2000000n, 0xc8000000n, 0xff000000n],
  riscv64: [0xffffffc002000000n, 0xffffffd010000000n, 0xfffffff000000000n],
  powerpc64: [0x0000000002000000n, 0xc000000010000000n, 0xcfffffff00000000n],
  powerpc64le: [0x0000000002000000n, 0xc000000010000000n, 0xcfffffff00000000n],
  powerpc: [0x02000000n, 0xd0000000n, 0xef000000n],
  mips64: [0xffffffff82000000n, 0x9800000010000000n, 0x9fffffff00000000n],
} satisfies Record<TargetName, Example>;

const MEGABYTE = 0x100000n;

export function exampleAddressSpace(arch: string, pointerBytes: 4 | 8): AddressSpace {
  const [vnetStart, pages, pagesEnd] = EXAMPLES[arch] ??
    (pointerBytes === 8 ? EXAMPLES['amd64'] : EXAMPLES['i386']) ?? [0n, 0n, 0n];
  return {
    pointerBits: pointerBytes === 8 ? 64 : 32,
    vnetStart,
    pcpuStart: vnetStart + 16n * MEGABYTE,
    preloaded: vnetStart + 32n * MEGABYTE,
    pages,
    pagesEnd,
    small: pages - 48n * MEGABYTE,
  };
}

/** `value` as a uintptr_t keeps it. */
export function uintptr(value: bigint, { pointerBits }: AddressSpace): bigint {
  return BigInt.asUintN(pointerBits, value);
}

/** Where CPU `cpu`'s copy of set_pcpu lies, of `sizeBytes`. */
export function dpcpuAddress({ pcpuStart }: AddressSpace, cpu: number, sizeBytes: number): bigint {
  return pcpuStart + 64n * MEGABYTE + BigInt(cpu * sizeBytes);
}

/** As `%p` prints it. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
