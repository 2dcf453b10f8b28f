import type { Target } from '../target.ts';

export const i386: Target = {
  name: 'i386',
  tripleCpu: 'i386',
  tripleEnvironment: '',
  flags: ['-mno-mmx', '-mno-sse', '-msoft-float'],
  isBigEndian: false,
  longBytes: 4,
  pointerBytes: 4,
  isCharSigned: true,
  sizeType: 'unsigned int',
  ptrdiffType: 'int',
  wcharType: 'int',
  wintType: 'int',
  longLongAlign: 4,
  longDouble: { size: 12, align: 4, format: 'x87' },
  vaList: { size: 4, align: 4 },
  lacks: new Set(['_Float16', '__bf16', '__ibm128', '__int128', 'unsigned __int128']),
  maxBitInt: 8388608,
  bitIntMaxAlign: 4,
  hasPointerSpaces: true,
  biggestAlign: 16,
  maxVectorAlign: undefined,
  maxAtomicSize: 8,
  largeArray: undefined,
  unnamedBitFieldsAlign: false,
  relocations: 'REL',
  macros: `
__BITINT_MAXWIDTH__ 8388608
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ASM_FLAG_OUTPUTS__ 1
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_DESTRUCTIVE_SIZE 64
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__LAHF_SAHF__ 1
__NO_MATH_INLINES 1
__REGISTER_PREFIX__
__SEG_FS 1
__SEG_GS 1
__code_model_small__ 1
__i386 1
__i386__ 1
__i686 1
__i686__ 1
__pentiumpro 1
__pentiumpro__ 1
__seg_fs __attribute__((address_space(257)))
__seg_gs __attribute__((address_space(256)))
__tune_i686__ 1
__tune_pentiumpro__ 1
`,
};
