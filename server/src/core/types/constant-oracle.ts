import type { BuiltinName, Enumerator, Expression, Initializer, TokenRange } from '../parser/ast.ts';
import type { BlockScope } from './block-scope.ts';
import type { ArrayType, EnumType, Type, VectorType } from './type.ts';
import type { Unknown } from './unknown.ts';

/** What types need to know about values. The abi room's LayoutEngine implements it. */
export interface ConstantOracle {
  /** Value of an integer constant expression. */
  integer(value: Expression | TokenRange, scope?: BlockScope): bigint | Unknown;
  /** sizeof, in bytes. */
  size(type: Type): number | Unknown;
  /** Number of elements. */
  arrayCount(type: ArrayType): number | bigint | Unknown;
  vectorCount(type: VectorType): number | Unknown;
  /** The integer type that an enum is represented in. */
  enumInteger(type: EnumType): BuiltinName | Unknown;
  /** undefined if the enumerator's value is unknown. */
  enumeratorType(enumerator: Enumerator, scope?: BlockScope): BuiltinName | undefined;
  /** An array without a bound as its initializer completes it (C17 6.7.9p22). */
  completed(type: Type, initializer: Initializer | TokenRange, scope?: BlockScope): Type;
}
