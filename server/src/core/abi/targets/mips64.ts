import type { Target } from '../target.ts';

export const mips64: Target = {
  name: 'mips64',
  tripleCpu: 'mips64',
  tripleEnvironment: '',
  flags: ['-msoft-float', '-G0', '-mno-abicalls'],
  isBigEndian: true,
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: true,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 8, align: 8, format: 'double' },
  vaList: { size: 8, align: 8 },
  lacks: new Set(['_Float16', '__bf16', '__float128', '__ibm128']),
  maxBitInt: 128,
  bitIntMaxAlign: 8,
  hasPointerSpaces: false,
  biggestAlign: 16,
  maxVectorAlign: undefined,
  maxAtomicSize: 8,
  largeArray: undefined,
  unnamedBitFieldsAlign: false,
  relocations: 'RELA',
  macros: `
_ABI64 3
_MIPSEB 1
_MIPS_ARCH "mips3"
_MIPS_ARCH_MIPS3 1
_MIPS_FPSET 32
_MIPS_ISA _MIPS_ISA_MIPS64
_MIPS_SIM _ABI64
_MIPS_SPFPSET 32
_MIPS_SZINT 32
_MIPS_SZLONG 64
_MIPS_SZPTR 64
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 32
__GCC_DESTRUCTIVE_SIZE 32
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__MIPSEB 1
__MIPSEB__ 1
__REGISTER_PREFIX__
__mips 64
__mips64 1
__mips64__ 1
__mips__ 1
__mips_fpr 64
__mips_isa_rev 0
__mips_n64 1
__mips_soft_float 1
_mips 1
`,
};
