import type { BuiltinName } from '../parser/ast.ts';

/** What typing an expression needs to know about a machine; the ABI targets implement it. */
export interface DataModel {
  readonly longBytes: 4 | 8;
  readonly pointerBytes: 4 | 8;
  readonly isCharSigned: boolean;
  readonly sizeType: BuiltinName;
  readonly ptrdiffType: BuiltinName;
  readonly wcharType: BuiltinName;
  /** Types that clang refuses on this machine. */
  readonly lacks: ReadonlySet<BuiltinName>;
  /** The widest _BitInt. */
  readonly maxBitInt: number;
  readonly longDouble: { readonly format: 'double' | 'x87' | 'quad' };
}

export const LP64: DataModel = {
  longBytes: 8,
  pointerBytes: 8,
  isCharSigned: true,
  sizeType: 'unsigned long',
  ptrdiffType: 'long',
  wcharType: 'int',
  lacks: new Set(),
  maxBitInt: 128,
  longDouble: { format: 'quad' },
};
