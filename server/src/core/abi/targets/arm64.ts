import type { Target } from '../target.ts';

export const arm64: Target = {
  name: 'arm64',
  tripleCpu: 'aarch64',
  tripleEnvironment: '',
  flags: ['-mgeneral-regs-only'],
  isBigEndian: false,
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: false,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'unsigned int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 16, align: 16, format: 'quad' },
  vaList: { size: 32, align: 8 },
  lacks: new Set(['__float128', '__ibm128']),
  maxBitInt: 128,
  bitIntMaxAlign: 16,
  hasPointerSpaces: false,
  biggestAlign: 16,
  maxVectorAlign: 16,
  maxAtomicSize: 16,
  largeArray: undefined,
  unnamedBitFieldsAlign: true,
  relocations: 'RELA',
  macros: `
__AARCH64EL__ 1
__AARCH64_CMODEL_SMALL__ 1
__ARM_64BIT_STATE 1
__ARM_ACLE 202420
__ARM_ACLE_VERSION(year,quarter,patch) (100 * (year) + 10 * (quarter) + (patch))
__ARM_ALIGN_MAX_STACK_PWR 4
__ARM_ARCH 8
__ARM_ARCH_ISA_A64 1
__ARM_ARCH_PROFILE 'A'
__ARM_FEATURE_CLZ 1
__ARM_FEATURE_DIRECTED_ROUNDING 1
__ARM_FEATURE_DIV 1
__ARM_FEATURE_FMA 1
__ARM_FEATURE_IDIV 1
__ARM_FEATURE_LDREX 0xF
__ARM_FEATURE_NUMERIC_MAXMIN 1
__ARM_FEATURE_UNALIGNED 1
__ARM_FP16_ARGS 1
__ARM_FP16_FORMAT_IEEE 1
__ARM_NEON_SVE_BRIDGE 1
__ARM_PCS_AAPCS64 1
__ARM_PREFETCH_RANGE 1
__ARM_SIZEOF_MINIMAL_ENUM 4
__ARM_SIZEOF_WCHAR_T 4
__ARM_STATE_ZA 1
__ARM_STATE_ZT0 1
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__FP_FAST_FMA 1
__FP_FAST_FMAF 1
__FUNCTION_MULTI_VERSIONING_SUPPORT_LEVEL 202430
__GCC_ASM_FLAG_OUTPUTS__ 1
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_DESTRUCTIVE_SIZE 256
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__aarch64__ 1
`,
};
