import type { Target } from '../target.ts';

export const powerpc64le: Target = {
  name: 'powerpc64le',
  tripleCpu: 'powerpc64le',
  tripleEnvironment: '',
  flags: ['-mno-altivec', '-msoft-float', '-mabi=elfv2'],
  isBigEndian: false,
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: false,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 8, align: 8, format: 'double' },
  vaList: { size: 8, align: 8 },
  lacks: new Set(['_Float16', '__bf16', '__float128']),
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
_ARCH_PPC 1
_ARCH_PPC64 1
_ARCH_PPCGR 1
_ARCH_PPCSQ 1
_ARCH_PWR4 1
_ARCH_PWR5 1
_ARCH_PWR5X 1
_ARCH_PWR6 1
_ARCH_PWR7 1
_ARCH_PWR8 1
_CALL_ELF 2
_LITTLE_ENDIAN 1
_SOFT_DOUBLE 1
_SOFT_FLOAT 1
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 128
__GCC_DESTRUCTIVE_SIZE 128
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__HAVE_BSWAP__ 1
__HTM__ 1
__NATURAL_ALIGNMENT__ 1
__NO_FPRS__ 1
__POWERPC__ 1
__PPC64__ 1
__PPC__ 1
__REGISTER_PREFIX__
__STRUCT_PARM_ALIGN__ 16
__powerpc64__ 1
__powerpc__ 1
__ppc__ 1
`,
};
