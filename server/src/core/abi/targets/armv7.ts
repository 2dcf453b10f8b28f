import type { Target } from '../target.ts';

export const armv7: Target = {
  name: 'armv7',
  tripleCpu: 'armv7',
  tripleEnvironment: 'gnueabihf',
  flags: ['-mfloat-abi=softfp', '-march=armv7a'],
  isBigEndian: false,
  longBytes: 4,
  pointerBytes: 4,
  isCharSigned: false,
  sizeType: 'unsigned int',
  ptrdiffType: 'int',
  wcharType: 'unsigned int',
  wintType: 'int',
  longLongAlign: 8,
  longDouble: { size: 8, align: 8, format: 'double' },
  vaList: { size: 4, align: 4 },
  lacks: new Set(['__float128', '__ibm128', '__int128', 'unsigned __int128']),
  maxBitInt: 128,
  bitIntMaxAlign: 8,
  hasPointerSpaces: false,
  biggestAlign: 8,
  maxVectorAlign: 8,
  maxAtomicSize: 8,
  largeArray: undefined,
  unnamedBitFieldsAlign: true,
  relocations: 'REL',
  macros: `
__APCS_32__ 1
__ARMEL__ 1
__ARM_32BIT_STATE 1
__ARM_ACLE 200
__ARM_ARCH 7
__ARM_ARCH_7A__ 1
__ARM_ARCH_ISA_ARM 1
__ARM_ARCH_ISA_THUMB 2
__ARM_ARCH_PROFILE 'A'
__ARM_EABI__ 1
__ARM_FEATURE_CLZ 1
__ARM_FEATURE_COPROC 0xf
__ARM_FEATURE_DSP 1
__ARM_FEATURE_LDREX 0xf
__ARM_FEATURE_QBIT 1
__ARM_FEATURE_SAT 1
__ARM_FEATURE_SIMD32 1
__ARM_FEATURE_UNALIGNED 1
__ARM_FP 0xc
__ARM_FP16_ARGS 1
__ARM_FP16_FORMAT_IEEE 1
__ARM_PCS 1
__ARM_SIZEOF_MINIMAL_ENUM 4
__ARM_SIZEOF_WCHAR_T 4
__ARM_VFPV2__ 1
__ARM_VFPV3__ 1
__BITINT_MAXWIDTH__ 128
__CLANG_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_DESTRUCTIVE_SIZE 64
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__REGISTER_PREFIX__
__THUMB_INTERWORK__ 1
__VFP_FP__ 1
__arm 1
__arm__ 1
`,
};
