import type { Target } from '../target.ts';

export const amd64: Target = {
  name: 'amd64',
  tripleCpu: 'x86_64',
  tripleEnvironment: '',
  flags: ['-mcmodel=kernel', '-mno-red-zone', '-mno-mmx', '-mno-sse', '-msoft-float'],
  isBigEndian: false,
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: true,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 16, align: 16, format: 'x87' },
  vaList: { size: 24, align: 8 },
  lacks: new Set(['_Float16', '__bf16', '__ibm128']),
  maxBitInt: 8388608,
  bitIntMaxAlign: 8,
  hasPointerSpaces: true,
  biggestAlign: 16,
  maxVectorAlign: undefined,
  maxAtomicSize: 16,
  largeArray: { minSize: 16, align: 16 },
  unnamedBitFieldsAlign: false,
  relocations: 'RELA',
  macros: `
__BITINT_MAXWIDTH__ 8388608
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__FXSR__ 1
__GCC_ASM_FLAG_OUTPUTS__ 1
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_DESTRUCTIVE_SIZE 64
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__NO_MATH_INLINES 1
__REGISTER_PREFIX__
__SEG_FS 1
__SEG_GS 1
__amd64 1
__amd64__ 1
__code_model_kernel__ 1
__k8 1
__k8__ 1
__seg_fs __attribute__((address_space(257)))
__seg_gs __attribute__((address_space(256)))
__tune_k8__ 1
__x86_64 1
__x86_64__ 1
`,
};
