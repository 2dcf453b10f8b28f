import type { Target } from '../target.ts';

export const powerpc: Target = {
  name: 'powerpc',
  tripleCpu: 'powerpc',
  tripleEnvironment: '',
  flags: ['-msoft-float'],
  isBigEndian: true,
  longBytes: 4,
  pointerBytes: 4,
  isCharSigned: false,
  sizeType: 'unsigned int',
  ptrdiffType: 'int',
  wcharType: 'int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 8, align: 8, format: 'double' },
  vaList: { size: 12, align: 4 },
  lacks: new Set(['_Float16', '__bf16', '__float128', '__int128', 'unsigned __int128']),
  maxBitInt: 128,
  bitIntMaxAlign: 8,
  hasPointerSpaces: false,
  biggestAlign: 16,
  maxVectorAlign: undefined,
  maxAtomicSize: 4,
  largeArray: undefined,
  unnamedBitFieldsAlign: false,
  relocations: 'RELA',
  macros: `
_ARCH_PPC 1
_BIG_ENDIAN 1
_SOFT_DOUBLE 1
_SOFT_FLOAT 1
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 1
__GCC_ATOMIC_LLONG_LOCK_FREE 1
__GCC_CONSTRUCTIVE_SIZE 32
__GCC_DESTRUCTIVE_SIZE 32
__HAVE_BSWAP__ 1
__NATURAL_ALIGNMENT__ 1
__NO_FPRS__ 1
__POWERPC__ 1
__PPC__ 1
__REGISTER_PREFIX__
__powerpc__ 1
__ppc__ 1
`,
};
