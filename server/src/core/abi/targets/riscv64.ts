import type { Target } from '../target.ts';

export const riscv64: Target = {
  name: 'riscv64',
  tripleCpu: 'riscv64',
  tripleEnvironment: '',
  flags: ['-march=rv64imafdc', '-mabi=lp64'],
  isBigEndian: false,
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: false,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'int',
  wintType: 'unsigned int',
  longLongAlign: 8,
  longDouble: { size: 16, align: 16, format: 'quad' },
  vaList: { size: 8, align: 8 },
  lacks: new Set(['__float128', '__ibm128']),
  maxBitInt: 128,
  bitIntMaxAlign: 8,
  hasPointerSpaces: false,
  biggestAlign: 16,
  maxVectorAlign: undefined,
  maxAtomicSize: 16,
  largeArray: undefined,
  unnamedBitFieldsAlign: false,
  relocations: 'RELA',
  macros: `
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_DESTRUCTIVE_SIZE 64
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__riscv 1
__riscv_a 2001000
__riscv_arch_test 1
__riscv_atomic 1
__riscv_c 2000000
__riscv_cmodel_medlow 1
__riscv_compressed 1
__riscv_d 2002000
__riscv_div 1
__riscv_f 2002000
__riscv_fdiv 1
__riscv_flen 64
__riscv_float_abi_soft 1
__riscv_fsqrt 1
__riscv_i 2001000
__riscv_m 2000000
__riscv_misaligned_avoid 1
__riscv_mul 1
__riscv_muldiv 1
__riscv_v_intrinsic 1000000
__riscv_xlen 64
__riscv_zaamo 1000000
__riscv_zalrsc 1000000
__riscv_zca 1000000
__riscv_zcd 1000000
__riscv_zicsr 2000000
__riscv_zmmul 1000000
`,
};
