import type { DataModel } from '../types/data-model.ts';
import type { BuiltinName } from '../parser/ast.ts';

export type TargetName =
  'amd64' | 'arm64' | 'i386' | 'armv7' | 'riscv64' | 'powerpc64' | 'powerpc64le' | 'powerpc' | 'mips64';

/** One machine's ABI as FreeBSD's kernel is compiled for it by clang. Sizes and alignments are in bytes. */
export interface Target extends DataModel {
  readonly name: TargetName;
  /** First word and last word of the triple: `x86_64-unknown-freebsd13.0`, with `-gnueabihf` at the end on armv7. */
  readonly tripleCpu: string;
  readonly tripleEnvironment: string;
  /** The machine's own -m and -f flags of the kernel's build, whether or not they change a macro. */
  readonly flags: readonly string[];
  readonly isBigEndian: boolean;
  /**
   * Alignment inside records of long long and double; as variables both are always aligned to 8 (clang,
   * ASTContext::getPreferredTypeAlign).
   */
  readonly longLongAlign: 4 | 8;
  readonly longDouble: {
    readonly size: 8 | 12 | 16;
    readonly align: 4 | 8 | 16;
    readonly format: 'double' | 'x87' | 'quad';
  };
  readonly vaList: { readonly size: number; readonly align: number };
  /** What a _BitInt is aligned to at most (clang, TargetInfo::getBitIntMaxAlign). */
  readonly bitIntMaxAlign: 4 | 8 | 16;
  /** Address spaces 270 and 271 have pointers of 32 bits, 272 of 64 (clang, X86AddrSpaceMap). */
  readonly hasPointerSpaces: boolean;
  /** What `__attribute__((aligned))` without a number means. */
  readonly biggestAlign: 8 | 16;
  /** No vector is aligned to more; undefined without such a limit. */
  readonly maxVectorAlign: number | undefined;
  /** Widest type that _Atomic rounds up to a power of two and aligns to its size. */
  readonly maxAtomicSize: 4 | 8 | 16;
  /** Arrays of at least `minSize` are aligned to `align` as variables (x86-64 psABI 3.1.2). */
  readonly largeArray: { readonly minSize: number; readonly align: number } | undefined;
  /**
   * Unnamed and zero-width bit-fields raise the record's alignment (AAPCS 8.1.8.2; clang,
   * useZeroLengthBitfieldAlignment).
   */
  readonly unnamedBitFieldsAlign: boolean;
  /** Whether its relocations bring addends (psABI, "Relocation"): with REL, sections hold them. */
  readonly relocations: 'REL' | 'RELA';
  readonly wintType: BuiltinName;
  /** Predefined macros that follow from nothing above, one `NAME value` a line. */
  readonly macros: string;
}
