import type { BuiltinName } from '../parser/ast.ts';

/** What typing an expression needs to know of a machine; the ABI targets have it. */
export interface DataModel {
  readonly longBytes: 4 | 8;
  readonly pointerBytes: 4 | 8;
  readonly isCharSigned: boolean;
  readonly sizeType: BuiltinName;
  readonly ptrdiffType: BuiltinName;
  readonly wcharType: BuiltinName;
}

export const LP64: DataModel = { longBytes: 8, pointerBytes: 8, isCharSigned: true, sizeType: 'unsigned long', ptrdiffType: 'long', wcharType: 'int' };
